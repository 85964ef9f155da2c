import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import type { z } from "zod";
import { type Tx, withTenant } from "@/db/tenant";
import { audit } from "@/server/audit";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import type { Finding } from "@/server/domain/flow/findings";
import { type Graph, parseGraph } from "@/server/domain/flow/graph";
import { knownTo } from "@/server/domain/flow/known";
import { normaliseGraph } from "@/server/domain/flow/normalise-graph";
import { compile, publishable } from "@/server/domain/flow/plan";
import { flowTemplates } from "@/server/domain/flow/templates";
import { triggers } from "@/server/domain/flow/triggers";
import { languages } from "@/server/domain/flow/types";
import { AppError, invalid, notFound, refuse } from "@/server/errors";
import { record } from "@/server/events";
import { readDirectory } from "./directory";
import { findFlow } from "./find-flow";
import type { CreateFlow, OneFlow, PublishFlow, RenameFlow, SaveDraft } from "./shapes";

/** A new flow, empty or from a template. It runs nothing before it is published and started. */
export async function createFlow(ctx: Context, asked: z.infer<typeof CreateFlow>): Promise<{ flowId: string }> {
  authorize(ctx.actor, "flow.manage");
  const template = asked.templateId
    ? Object.entries(flowTemplates).find(([key]) => key === asked.templateId)?.[1]
    : undefined;
  if (asked.templateId && !template) throw notFound("template");
  if (!template && !Object.hasOwn(triggers, asked.triggerId)) throw notFound("trigger");
  const draft = template ? template.build(asked.language, () => uuidv7()) : emptyGraph(asked);
  const flowId = uuidv7();
  await withTenant(ctx.tenant, async (tx) => {
    await tx.execute(sql`
      insert into flows (id, name, kind, trigger_id, position, draft, updated_by)
      select ${flowId}, ${asked.name}, ${draft.kind}, ${draft.trigger.id}, coalesce(max(position), 0) + 1, ${JSON.stringify(draft)}::jsonb, ${ctx.actor.memberId}
      from flows`);
    await changed(tx, ctx, flowId, "flow.created", { name: asked.name });
  });
  return { flowId };
}

function emptyGraph({ kind, triggerId, language }: z.infer<typeof CreateFlow>): Graph {
  const name = language === "zh-CN" ? "开始" : "Start";
  const parsed = parseGraph({
    kind,
    nodes: [{ id: "start", type: "start", name, position: { x: 0, y: 0 }, config: {} }],
    edges: [],
    trigger: { id: triggerId, config: {} },
    settings: { onTakeover: "pause" },
  });
  if (!("graph" in parsed)) throw new Error("an empty graph does not parse");
  return parsed.graph;
}

export async function renameFlow(ctx: Context, { flowId, name }: z.infer<typeof RenameFlow>): Promise<void> {
  authorize(ctx.actor, "flow.manage");
  await withTenant(ctx.tenant, async (tx) => {
    await findFlow(tx, flowId, { lock: true });
    await tx.execute(
      sql`update flows set name = ${name}, updated_at = now(), updated_by = ${ctx.actor.memberId} where id = ${flowId}`,
    );
    await changed(tx, ctx, flowId, "flow.renamed", { name });
  });
}

/**
 * Keep what the editor shows. One who edits an older state than the stored one is told who was quicker.
 * @throws AppError CONFLICT `flow.conflict` {name, revision}; BAD_REQUEST `flow.badGraph` {code, field, limit, value, max}
 */
