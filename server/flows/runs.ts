import { sql } from "drizzle-orm";
import { z } from "zod";
import { withTenant } from "@/db/tenant";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import { requireRow } from "@/server/conversations/read-row";
import { notFound } from "@/server/errors";
import type { ListRuns, OneFlow, OneRun, OneVersion } from "./shapes";

type RunRow = {
  id: string;
  flow_id: string;
  version_id: string;
  number: number;
  state: "running" | "waiting" | "paused" | "ended" | "failed" | "cancelled";
  contact_id: string | null;
  contact_name: string | null;
  address: string | null;
  conversation_id: string | null;
  result: string | null;
  reason: string | null;
  created_at: string;
  ended_at: string | null;
  wake_at: string | null;
};

const runs = sql`
  select r.id, r.flow_id, r.version_id, v.number, r.state, r.contact_id, p.name as contact_name,
    coalesce(c.customer_address, (select i.value from contact_identities i where i.contact_id = r.contact_id
      order by i.last_seen_at desc limit 1)) as address,
    r.conversation_id, r.result, r.reason, r.created_at, r.ended_at, r.wake_at
  from flow_runs r join flow_versions v on v.id = r.version_id
  left join contacts p on p.id = r.contact_id left join conversations c on c.id = r.conversation_id`;

const toRun = (row: RunRow) => ({
  id: row.id,
  flowId: row.flow_id,
  versionId: row.version_id,
  versionNumber: row.number,
  state: row.state,
  contact: row.contact_id ? { id: row.contact_id, name: row.contact_name ?? "", address: row.address ?? "" } : null,
  conversationId: row.conversation_id,
  result: row.result,
  reason: row.reason,
  createdAt: new Date(row.created_at),
  endedAt: row.ended_at ? new Date(row.ended_at) : null,
  wakeAt: row.wake_at ? new Date(row.wake_at) : null,
});

/** A page of a flow's runs, newest first. */
export async function listRuns({ tenant, actor }: Context, { flowId, before, limit }: z.infer<typeof ListRuns>) {
  authorize(actor, "flow.read");
  return withTenant(tenant, async (tx) => {
    const rows = await tx.execute<RunRow>(sql`
      ${runs} where r.flow_id = ${flowId} ${before ? sql`and r.id < ${before}` : sql``} order by r.id desc limit ${limit}`);
    return rows.map(toRun);
  });
}

/** One run with the graph it is pinned to and where it has been. */
export async function getRun({ tenant, actor }: Context, { runId }: z.infer<typeof OneRun>) {
  authorize(actor, "flow.read");
  return withTenant(tenant, async (tx) => {
    const [row] = await tx.execute<RunRow>(sql`${runs} where r.id = ${runId}`);
    if (!row) throw notFound("run");
    const [version] = await tx.execute<{ graph: unknown }>(
      sql`select graph from flow_versions where id = ${row.version_id}`,
    );
    const visits = await tx.execute<{
      visit: number;
      node_id: string;
      outcome: string | null;
      data: Record<string, unknown>;
      created_at: string;
      ended_at: string | null;
    }>(sql`
      select visit, node_id, outcome, data, created_at, ended_at from flow_visits where run_id = ${runId} order by visit limit 2000`);
    return {
      ...toRun(row),
      graph: version!.graph,
      visits: visits.map((visit) => ({
        visit: visit.visit,
        nodeId: visit.node_id,
        outcome: visit.outcome,
        data: visit.data,
        createdAt: new Date(visit.created_at),
        endedAt: visit.ended_at ? new Date(visit.ended_at) : null,
      })),
    };
  });
}

export async function listVersions({ tenant, actor }: Context, { flowId }: z.infer<typeof OneFlow>) {
  authorize(actor, "flow.read");
  return withTenant(tenant, async (tx) => {
    const rows = await tx.execute<{ id: string; number: number; created_at: string; published_by: string | null }>(sql`
      select v.id, v.number, v.created_at, m.name as published_by from flow_versions v left join memberships m on m.id = v.published_by
      where v.flow_id = ${flowId} order by v.number desc limit 200`);
    return rows.map((row) => ({
      id: row.id,
      number: row.number,
      createdAt: new Date(row.created_at),
      publishedBy: row.published_by,
    }));
  });
}

export async function getVersion({ tenant, actor }: Context, { versionId }: z.infer<typeof OneVersion>) {
  authorize(actor, "flow.read");
  return withTenant(tenant, async (tx) => {
    const [row] = await tx.execute<{ graph: unknown; number: number }>(
      sql`select graph, number from flow_versions where id = ${versionId}`,
    );
    if (!row) throw notFound("version");
    return { graph: row.graph, number: row.number };
  });
}

export const OneMessage = z.object({ messageId: z.uuid() });

/** Which flow sent this? For whoever may see the message. */
export async function flowOfMessage({ tenant, actor }: Context, { messageId }: z.infer<typeof OneMessage>) {
  authorize(actor, "conversation.read");
  return withTenant(tenant, async (tx) => {
    const [row] = await tx.execute<{
      conversation_id: string;
      run_id: string;
      visit: number;
      flow_id: string;
      flow_name: string;
      version_number: number;
    }>(sql`
      select m.conversation_id, m.run_id, m.visit, r.flow_id, f.name as flow_name, v.number as version_number
      from messages m join flow_runs r on r.id = m.run_id join flows f on f.id = r.flow_id
        join flow_versions v on v.id = r.version_id
      where m.id = ${messageId}`);
    if (!row) return null;
    await requireRow(tx, actor, row.conversation_id);
    return {
      flowId: row.flow_id,
      flowName: row.flow_name,
      versionNumber: row.version_number,
      runId: row.run_id,
      visit: row.visit,
    };
  });
}
