import { sql } from "drizzle-orm";
import type { z } from "zod";
import { withTenant } from "@/db/tenant";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import { findFlow } from "./find-flow";
import type { OneFlow } from "./shapes";

/** The flows in the order in which their triggers are asked. */
export async function listFlows({ tenant, actor }: Context) {
  authorize(actor, "flow.read");
  return withTenant(tenant, async (tx) => {
    const rows = await tx.execute<{
      id: string;
      name: string;
      kind: string;
      trigger_id: string;
      state: "draft" | "started" | "stopped";
      version_number: number;
      has_unpublished: boolean;
      running: number;
      updated_at: string;
      updated_by: string | null;
      updated_by_name: string | null;
    }>(sql`
      select f.id, f.name, f.kind, f.trigger_id, f.state, f.version_number,
        not exists (select 1 from flow_versions v where v.id = f.version_id and v.graph = f.draft) as has_unpublished,
        (select count(*)::int from flow_runs r where r.flow_id = f.id and r.state in ('running', 'waiting', 'paused')) as running,
        f.updated_at, f.updated_by, m.name as updated_by_name
      from flows f left join memberships m on m.id = f.updated_by
      where f.deleted_at is null order by f.position, f.id`);
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      kind: row.kind,
      triggerId: row.trigger_id,
      state: row.state,
      versionNumber: row.version_number,
      hasUnpublished: row.has_unpublished,
      running: row.running,
      updatedAt: new Date(row.updated_at),
      updatedBy: row.updated_by && row.updated_by_name ? { id: row.updated_by, name: row.updated_by_name } : null,
    }));
  });
}

/** One flow with its draft, its published version, and how often each node was passed in the last day. */
export async function getFlow({ tenant, actor }: Context, { flowId }: z.infer<typeof OneFlow>) {
  authorize(actor, "flow.read");
  return withTenant(tenant, async (tx) => {
    const row = await findFlow(tx, flowId);
    const [[version], passed, [running]] = await Promise.all([
      tx.execute<{ id: string; number: number; created_at: string; same: boolean; published_by: string | null }>(sql`
        select v.id, v.number, v.created_at, v.graph = f.draft as same, m.name as published_by
        from flow_versions v join flows f on f.version_id = v.id left join memberships m on m.id = v.published_by where f.id = ${flowId}`),
      tx.execute<{ node_id: string; outcome: string | null; passed: number }>(sql`
        select v.node_id, v.outcome, count(*)::int as passed from flow_visits v join flow_runs r on r.id = v.run_id
        where r.flow_id = ${flowId} and v.created_at > now() - interval '24 hours' group by v.node_id, v.outcome`),
      tx.execute<{ running: number }>(sql`
        select count(*)::int as running from flow_runs where flow_id = ${flowId} and state in ('running', 'waiting', 'paused')`),
    ]);
    const runsPerNode: Record<string, number> = {};
    const runsPerOutcome: Record<string, number> = {};
    for (const { node_id, outcome, passed: times } of passed) {
      runsPerNode[node_id] = (runsPerNode[node_id] ?? 0) + times;
      if (outcome) runsPerOutcome[`${node_id} ${outcome}`] = times;
    }
    return {
      id: row.id,
      name: row.name,
      kind: row.kind,
      triggerId: row.trigger_id,
      state: row.state,
      versionNumber: row.version_number,
      hasUnpublished: version?.same !== true,
      running: running!.running,
      updatedAt: new Date(row.updated_at),
      updatedBy: row.updated_by && row.updated_by_name ? { id: row.updated_by, name: row.updated_by_name } : null,
      draft: row.draft,
      draftRevision: row.draft_revision,
      version: version
        ? {
            id: version.id,
            number: version.number,
            createdAt: new Date(version.created_at),
            publishedBy: version.published_by,
          }
        : null,
      runsPerNode,
      runsPerOutcome,
    };
  });
}