export async function saveDraft(
  ctx: Context,
  { flowId, draft, revision }: z.infer<typeof SaveDraft>,
): Promise<{ revision: number }> {
  authorize(ctx.actor, "flow.manage");
  const parsed = parseGraph(draft);
  if (!("graph" in parsed)) throw invalid("flow.badGraph", namedBy(parsed.findings));
  return withTenant(ctx.tenant, async (tx) => {
    const flow = await findFlow(tx, flowId, { lock: true });
    if (flow.draft_revision !== revision)
      throw refuse("flow.conflict", { name: flow.updated_by_name ?? "", revision: flow.draft_revision });
    const kept = normaliseGraph(parsed.graph);
    await tx.execute(sql`
      update flows set draft = ${JSON.stringify(kept)}::jsonb, draft_revision = draft_revision + 1, trigger_id = ${parsed.graph.trigger.id},
        updated_at = now(), updated_by = ${ctx.actor.memberId}
      where id = ${flowId}`);
    await record(tx, ctx, "flow.changed", { data: { flowId } });
    return { revision: revision + 1 };
  });
}

/** What is wrong with it first of all: the finding's code, its place and its figures. */
const namedBy = ([first]: readonly Finding[]): Record<string, string | number> => ({
  ...(first && { code: first.code, field: first.field ?? "", ...first.params }),
});

/** What stands against publishing the draft, and what is worth a second look. */
export async function checkFlow(ctx: Context, { flowId }: z.infer<typeof OneFlow>) {
  authorize(ctx.actor, "flow.read");
  return withTenant(ctx.tenant, async (tx) => (await compileDraft(tx, await findFlow(tx, flowId))).findings);
}

async function compileDraft(tx: Tx, { id, draft }: { id: string; draft: unknown }) {
  const parsed = parseGraph(draft);
  if (!("graph" in parsed)) return { graph: null, plan: null, findings: parsed.findings };
  const known = knownTo(await readDirectory(tx));
  return {
    graph: parsed.graph,
    ...compile(parsed.graph, {
      ...known,
      languages,
      otherFlows: await otherFlows(tx, id),
    }),
  };
}

/** The triggers of the flows that are started beside this one, as they were published. */
async function otherFlows(tx: Tx, flowId: string) {
  const rows = await tx.execute<{ id: string; name: string; trigger: { id: string; config: unknown } }>(sql`
    select f.id, f.name, v.graph->'trigger' as trigger from flows f join flow_versions v on v.id = f.version_id
    where f.state = 'started' and f.deleted_at is null and f.id <> ${flowId} order by f.position, f.id`);
  return [...rows];
}

/**
 * Freeze the draft as the next version. A started flow's new runs take it; those under way finish on theirs.
 * @throws AppError CONFLICT `flow.conflict`, `flow.findings` {errors}
 */
export async function publishFlow(ctx: Context, { flowId, revision }: z.infer<typeof PublishFlow>) {
  authorize(ctx.actor, "flow.manage");
  return withTenant(ctx.tenant, async (tx) => {
    const flow = await findFlow(tx, flowId, { lock: true });
    if (flow.draft_revision !== revision)
      throw refuse("flow.conflict", { name: flow.updated_by_name ?? "", revision: flow.draft_revision });
    const { graph, plan, findings } = await compileDraft(tx, flow);
    if (!graph || !plan || !publishable(findings))
      throw new AppError("CONFLICT", "the flow has errors", {
        reason: "flow.findings",
        params: { errors: findings.filter(({ level }) => level === "error").length },
      });
    const versionId = uuidv7();
    const versionNumber = flow.version_number + 1;
    await tx.execute(sql`
      insert into flow_versions (id, flow_id, number, graph, customer_facing, published_by)
      values (${versionId}, ${flowId}, ${versionNumber}, ${JSON.stringify(graph)}::jsonb, ${plan.customerFacing}, ${ctx.actor.memberId})`);
    await tx.execute(
      sql`update flows set version_id = ${versionId}, version_number = ${versionNumber}, updated_at = now(), updated_by = ${ctx.actor.memberId} where id = ${flowId}`,
    );
    await changed(tx, ctx, flowId, "flow.published", { version: versionNumber });
    return { versionNumber, findings };
  });
}

export async function changed(
  tx: Tx,
  ctx: Context,
  flowId: string,
  action: string,
  data: Record<string, string | number> = {},
): Promise<void> {
  await record(tx, ctx, "flow.changed", { data: { flowId } });
  await audit(tx, ctx, action, flowId, data);
}
