import type { Tx } from "@/db/tenant";
import { resolveTriggers } from "@/server/domain/flow/triggers";
import type { TenantId } from "@/server/domain/ids";
import { type LockedRun, lockRun } from "./lock-run";
import { beginRun, type Foreknown } from "./start-run";
import type { Listeners } from "./started-flows";

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

/** What becomes of a run that something happened to: it is walked now, or keeps what happened and is walked soon. */
export type Heard = (tx: Tx, locked: LockedRun) => Promise<void>;

/**
 * Flows hear of a message: first the run that lives in its conversation, then, if there is none, the triggers of the
 * started flows in the order of their list. Written in the message's own transaction, so that neither is lost.
 */
export async function flowsOnMessage(
  tx: Tx,
  tenant: TenantId,
  arrived: Arrived,
  { runId, flows, known, gate }: Listeners,
  heard: Heard,
): Promise<void> {
  const at = Date.now();
  const run = runId && (await lockRun(tx, tenant, runId));
  if (run) {
    run.signals.push({ kind: "reply", at, message: { id: arrived.messageId, text: arrived.text, subtype: "text" } });
    await heard(tx, run);
  }
  const occurrence = {
    kind: "message" as const,
    channel: arrived.channel as "sms" | "whatsapp",
    numberId: arrived.numberId,
    text: arrived.text,
    firstContact: arrived.firstContact,
    takenOver: arrived.takenOver,
  };
  const { foreground, background } = resolveTriggers(flows, occurrence, runId !== null);
  const said = { message_body: arrived.text, sms_body: arrived.text, message_subtype: "text" };
  // Read before anybody walked: the second run may find something else.
  let foreknown: Foreknown | undefined = run ? undefined : { known, gate };
  for (const { flow, data } of foreground ? [foreground, ...background] : background) {
    await heard(tx, await beginRun(tx, tenant, flow, arrived, { ...said, ...data }, at, foreknown));
    foreknown = undefined;
  }
}
