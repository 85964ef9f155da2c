import { sql } from "drizzle-orm";
import { type Tx, withTenant } from "@/db/tenant";
import type { OutgoingMedia } from "@/server/channels/carrier";
import type { Context } from "@/server/context";
import type { TenantId } from "@/server/domain/ids";
import { storage } from "@/server/storage";
import { fileKey, fittedKey } from "./keys";
import { publicLink } from "./link";
import { fittedName } from "./serve";

/** A file as its carrier will get it. */
export type Sendable = { id: string; originalType: string; contentType: string; sizeBytes: number };

type Row = { id: string; name: string; content_type: string; size_bytes: string; fitted_bytes: number | null };

/** This person's uploaded files that wait to be sent, of those named, in the order they are named. */
export async function sendableFiles(
  tx: Tx,
  { actor }: Context,
  conversationId: string,
  fileIds: readonly string[],
): Promise<Sendable[]> {
  if (fileIds.length === 0) return [];
  const rows = await tx.execute<Row>(sql`
    select id, name, content_type, size_bytes, fitted_bytes from attachments
    where id in ${[...fileIds]} and conversation_id = ${conversationId} and author_id = ${actor.memberId}
      and message_id is null and state = 'ready' for update`);
  return fileIds.flatMap((id) => {
    const row = rows.find((one) => one.id === id);
    if (!row) return [];
    return [{ id, originalType: row.content_type, ...asSent(row) }];
  });
}

/** A message's files for its carrier, each with a link that lives a day from now. */
export async function outgoingMedia(tenant: TenantId, messageId: string): Promise<OutgoingMedia[]> {
  const rows = await withTenant(tenant, (tx) =>
    tx.execute<Row>(sql`
      select id, name, content_type, size_bytes, fitted_bytes from attachments
      where message_id = ${messageId} and state = 'ready' order by position`),
  );
  return rows.map((row) => ({
    url: publicLink(tenant, row.id),
    ...asSent(row),
    fileName: row.fitted_bytes === null ? row.name : fittedName(row.name),
    open() {
      const key = fileKey(tenant, row.id);
      return storage().get(row.fitted_bytes === null ? key : fittedKey(key));
    },
  }));
}

const asSent = ({ content_type, size_bytes, fitted_bytes }: Row) =>
  fitted_bytes === null
    ? { contentType: content_type, sizeBytes: Number(size_bytes) }
    : { contentType: "image/jpeg", sizeBytes: fitted_bytes };
