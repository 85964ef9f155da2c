import { v7 as uuidv7 } from "uuid";
import { auditLog } from "@/db/schema/contacts";
import type { Tx } from "@/db/tenant";
import type { Context } from "./context";

/**
 * Who did what, kept for good, in the transaction of the deed. `action` is past tense in our own words
 * ("member.disabled"), `subject` the id it was done to. `data` never holds what customers or colleagues wrote.
 */
export async function audit(
  tx: Tx,
  { actor }: Pick<Context, "actor">,
  action: string,
  subject: string,
  data: Record<string, unknown> = {},
): Promise<void> {
  await tx
    .insert(auditLog)
    .values({ id: uuidv7(), actorKind: actor.kind, actorId: actor.memberId, action, subject, data });
}
