import { sql } from "drizzle-orm";
import type { Tx } from "@/db/tenant";
import { resolveTriggers } from "@/server/domain/flow/triggers";
import type { TenantId } from "@/server/domain/ids";
import { signalConversation } from "./signal";
import { startRun } from "./start-run";
import { startedFlows } from "./started-flows";

/**
 * Flows hear that a conversation was closed, in the transaction that closed it: the runs that live in it, then the
 * triggers. What a flow opened by itself and nobody took over starts nothing when it closes, or a flow that thanks
 * for the conversation would thank for its own thanks for ever.
 */
export async function flowsOnClosed(tx: Tx, tenant: TenantId, conversationId: string): Promise<void> {
  const at = Date.now();
  await signalConversation(tx, tenant, conversationId, { kind: "closed", at });
  const flows = await startedFlows(tx, tenant, "event");
  if (flows.length === 0) return;
  const [closed] = await tx.execute<{ kind: string; number_id: string; contact_id: string }>(sql`
    select kind, number_id, contact_id from conversations
    where id = ${conversationId} and (started_by <> 'flow' or taken_over_at is not null)`);
  if (!closed) return;
  const occurrence = { kind: "conversation.closed" as const, channel: closed.kind, numberId: closed.number_id };
  const { foreground, background } = resolveTriggers(flows, occurrence);
  const about = { conversationId, contactId: closed.contact_id };
  // Nobody's place is in a closed conversation: a run that faces the customer takes one when it opens the next.
  for (const { flow, data } of foreground ? [foreground, ...background] : background)
    await startRun(tx, tenant, { ...flow, customerFacing: false }, about, data, at);
}
