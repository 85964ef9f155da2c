import { sql } from "drizzle-orm";
import { inOneGo, type Tx } from "@/db/tenant";
import { resolveTriggers } from "@/server/domain/flow/triggers";
import type { Signal } from "@/server/domain/flow/types";
import type { TenantId } from "@/server/domain/ids";
import { lockRun } from "./lock-run";
import { beginRun } from "./start-run";
import { startedFlows } from "./started-flows";
import { walkAtOnce } from "./walk-at-once";

/** An inbound message, as flows look at it. The conversation's row is locked by the caller. */
export type Arrived = {
  conversationId: string;
  contactId: string;
  messageId: string;
  channel: string;
  numberId: string;
  from: string;
  to: string;
  text: string;
  /** The contact was never seen before this message. */
  firstContact: boolean;
  takenOver: boolean;
};

/**
 * Flows hear of a message: first the run that lives in its conversation, then, if there is none, the triggers of the
 * started flows in the order of their list. Written in the message's own transaction, so that neither is lost.
 */
export async function flowsOnMessage(tx: Tx, tenant: TenantId, arrived: Arrived): Promise<void> {
  const at = Date.now();
  const [[run], candidates] = await inOneGo(
    tx.execute<{ id: string }>(sql`
      select id from flow_runs where conversation_id = ${arrived.conversationId} and customer_facing and state in ('running', 'waiting', 'paused')`),
    startedFlows(tx, tenant, "sms"),
  );
  if (run)
    await tell(tx, tenant, run.id, {
      kind: "reply",
      at,
      message: { id: arrived.messageId, text: arrived.text, subtype: "text" },
    });
  const occurrence = {
    kind: "message" as const,
    channel: arrived.channel as "sms" | "whatsapp",
    numberId: arrived.numberId,
    text: arrived.text,
    firstContact: arrived.firstContact,
    takenOver: arrived.takenOver,
  };
  const { foreground, background } = resolveTriggers(candidates, occurrence, run !== undefined);
  const said = { message_body: arrived.text, sms_body: arrived.text, message_subtype: "text" };
  for (const { flow, data } of foreground ? [foreground, ...background] : background)
    await walkAtOnce(tx, await beginRun(tx, tenant, flow, arrived, { ...said, ...data }, at));
}

async function tell(tx: Tx, tenant: TenantId, runId: string, signal: Signal): Promise<void> {
  const locked = await lockRun(tx, tenant, runId);
  if (!locked) return;
  locked.signals.push(signal);
  await walkAtOnce(tx, locked);
}
