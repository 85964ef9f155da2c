import { sql } from "drizzle-orm";
import type { Tx } from "@/db/tenant";
import { parseGraph } from "@/server/domain/flow/graph";
import { referencesOf } from "@/server/domain/flow/palette";
import type { ReferenceSource } from "@/server/domain/flow/types";
import { refuse } from "@/server/errors";

/** Names of the started flows whose published version mentions any of these, in the order of the list. */
export async function flowsThatUse(tx: Tx, source: ReferenceSource, ids: readonly string[]): Promise<string[]> {
  const started = await tx.execute<{ name: string; graph: unknown }>(sql`
    select f.name, v.graph from flows f join flow_versions v on v.id = f.version_id
    where f.state = 'started' and f.deleted_at is null order by f.position, f.id`);
  return started
    .filter(({ graph }) => {
      const parsed = parseGraph(graph);
      return "graph" in parsed && referencesOf(parsed.graph).some((it) => it.source === source && ids.includes(it.id));
    })
    .map(({ name }) => name);
}

/** Stop a deletion that would break a started flow. @throws AppError CONFLICT `flow.uses` {count, flows} */
export async function refuseIfUsed(tx: Tx, source: ReferenceSource, ids: readonly string[]): Promise<void> {
  const flows = await flowsThatUse(tx, source, ids);
  if (flows.length > 0) throw refuse("flow.uses", { count: flows.length, flows: flows.join(", ") });
}
