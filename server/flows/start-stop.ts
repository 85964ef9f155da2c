import { sql } from "drizzle-orm";
import type { z } from "zod";
import { type Tx, withTenant } from "@/db/tenant";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import { notFound, refuse } from "@/server/errors";
import { changed } from "./edit";
import { findFlow } from "./find-flow";
import type { OneFlow, OneRun, StopFlow } from "./shapes";
import { signalRun } from "./signal";
import { holdStarts } from "./started-flows";

/** Let its trigger start runs. @throws AppError CONFLICT `flow.notPublished` */
export async function startFlow(ctx: Context, { flowId }: z.infer<typeof OneFlow>): Promise<void> {
  authorize(ctx.actor, "flow.manage");
  await withTenant(ctx.tenant, async (tx) => {
    const flow = await findFlow(tx, flowId, { lock: true });
    if (!flow.version_id) throw refuse("flow.notPublished");
    await tx.execute(sql`update flows set state = 'started' where id = ${flowId}`);
    await changed(tx, ctx, flowId, "flow.started");
  });
}

/** No new runs; those under way finish, or are cancelled. */
export async function stopFlow(ctx: Context, { flowId, running }: z.infer<typeof StopFlow>): Promise<void> {
  authorize(ctx.actor, "flow.manage");
  await withTenant(ctx.tenant, async (tx) => {
    await holdStarts(tx, ctx.tenant);
    const flow = await findFlow(tx, flowId, { lock: true });
    if (flow.state !== "started") return;
    await tx.execute(sql`update flows set state = 'stopped' where id = ${flowId}`);
    if (running === "cancel") await cancelRuns(tx, ctx, flowId);
    await changed(tx, ctx, flowId, "flow.stopped", { running });
  });
}

/** Take it off the list; its runs are cancelled, their history stays. */
export async function removeFlow(ctx: Context, { flowId }: z.infer<typeof OneFlow>): Promise<void> {
  authorize(ctx.actor, "flow.manage");
  await withTenant(ctx.tenant, async (tx) => {
    await holdStarts(tx, ctx.tenant);
    const { name } = await findFlow(tx, flowId, { lock: true });
    await tx.execute(sql`update flows set state = 'stopped', deleted_at = now() where id = ${flowId}`);
    await cancelRuns(tx, ctx, flowId);
    await changed(tx, ctx, flowId, "flow.deleted", { name });
  });
}

async function cancelRuns(tx: Tx, ctx: Context, flowId: string): Promise<void> {
  const runs = await tx.execute<{ id: string }>(sql`
    select id from flow_runs where flow_id = ${flowId} and state in ('running', 'waiting', 'paused')`);
  for (const { id } of runs) await signalRun(tx, ctx.tenant, id, { kind: "cancelled", at: Date.now() });
}

/** Stop one run where it stands. @throws AppError NOT_FOUND when it is not there or over already */
export async function cancelRun(ctx: Context, { runId }: z.infer<typeof OneRun>): Promise<void> {
  authorize(ctx.actor, "flow.manage");
  await withTenant(ctx.tenant, async (tx) => {
    const [run] = await tx.execute(
      sql`select 1 from flow_runs where id = ${runId} and state in ('running', 'waiting', 'paused')`,
    );
    if (!run) throw notFound("run");
    await signalRun(tx, ctx.tenant, runId, { kind: "cancelled", at: Date.now() });
  });
}
