import { sql } from "drizzle-orm";
import type { Tx } from "@/db/tenant";
import type { Visit } from "@/server/domain/flow/types";

/** The rows of visits that began, went on or ended; of the same number the last counts. */
export async function saveVisits(tx: Tx, runId: string, visits: Visit[]): Promise<void> {
  const newest = new Map(visits.map((visit) => [visit.visit, visit]));
  for (const { visit, nodeId, outcome, arrivedAt, leftAt, ...data } of newest.values())
    await tx.execute(sql`
      insert into flow_visits (run_id, visit, node_id, outcome, data, created_at, ended_at)
      values (${runId}, ${visit}, ${nodeId}, ${outcome}, ${JSON.stringify(data)}::jsonb, ${new Date(arrivedAt).toISOString()},
        ${leftAt === null ? null : new Date(leftAt).toISOString()})
      on conflict (tenant_id, run_id, visit) do update set outcome = excluded.outcome, data = excluded.data, ended_at = excluded.ended_at`);
}
