import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { type Tx, withTenant } from "@/db/tenant";
import { authorize } from "@/server/authorize";
import type { Context, MemberActor } from "@/server/context";
import { record } from "@/server/events";
import { threadItems } from "./items";
import { requireRow } from "./read-row";
import type { NoteItem } from "./types";

export const AddNote = z.object({
  conversationId: z.uuid(),
  text: z.string().trim().min(1).max(5000),
  clientId: z.uuid(),
});

/** Write a note that only the team sees. Told twice under one client id, it is one note. */
export async function addNote(
  ctx: Context,
  { conversationId, text, clientId }: z.infer<typeof AddNote>,
): Promise<NoteItem> {
  const { tenant, actor } = ctx;
  authorize(actor, "conversation.note");
  return withTenant(tenant, async (tx) => {
    const row = await requireRow(tx, actor, conversationId);
    await tx.execute(sql`select 1 from conversations where id = ${conversationId} for update`);
    const [told] = await tx.execute<{ seq: number }>(sql`
      select seq from notes where conversation_id = ${conversationId} and client_id = ${clientId}`);
    const seq = told?.seq ?? (await addNoteLine(tx, actor, conversationId, text, clientId));
    const audience = {
      owner: row.audience === "owner" ? (row.owner?.id ?? null) : null,
      queue: row.audience === "queue" ? (row.queue?.id ?? null) : null,
      everyone: row.audience === "everyone",
    };
    if (!told) await record(tx, ctx, "note.added", { conversationId, data: { seqs: [seq] }, after: audience });
    const items = await threadItems(tx, conversationId, { after: seq - 1, limit: 1 });
    return items[0] as NoteItem;
  });
}

/** The note itself; the caller's transaction tells of it. Returns its seq. */
export async function addNoteLine(
  tx: Tx,
  actor: MemberActor,
  conversationId: string,
  text: string,
  clientId?: string,
): Promise<number> {
  const [row] = await tx.execute<{ message_seq: number }>(sql`
    update conversations set message_seq = message_seq + 1 where id = ${conversationId} returning message_seq`);
  await tx.execute(sql`
    insert into notes (id, conversation_id, seq, author_id, text, client_id)
    values (${uuidv7()}, ${conversationId}, ${row!.message_seq}, ${actor.memberId}, ${text}, ${clientId ?? null})`);
  return row!.message_seq;
}
