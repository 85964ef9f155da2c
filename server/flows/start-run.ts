import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { inOneGo, type Tx } from "@/db/tenant";
import { newRun } from "@/server/domain/flow/advance";
import type { Values } from "@/server/domain/flow/types";
import type { TenantId } from "@/server/domain/ids";
import { builtIns } from "./built-ins";
import type { LockedRun } from "./lock-run";
import { keepSignals } from "./signal";

/** The published version of a flow whose trigger matched. */
export type Started = { flowId: string; flowName: string; versionId: string; customerFacing: boolean };
type About = { conversationId: string | null; contactId: string | null };

/** A new run with its first signal, which nobody has heard yet: it is walked now, or keeps it until it is. */
export async function beginRun(
  tx: Tx,
  tenant: TenantId,
  flow: Started,
  about: About,
  data: Values,
  at: number,
): Promise<LockedRun> {
  const { contactId, conversationId } = about;
  const { flowId, flowName, versionId } = flow;
  const runId = uuidv7();
  const run = newRun(runId);
  const [, { known, zone }] = await inOneGo(
    tx.execute(sql`
      insert into flow_runs (id, flow_id, version_id, conversation_id, contact_id, customer_facing, state, run)
      values (${runId}, ${flowId}, ${versionId}, ${conversationId}, ${contactId}, ${flow.customerFacing}, 'running',
        ${JSON.stringify(run)}::jsonb)`),
    builtIns(tx, { contactId, conversationId, runId, flowName }),
  );
  const sprint = { tenant, runId, flowId, flowName, conversationId, contactId, writes: [] };
  return {
    sprint,
    run,
    versionId,
    wakeAt: null,
    signals: [{ kind: "started", at, zone, data: { ...known, ...data } }],
  };
}

/** A new run, walked as soon as this is committed. Returns its id. */
export async function startRun(...of: Parameters<typeof beginRun>): Promise<string> {
  const begun = await beginRun(...of);
  const [tx] = of;
  await keepSignals(tx, begun);
  return begun.sprint.runId;
}
