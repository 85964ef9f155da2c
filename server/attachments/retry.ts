import { sql } from "drizzle-orm";
import { z } from "zod";
import { withTenant } from "@/db/tenant";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import { requireRow } from "@/server/conversations/read-row";
import { notFound } from "@/server/errors";
import { record } from "@/server/events";
import { tellChanged } from "./fetch";

export const OneAttachment = z.object({ attachmentId: z.uuid() });

/** Fetch a customer's file once more. One that came meanwhile, or is being fetched, stays as it is. @throws AppError NOT_FOUND */
export async function fetchAgain(ctx: Context, { attachmentId }: z.infer<typeof OneAttachment>): Promise<void> {
  authorize(ctx.actor, "conversation.read");
  await withTenant(ctx.tenant, async (tx) => {
    const [file] = await tx.execute<{ conversation_id: string }>(sql`
      select conversation_id from attachments where id = ${attachmentId} and direction = 'in'`);
    if (!file) throw notFound("attachment");
    await requireRow(tx, ctx.actor, file.conversation_id);
    const again = await tx.execute(sql`
      update attachments set state = 'fetching', state_at = now(), reason = null
      where id = ${attachmentId} and state = 'unavailable' returning id`);
    if (again.length === 0) return;
    await record(tx, ctx, "attachment.due", { data: { attachmentId } });
    await tellChanged(tx, ctx.tenant, attachmentId);
  });
}
