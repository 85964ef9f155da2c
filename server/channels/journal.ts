import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { type Tx, withTenant } from "@/db/tenant";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import { ingest } from "@/server/conversations/ingest";
import type { TenantId } from "@/server/domain/ids";
import { env } from "@/server/env";
import { notFound, refuse } from "@/server/errors";
import { takeAttempt } from "@/server/rate-limit";
import { carrierOf } from ".";
import { Refused, Unreadable, type WebhookRequest } from "./carrier";
import { channelById, type DoorChannel } from "./door";
import { carrierIo } from "./io";
import { viewOf } from "./open-channel";

export type JournalState = "done" | "pending" | "stuck" | "refused";

/** Keep a webhook with its raw bytes. Returns the entry's id. */
export async function writeJournal(
  tx: Tx,
  channel: DoorChannel,
  incoming: WebhookRequest,
  state: JournalState,
  { items = 0, error }: { items?: number; error?: string } = {},
): Promise<string> {
  const id = uuidv7();
  const body = state === "refused" ? null : Buffer.from(incoming.rawBody).toString("base64");
  await tx.execute(sql`
    insert into webhook_journal (id, channel_id, part, method, url, headers, body, state, items, error, processed_at)
    values (${id}, ${channel.id}, ${incoming.part}, ${incoming.method}, ${withoutToken(incoming.url)},
      ${JSON.stringify(keptHeaders(incoming.headers))}::jsonb, ${body}, ${state}, ${items}, ${error?.slice(0, 500) ?? null},
      ${state === "done" ? sql`now()` : null})`);
  return id;
}

/** A webhook that was not believed: who sent what is nobody's proof, so its body is not kept, and a flood leaves few rows. */
export async function journalRefusal(channel: DoorChannel, incoming: WebhookRequest, reason: string): Promise<void> {
  const room = await takeAttempt("webhook-refused.channel", channel.id).then(
    () => true,
    () => false,
  );
  if (!room) return;
  await withTenant(channel.tenant, (tx) => writeJournal(tx, channel, incoming, "refused", { error: reason }));
}

/** The token is the address's secret: the journal keeps what stands around it. */
const withoutToken = (url: string): string => url.replace(/(\/api\/webhooks\/[^/]+\/)[^/?#]+/, "$1-");

const keptHeaders = (headers: Headers): Record<string, string> =>
  Object.fromEntries(
    [...headers].filter(([name]) => !/^(cookie|authorization|x-forwarded-|connection|host)/.test(name)).slice(0, 50),
  );

/**
 * Work on a webhook that was kept: once, whoever calls. Its signature was checked when it came; it is read again by the
 * carrier's file of today. What fails stays stuck with its reason.
 * Returns how many items were taken, or null when there was nothing (left) to do.
 */
export async function processJournalEntry(tenant: TenantId, journalId: string): Promise<number | null> {
  const found = await withTenant(tenant, async (tx) => {
    const [row] = await tx.execute<{ channel_id: string }>(sql`
      select channel_id from webhook_journal where id = ${journalId} and state in ('pending', 'stuck')`);
    return row;
  });
  const channel = found && (await channelById(tenant, found.channel_id));
  const carrier = channel && carrierOf(channel.carrier);
  if (!channel || !carrier) return null;
  try {
    return await withTenant(tenant, async (tx) => {
      const [row] = await tx.execute<{
        method: string;
        url: string;
        headers: Record<string, string>;
        body: string;
        part: string;
        received_at: string;
      }>(sql`
        update webhook_journal set attempts = attempts + 1
        where id = ${journalId} and state in ('pending', 'stuck') and body is not null
        returning method, url, headers, body, part, received_at`);
      if (!row) return null;
      const url = row.url;
      const request: WebhookRequest = {
        method: row.method,
        url,
        path: url.replace(env().PUBLIC_URL, "").replace(/\?.*$/, ""),
        headers: new Headers(row.headers),
        rawBody: Buffer.from(row.body, "base64"),
        part: row.part,
        receivedAt: new Date(row.received_at),
      };
      const view = viewOf(channel);
      const parsed = carrier.parse(request, view);
      const items = Array.isArray(parsed)
        ? parsed
        : ((await carrier.resolve?.([request], view, carrierIo(carrier.name))) ?? []);
      const { taken } = await ingest(tx, channel, items);
      await tx.execute(sql`
        update webhook_journal set state = 'done', items = ${items.length}, error = null, processed_at = now() where id = ${journalId}`);
      return taken;
    });
  } catch (error) {
    const reason = error instanceof Unreadable || error instanceof Refused ? error.message : "could not be processed";
    await withTenant(tenant, (tx) =>
      tx.execute(sql`
        update webhook_journal set state = 'stuck', attempts = attempts + 1, error = ${reason} where id = ${journalId} and state in ('pending', 'stuck')`),
    );
    if (error instanceof Unreadable || error instanceof Refused) return null;
    throw error;
  }
}

/** Try a kept webhook again, by hand. @throws AppError when it is not there, not open, or still cannot be processed */
export async function replayJournalEntry({ tenant, actor }: Context, journalId: string): Promise<{ taken: number }> {
  authorize(actor, "channel.manage");
  const [row] = await withTenant(tenant, (tx) =>
    tx.execute<{ state: JournalState }>(sql`select state from webhook_journal where id = ${journalId}`),
  );
  if (!row) throw notFound("webhook");
  if (row.state === "done" || row.state === "refused") throw refuse("notReplayable");
  const taken = await processJournalEntry(tenant, journalId).catch(() => null);
  if (taken === null) throw refuse("stillStuck");
  return { taken };
}
