import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import type { Tx } from "@/db/tenant";
import { newRun } from "@/server/domain/flow/advance";
import type { Values } from "@/server/domain/flow/types";
import type { TenantId } from "@/server/domain/ids";
import type { GateFacts } from "@/server/messages/gate-facts";
import { builtIns, type Known, knownOf } from "./built-ins";
import type { LockedRun } from "./lock-run";
import { keepSignals } from "./signal";

/** The published version of a flow whose trigger matched. */
export type Started = { flowId: string; flowName: string; versionId: string; customerFacing: boolean };
type About = { conversationId: string | null; contactId: string | null };
/** What was read already in the same transaction. */
export type Foreknown = { known: Known; gate: GateFacts | null };

/** A new run with its first signal, which nobody has heard yet: it is walked now, or keeps it until it is. */
export async function beginRun(
  tx: Tx,
  tenant: TenantId,
  flow: Started,
  about: About,
  data: Values,
  at: number,
  foreknown?: Foreknown,
): Promise<LockedRun> {
  const { contactId, conversationId } = about;
  const { flowId, flowName, versionId } = flow;
  const runId = uuidv7();
  const run = newRun(runId);
  const inserted = tx
    .execute(sql`
      insert into flow_runs (id, flow_id, version_id, conversation_id, contact_id, customer_facing, state, run)
      values (${runId}, ${flowId}, ${versionId}, ${conversationId}, ${contactId}, ${flow.customerFacing}, 'running',
        ${JSON.stringify(run)}::jsonb)`)
    .then(() => undefined);
  inserted.catch(() => {}); // whoever ends the transaction's walk hears of it
  const known = foreknown?.known ?? (await knownOf(tx, about));
  const sprint = {
    tenant,
    runId,
    flowId,
    flowName,
    conversationId,
    contactId,
    gate: foreknown?.gate ?? null,
    writes: [inserted],
  };
  const signal = { kind: "started" as const, at, zone: known.zone, data: { ...builtIns(known, sprint), ...data } };
  return { sprint, run, versionId, wakeAt: null, signals: [signal] };
}

/** A new run, walked as soon as this is committed. Returns its id. */
export async function startRun(...of: Parameters<typeof beginRun>): Promise<string> {
  const begun = await beginRun(...of);
  const [tx] = of;
  await keepSignals(tx, begun);
  return begun.sprint.runId;
}
