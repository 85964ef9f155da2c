import { sql } from "drizzle-orm";
import { z } from "zod";
import { withTenant } from "@/db/tenant";
import { unsentFiles } from "@/server/attachments/upload";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import type { OneConversation } from "./pick-up";
import { requireRow } from "./read-row";

export const SaveDraft = z.object({
  conversationId: z.uuid(),
  mode: z.enum(["reply", "note"]),
  text: z.string().max(10_000),
});

/** Keep what somebody has not sent yet; an empty text removes it. Drafts stay their writer's, also after a transfer. */
export async function saveDraft(
  { tenant, actor }: Context,
  { conversationId, mode, text }: z.infer<typeof SaveDraft>,
): Promise<void> {
  authorize(actor, "conversation.read");
  await withTenant(tenant, async (tx) => {
    await requireRow(tx, actor, conversationId);
    await tx.execute(
      text === ""
        ? sql`delete from drafts where conversation_id = ${conversationId} and member_id = ${actor.memberId} and mode = ${mode}`
        : sql`insert into drafts (conversation_id, member_id, mode, text) values (${conversationId}, ${actor.memberId}, ${mode}, ${text})
            on conflict (tenant_id, member_id, conversation_id, mode) do update set text = excluded.text, updated_at = now()`,
    );
  });
}

/** What this person has not sent yet in a conversation. */
export async function readDraft(ctx: Context, { conversationId }: z.infer<typeof OneConversation>) {
  const { tenant, actor } = ctx;
  authorize(actor, "conversation.read");
  return withTenant(tenant, async (tx) => {
    const rows = await tx.execute<{ mode: "reply" | "note"; text: string }>(sql`
      select mode, text from drafts where conversation_id = ${conversationId} and member_id = ${actor.memberId}`);
    const text = (mode: string) => rows.find((row) => row.mode === mode)?.text ?? "";
    return { reply: text("reply"), note: text("note"), files: await unsentFiles(tx, ctx, conversationId) };
  });
}
