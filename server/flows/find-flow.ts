import { sql } from "drizzle-orm";
import type { Tx } from "@/db/tenant";
import { notFound } from "@/server/errors";

export type FlowRow = {
  id: string;
  name: string;
  kind: string;
  trigger_id: string;
  state: "draft" | "started" | "stopped";
  draft: unknown;
  draft_revision: number;
  version_id: string | null;
  version_number: number;
  updated_at: string;
  updated_by: string | null;
  updated_by_name: string | null;
};

/** One flow, with its row locked where it is about to change. @throws AppError NOT_FOUND */
export async function findFlow(tx: Tx, flowId: string, { lock = false } = {}): Promise<FlowRow> {
  const [row] = await tx.execute<FlowRow>(sql`
    select f.id, f.name, f.kind, f.trigger_id, f.state, f.draft, f.draft_revision, f.version_id, f.version_number,
      f.updated_at, f.updated_by, m.name as updated_by_name
    from flows f left join memberships m on m.id = f.updated_by
    where f.id = ${flowId} and f.deleted_at is null ${lock ? sql`for update of f` : sql``}`);
  if (!row) throw notFound("flow");
  return row;
}
