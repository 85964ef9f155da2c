import { sql } from "drizzle-orm";
import type { Tx } from "@/db/tenant";
import type { Actor } from "@/server/context";
import type { TimelineItem } from "./types";

/**
 * Write a line of the operation timeline: created, transferred, picked up, closed, and nothing else. It takes the
 * conversation's next seq. Returns that seq.
 */
export async function addLine(
  tx: Tx,
  actor: Actor,
  conversationId: string,
  line: TimelineItem["line"],
  data: TimelineItem["data"] = {},
): Promise<number> {
  const [row] = await tx.execute<{ message_seq: number }>(sql`
    update conversations set message_seq = message_seq + 1 where id = ${conversationId} returning message_seq`);
  const seq = row!.message_seq;
  const person = actor.kind === "member";
  await tx.execute(sql`
    insert into timeline (conversation_id, seq, kind, actor_kind, actor_id, data)
    values (${conversationId}, ${seq}, ${line}, ${person ? "agent" : "system"}, ${person ? actor.memberId : null},
      ${JSON.stringify({ actor: actor.name, ...data })}::jsonb)`);
  return seq;
}
