import { sql } from "drizzle-orm";
import { inOneGo, type Tx, withTenant } from "@/db/tenant";
import { advance } from "@/server/domain/flow/advance";
import type { Plan } from "@/server/domain/flow/plan";
import type { Answer, Request, Run, Signal, Visit } from "@/server/domain/flow/types";
import type { TenantId } from "@/server/domain/ids";
import { record } from "@/server/events";
import { finishRun } from "./finish-run";
import { perform } from "./perform";
import { planOf } from "./plans";

/** What a sprint needs to know beside its run. */
export type Sprint = {
  tenant: TenantId;
  runId: string;
  flowId: string;
  flowName: string;
  conversationId: string | null;
  contactId: string | null;
};

/**
 * Walk a run as far as it goes: through everything that happened to it since, until its next wait or its end. One
 * transaction: visits, variables, assignments, messages and the wait commit together, or nothing does. Whoever calls
 * second finds nothing left to do. The conversation's row is locked before the run's, as everywhere.
 */
export async function runSprint(tenant: TenantId, runId: string, now = new Date()): Promise<void> {
  await withTenant(tenant, async (tx) => {
    const locked = tx.execute(sql`
      select 1 from conversations where id = (select conversation_id from flow_runs where id = ${runId}) for update`);
    const found = tx.execute<{
      run: Run;
      version_id: string;
      flow_id: string;
      flow_name: string;
      conversation_id: string | null;
      contact_id: string | null;
      state: string;
      wake_at: string | null;
    }>(sql`
      select r.run, r.version_id, r.flow_id, f.name as flow_name, r.conversation_id, r.contact_id, r.state, r.wake_at
      from flow_runs r join flows f on f.id = r.flow_id where r.id = ${runId} for update of r`);
    const [, [row], signalled] = await inOneGo(locked, found, takeSignals(tx, runId));
    const signals = inOrder(signalled);
    if (!row || !["running", "waiting", "paused"].includes(row.state)) return;
    const overdue = row.wake_at !== null && new Date(row.wake_at) <= now;
    if (overdue) signals.push({ kind: "timeout", at: now.getTime() });
    if (signals.length === 0) return;
    const sprint: Sprint = {
      tenant,
      runId,
      flowId: row.flow_id,
      flowName: row.flow_name,
      conversationId: row.conversation_id,
      contactId: row.contact_id,
    };
    const plan = await planOf(tx, row.version_id);
    const walked = await walk(tx, sprint, plan, row.run, signals, now);
    await Promise.all([saveVisits(tx, runId, walked.visits), saveRun(tx, sprint, walked)]);
  });
}

type Walked = { run: Run; visits: Visit[]; deadline: number | null; end: Extract<Request, { kind: "end" }> | null };

async function walk(tx: Tx, sprint: Sprint, plan: Plan, from: Run, signals: Signal[], now: Date): Promise<Walked> {
  const visits: Visit[] = [];
  let run = from;
  let deadline = from.asked?.kind === "wait" ? from.asked.deadline : null;
  let end: Walked["end"] = null;
  for (const signal of signals) {
    let next: Signal | null = signal;
    while (next) {
      const [moved, request, made]: [Run, Request | undefined, readonly Visit[]] = advance(plan, run, next);
      run = moved;
      visits.push(...made);
      next = null;
      if (!request) continue;
      if (request.kind === "wait") deadline = request.deadline;
      else if (request.kind === "end") end = request;
      else {
        const answer: Answer = await perform(tx, sprint, request, now);
        next = { kind: "answered", to: request.id, at: now.getTime(), answer };
      }
    }
  }
  if (run.status !== "waiting" && run.status !== "paused") deadline = null;
  return { run, visits, deadline: run.status === "paused" ? null : deadline, end };
}

/** What happened to the run since it was last walked; it is this sprint's now. */
const takeSignals = (tx: Tx, runId: string) =>
  tx.execute<{ id: string; signal: Signal }>(
    sql`delete from flow_signals where run_id = ${runId} returning id, signal`,
  );

const inOrder = (rows: readonly { id: string; signal: Signal }[]): Signal[] =>
  [...rows].sort((one, other) => (one.id < other.id ? -1 : 1)).map(({ signal }) => signal);

async function saveVisits(tx: Tx, runId: string, visits: Visit[]): Promise<void> {
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

async function saveRun(tx: Tx, sprint: Sprint, { run, deadline, end }: Walked): Promise<void> {
  const wakeAt = deadline === null ? null : new Date(deadline).toISOString();
  if (end) await finishRun(tx, sprint, run, end);
  else
    await tx.execute(sql`
      update flow_runs set run = ${JSON.stringify(run)}::jsonb, state = ${run.status === "new" ? "running" : run.status}, wake_at = ${wakeAt}
      where id = ${sprint.runId}`);
  if (wakeAt && !end) await record(tx, sprint, "flow.timer.due", { data: { runId: sprint.runId, at: wakeAt } });
}
