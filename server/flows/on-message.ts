import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import type { Tx } from "@/db/tenant";
import { newRun } from "@/server/domain/flow/advance";
import { type Candidate, resolveTriggers } from "@/server/domain/flow/triggers";
import type { Values } from "@/server/domain/flow/types";
import type { TenantId } from "@/server/domain/ids";
import { builtIns } from "./built-ins";
import { planOf } from "./plans";
import { signalRun, wakeRun } from "./signal";

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
  const [run] = await tx.execute<{ id: string }>(sql`
    select id from flow_runs where conversation_id = ${arrived.conversationId} and customer_facing and state in ('running', 'waiting', 'paused')`);
  if (run)
    await signalRun(tx, tenant, run.id, {
      kind: "reply",
      at,
      message: { id: arrived.messageId, text: arrived.text, subtype: "text" },
    });
  const started = await tx.execute<{ id: string; name: string; version_id: string }>(sql`
    select id, name, version_id from flows
    where state = 'started' and deleted_at is null and version_id is not null and kind = 'sms' order by position, id`);
  const candidates: (Started & Candidate)[] = [];
  for (const { id, name, version_id } of started) {
    const { trigger, customerFacing, talks } = await planOf(tx, version_id);
    candidates.push({ flowId: id, flowName: name, versionId: version_id, trigger, customerFacing, talks });
  }
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
    await startRun(tx, tenant, flow, arrived, { ...said, ...data }, at);
}

type Started = { flowId: string; flowName: string; versionId: string; customerFacing: boolean };
type About = { conversationId: string | null; contactId: string | null; text?: string };

/** The row of a new run and its first signal. */
export async function startRun(
  tx: Tx,
  tenant: TenantId,
  flow: Started,
  about: About,
  data: Values,
  at: number,
): Promise<string> {
  const runId = uuidv7();
  await tx.execute(sql`
    insert into flow_runs (id, flow_id, version_id, conversation_id, contact_id, customer_facing, state, run)
    values (${runId}, ${flow.flowId}, ${flow.versionId}, ${about.conversationId}, ${about.contactId}, ${flow.customerFacing}, 'running',
      ${JSON.stringify(newRun(runId))}::jsonb)`);
  const known = await builtIns(tx, {
    contactId: about.contactId,
    conversationId: about.conversationId,
    runId,
    flowName: flow.flowName,
  });
  const [zone] = await tx.execute<{ time_zone: string }>(sql`select time_zone from tenants`);
  const signal = { kind: "started" as const, at, zone: zone?.time_zone ?? "UTC", data: { ...known, ...data } };
  await tx.execute(
    sql`insert into flow_signals (id, run_id, signal) values (${uuidv7()}, ${runId}, ${JSON.stringify(signal)}::jsonb)`,
  );
  await wakeRun(tx, tenant, runId);
  return runId;
}
