import { sql } from "drizzle-orm";
import type { Tx } from "@/db/tenant";
import { parseGraph } from "@/server/domain/flow/graph";
import { compile, type Plan } from "@/server/domain/flow/plan";
import { once } from "@/server/process";

/** So many compiled versions a process keeps; a version never changes, so the oldest may always go. */
const KEPT = 500;

/** A stored version that cannot be walked any more; trying again does not help. */
export class BrokenPlan extends Error {
  override name = "BrokenPlan";
}

/**
 * The compiled plan of a version, made once per process.
 * @throws BrokenPlan when the stored graph no longer compiles: it did when it was published
 */
export async function planOf(tx: Tx, versionId: string): Promise<Plan> {
  const plans = once("flow plans", () => new Map<string, Plan>());
  const known = plans.get(versionId);
  if (known) return known;
  const [row] = await tx.execute<{ graph: unknown }>(sql`select graph from flow_versions where id = ${versionId}`);
  const parsed = parseGraph(row?.graph);
  const plan = "graph" in parsed ? compile(parsed.graph).plan : null;
  if (!plan) throw new BrokenPlan(`flow version ${versionId} does not compile`);
  plans.set(versionId, plan);
  const oldest = plans.keys().next().value;
  if (plans.size > KEPT && oldest) plans.delete(oldest);
  return plan;
}
