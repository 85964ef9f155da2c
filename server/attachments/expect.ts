import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import type { Tx } from "@/db/tenant";
import type { InboundMedia } from "@/server/channels/carrier";
import { fileName, plainType } from "@/server/domain/files";
import type { TenantId } from "@/server/domain/ids";
import { record } from "@/server/events";

/** More files than any carrier puts into one message. */
export const mostInboundFiles = 20;

/** A customer's message names files: they are noted with it, and fetched afterwards by a durable function. */
export async function expectFiles(
  tx: Tx,
  tenant: TenantId,
  { conversationId, messageId, media }: { conversationId: string; messageId: string; media: readonly InboundMedia[] },
): Promise<void> {
  for (const [position, source] of media.slice(0, mostInboundFiles).entries()) {
    const id = uuidv7();
    await tx.execute(sql`
      insert into attachments (id, conversation_id, message_id, position, direction, state, name, content_type, size_bytes, source)
      values (${id}, ${conversationId}, ${messageId}, ${position}, 'in', 'fetching', ${fileName(source.fileName ?? "")},
        ${plainType(source.contentType)}, ${Math.max(0, Math.trunc(source.sizeBytes ?? 0))}, ${JSON.stringify(source)}::jsonb)`);
    await record(tx, { tenant }, "attachment.due", { data: { attachmentId: id } });
  }
}
