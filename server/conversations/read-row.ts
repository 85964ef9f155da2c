import { sql } from "drizzle-orm";
import type { Tx } from "@/db/tenant";
import type { MemberActor } from "@/server/context";
import { notFound } from "@/server/errors";
import { type RowWithRead, selectRows } from "./rows";
import { visibleTo } from "./visible";

/** One conversation as this person sees it, or null when he does not. */
export async function visibleRow(tx: Tx, actor: MemberActor, conversationId: string): Promise<RowWithRead | null> {
  const [row] = await selectRows(tx, actor.memberId, { where: sql`c.id = ${conversationId} and ${visibleTo(actor)}` });
  return row ?? null;
}

/** @throws AppError NOT_FOUND when this person does not see it */
export async function requireRow(tx: Tx, actor: MemberActor, conversationId: string): Promise<RowWithRead> {
  const row = await visibleRow(tx, actor, conversationId);
  if (!row) throw notFound("conversation");
  return row;
}
