import { sql } from "drizzle-orm";
import type { Tx } from "@/db/tenant";
import type { Visit } from "@/server/domain/flow/types";

/** The rows of visits that began, went on or ended; of the same number the last counts. */
export async function saveVisits(tx: Tx, runId: string, visits: Visit[]): Promise<void> {
  const newest = new Map(visits.map((visit) => [visit.visit, visit]));
  if (newest.size === 0) return;
  const rows = [...newest.values()].map(({ visit, nodeId, outcome, arrivedAt, leftAt, ...data }) => ({
    visit,
    node_id: nodeId,
    outcome,
    data,
    created_at: new Date(arrivedAt).toISOString(),
    ended_at: leftAt === null ? null : new Date(leftAt).toISOString(),
  }));
  // One statement whatever their number, so that it is prepared once.
  await tx.execute(sql`
    insert into flow_visits (run_id, visit, node_id, outcome, data, created_at, ended_at)
    select ${runId}::uuid, v.* from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as v (visit int, node_id text, outcome text, data jsonb, created_at timestamptz, ended_at timestamptz)
    on conflict (tenant_id, run_id, visit) do update set outcome = excluded.outcome, data = excluded.data, ended_at = excluded.ended_at`);
}
