import { createWriteStream } from "node:fs";
import { sql } from "drizzle-orm";
import type { AttachmentSource } from "@/db/schema";
import { type Tx, withTenant } from "@/db/tenant";
import { carrierOf } from "@/server/channels";
import { channelById } from "@/server/channels/door";
import { fetchMedia, MediaError } from "@/server/channels/fetch-media";
import { carrierIo } from "@/server/channels/io";
import { viewOf } from "@/server/channels/open-channel";
import { keepsItsWord, plainType } from "@/server/domain/files";
import type { TenantId } from "@/server/domain/ids";
import { audienceOf } from "@/server/domain/visibility";
import { record } from "@/server/events";
import { OutboundError } from "@/server/http";
import { log } from "@/server/log";
import { sandboxLine } from "@/server/sandbox/line";
import { keepFile, markReady } from "./keep";
import { fileKey } from "./keys";
import { hasRoom } from "./quota";
import { removeFiles } from "./remove-files";
import { sniff } from "./sniff";
import { withTemporaryFile } from "./temporary";

/** Why a customer's file is not to be had: keys under `inbox.file.reason`. */
export type Unavailable =
  | "address"
  | "too_large"
  | "wrong_type"
  | "wrong_file"
  | "refused"
  | "gone"
  | "unreachable"
  | "full";

/** How long to wait before the next try; after the last one the file is given up until somebody asks for it. Unit: ms. */
export const fetchDelaysMs = [2_000, 10_000, 60_000, 300_000, 1_800_000];

type Wanted = { source: AttachmentSource; channel_id: string; name: string };

/**
 * Fetch a customer's file, once, by the rules for addresses that somebody else chose. True when it is settled: the file
 * is there, or is surely not to be had. False when another try may help; `last` makes that a settlement as well.
 */
export async function fetchAttachment(tenant: TenantId, id: string, { last }: { last: boolean }): Promise<boolean> {
  const wanted = await withTenant(tenant, async (tx) => {
    const [row] = await tx.execute<Wanted>(sql`
      select f.source, f.name, m.channel_id from attachments f join messages m on m.tenant_id = f.tenant_id and m.id = f.message_id
      where f.id = ${id} and f.state = 'fetching'`);
    return row;
  });
  if (!wanted) return true;
  try {
    await fetchAndKeep(tenant, id, wanted);
    return true;
  } catch (error) {
    const { reason, again } = failureOf(error);
    log.warn({ err: error, attachmentId: id, again: again && !last }, "a customer's file could not be fetched");
    if (again && !last) return false;
    await withTenant(tenant, async (tx) => {
      const [given] = await tx.execute(sql`
        update attachments set state = 'unavailable', state_at = now(), reason = ${reason}
        where id = ${id} and state = 'fetching' returning id`);
      if (given) await tellChanged(tx, tenant, id);
    });
    return true;
  }
}

async function fetchAndKeep(tenant: TenantId, id: string, { source, channel_id, name }: Wanted): Promise<void> {
  const channel = await channelById(tenant, channel_id);
  const carrier = channel && carrierOf(channel.carrier);
  if (!channel || !carrier) throw new MediaError("the channel is gone", false);
  if (!(await withTenant(tenant, (tx) => hasRoom(tx, source.sizeBytes ?? 1)))) throw new MediaError("full", false);
  const io = carrierIo(carrier.name, sandboxLine(tenant, channel_id));
  const key = fileKey(tenant, id);
  await withTemporaryFile(async (file) => {
    const fetched = await fetchMedia(carrier, source, viewOf(channel), io, createWriteStream(file));
    const announced = plainType(source.contentType ?? fetched.contentType);
    const contentType = await sniff(file, announced);
    if (!keepsItsWord(announced, contentType)) throw new MediaError("wrong type", false);
    const kept = await keepFile(key, file, { ...fetched, contentType });
    const there = await withTenant(tenant, async (tx) => {
      if (!(await markReady(tx, id, "fetching", kept))) return false;
      if (name === "") await tx.execute(sql`update attachments set name = ${nameFor(contentType)} where id = ${id}`);
      await tellChanged(tx, tenant, id);
      return true;
    });
    if (!there) await removeIfGone(tenant, id);
  });
}

/** A file that came without a name is called by what it is. */
const nameFor = (contentType: string): string => {
  const ending = contentType.split("/")[1]?.replace(/^x-/, "").replace("jpeg", "jpg") ?? "";
  return /^[a-z0-9]{2,5}$/.test(ending) ? `file.${ending}` : "file";
};

function failureOf(error: unknown): { reason: Unavailable; again: boolean } {
  if (error instanceof MediaError) {
    if (error.message === "full") return { reason: "full", again: false };
    if (error.message === "wrong type") return { reason: "wrong_type", again: false };
    if (error.message.startsWith("wrong")) return { reason: "wrong_file", again: false };
    const status = Number(/^HTTP (\d+)$/.exec(error.message)?.[1] ?? 0);
    if (status === 404 || status === 410) return { reason: "gone", again: error.again };
    return { reason: error.again ? "unreachable" : "refused", again: error.again };
  }
  if (error instanceof OutboundError) {
    if (["refused", "bad_address", "redirects"].includes(error.reason)) return { reason: "address", again: false };
    if (error.reason === "too_large") return { reason: "too_large", again: false };
  }
  return { reason: "unreachable", again: true };
}

/** Those who see the conversation hear that a file of this message is there now, or is not to be had. */
export async function tellChanged(tx: Tx, tenant: TenantId, id: string): Promise<void> {
  const [row] = await tx.execute<{
    conversation_id: string;
    seq: number;
    audience: "owner" | "queue" | "everyone";
    owner_id: string | null;
    queue_id: string | null;
  }>(sql`
    select m.conversation_id, m.seq, c.audience, c.owner_id, c.queue_id from attachments f
    join messages m on m.tenant_id = f.tenant_id and m.id = f.message_id
    join conversations c on c.tenant_id = m.tenant_id and c.id = m.conversation_id where f.id = ${id}`);
  if (!row) return;
  await record(tx, { tenant }, "attachment.changed", {
    conversationId: row.conversation_id,
    data: { seqs: [row.seq], attachmentId: id },
    after: audienceOf({ audience: row.audience, ownerId: row.owner_id, queueId: row.queue_id }),
  });
}

/** The message was removed while its file came: nobody else knows of the file. */
async function removeIfGone(tenant: TenantId, id: string): Promise<void> {
  const [row] = await withTenant(tenant, (tx) => tx.execute(sql`select 1 from attachments where id = ${id}`));
  if (!row) await removeFiles(fileKey(tenant, id), 0);
}
