import { sql } from "drizzle-orm";
import { type Tx, withTenant } from "@/db/tenant";
import { crashed } from "@/server/domain/flow/run";
import type { TenantId } from "@/server/domain/ids";
import { finishRun } from "./finish-run";
import { lockRun } from "./lock-run";
import { saveVisits } from "./save-visits";

/**
 * End a run that could not be walked, however often it was tried: it has failed, and the customer goes to all agents
 * with a note, unless the flow's setting is to end. Nothing happens to a run that is over.
 */
export async function failRun(tenant: TenantId, runId: string, now = new Date()): Promise<void> {
  await withTenant(tenant, async (tx) => {
    const locked = await lockRun(tx, tenant, runId);
    if (!locked) return;
    const { sprint, versionId } = locked;
    const { run, reason, visits } = crashed(locked.run, now.getTime());
    const { nodeName, ends } = await placeIn(tx, versionId, run.nodeId ?? "");
    await saveVisits(tx, runId, visits);
    const place = { id: `${run.visit}.end`, visit: run.visit, nodeId: run.nodeId ?? "" };
    const handover = { nodeId: place.nodeId, nodeName, reason };
    await finishRun(tx, sprint, run, { ...place, kind: "end", result: "failed", reason, ...(!ends && { handover }) });
  });
}

/** Read from the drawing: its plan may be what is broken. Where the setting says nothing, nobody is left alone. */
async function placeIn(tx: Tx, versionId: string, nodeId: string): Promise<{ nodeName: string; ends: boolean }> {
  const [row] = await tx.execute<{ name: string | null; on_failure: string | null; kind: string | null }>(sql`
    select graph->'settings'->>'onFailure' as on_failure, graph->>'kind' as kind,
      (select n->>'name' from jsonb_path_query(graph, '$.nodes[*]') n where n->>'id' = ${nodeId} limit 1) as name
    from flow_versions where id = ${versionId}`);
  const onFailure = row?.on_failure ?? (row?.kind === "event" ? "end" : "handover");
  return { nodeName: row?.name ?? "", ends: onFailure === "end" };
}
