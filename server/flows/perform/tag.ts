import { sql } from "drizzle-orm";
import type { Tx } from "@/db/tenant";
import type { Answer } from "@/server/domain/flow/types";
import type { Sprint } from "../lock-run";

type Tag = { on: "contact" | "conversation"; add: string[]; remove: string[] };

/** Put tags on the customer or the conversation, and take tags off. */
export async function performTag(
  tx: Tx,
  { contactId, conversationId }: Sprint,
  { on, add, remove }: Tag,
): Promise<Answer> {
  const id = on === "contact" ? contactId : conversationId;
  if (!id) return { ok: false, reason: { code: "conversation_gone" } };
  const table = sql.identifier(on === "contact" ? "contacts" : "conversations");
  await tx.execute(sql`
    update ${table} set tags = array(
      select distinct tag from unnest(tags || array(select jsonb_array_elements_text(${JSON.stringify(add)}::jsonb))) tag
      where not ${JSON.stringify(remove)}::jsonb ? tag order by tag)
    where id = ${id}`);
  return { ok: true };
}
