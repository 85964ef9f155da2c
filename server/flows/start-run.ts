import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import type { Tx } from "@/db/tenant";
import { newRun } from "@/server/domain/flow/advance";
import type { Values } from "@/server/domain/flow/types";
import type { TenantId } from "@/server/domain/ids";
import { builtIns } from "./built-ins";
import { wakeRun } from "./signal";

/** The published version of a flow whose trigger matched. */
export type Started = { flowId: string; flowName: string; versionId: string; customerFacing: boolean };
type About = { conversationId: string | null; contactId: string | null };

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
  const { contactId, conversationId } = about;
  const [, known, [zone]] = await Promise.all([
    tx.execute(sql`
      insert into flow_runs (id, flow_id, version_id, conversation_id, contact_id, customer_facing, state, run)
      values (${runId}, ${flow.flowId}, ${flow.versionId}, ${conversationId}, ${contactId}, ${flow.customerFacing}, 'running',
        ${JSON.stringify(newRun(runId))}::jsonb)`),
    builtIns(tx, { contactId, conversationId, runId, flowName: flow.flowName }),
    tx.execute<{ time_zone: string }>(sql`select time_zone from tenants`),
  ]);
  const signal = { kind: "started" as const, at, zone: zone?.time_zone ?? "UTC", data: { ...known, ...data } };
  await Promise.all([
    tx.execute(
      sql`insert into flow_signals (id, run_id, signal) values (${uuidv7()}, ${runId}, ${JSON.stringify(signal)}::jsonb)`,
    ),
    wakeRun(tx, tenant, runId),
  ]);
  return runId;
}
