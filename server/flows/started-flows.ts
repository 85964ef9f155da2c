import { sql } from "drizzle-orm";
import type { Tx } from "@/db/tenant";
import type { Candidate } from "@/server/domain/flow/triggers";
import type { TenantId } from "@/server/domain/ids";
import { planOf } from "./plans";
import type { Started } from "./start-run";

/**
 * The started flows of a kind, in the order of their list. Until the transaction ends nobody stops one: who stops a
 * flow waits for those who are about to start a run of it, and then finds that run.
 */
export async function startedFlows(tx: Tx, tenant: TenantId, kind: "sms" | "event"): Promise<(Started & Candidate)[]> {
  // Two statements: the second sees what was committed while the first waited. The driver sends both in one go.
  const locked = tx.execute(sql`select pg_advisory_xact_lock_shared(${startsOf(tenant)})`);
  locked.catch(() => {}); // reported by the next statement
  const rows = await tx.execute<{ id: string; name: string; version_id: string }>(sql`
    select id, name, version_id from flows
    where state = 'started' and deleted_at is null and version_id is not null and kind = ${kind} order by position, id`);
  const flows: (Started & Candidate)[] = [];
  for (const { id, name, version_id } of rows) {
    const { trigger, customerFacing, talks } = await planOf(tx, version_id);
    flows.push({ flowId: id, flowName: name, versionId: version_id, trigger, customerFacing, talks });
  }
  return flows;
}

/** Wait for those who are about to start runs, and keep others from it until the transaction ends. */
export async function holdStarts(tx: Tx, tenant: TenantId): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${startsOf(tenant)})`);
}

const startsOf = (tenant: TenantId) => sql`hashtextextended(${`flow starts/${tenant}`}, 0)`;
