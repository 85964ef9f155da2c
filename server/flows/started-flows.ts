import { sql } from "drizzle-orm";
import { inOneGo, type Tx } from "@/db/tenant";
import type { Candidate } from "@/server/domain/flow/triggers";
import type { TenantId } from "@/server/domain/ids";
import { log } from "@/server/log";
import { type GateFacts, readGate } from "@/server/messages/gate-facts";
import { type Known, knownOfMessage } from "./built-ins";
import { BrokenPlan, planOf } from "./plans";
import type { Started } from "./start-run";

type Startable = Started & Candidate;

type Row = { id: string; name: string; version_id: string };
const startable = sql`state = 'started' and deleted_at is null and version_id is not null`;

/**
 * The started flows of a kind, in the order of their list. Until the transaction ends nobody stops one: who stops a
 * flow waits for those who are about to start a run of it, and then finds that run.
 */
export async function startedFlows(tx: Tx, tenant: TenantId, kind: "sms" | "event"): Promise<Startable[]> {
  const [, rows] = await inOneGo(
    letStart(tx, tenant),
    tx.execute<Row>(
      sql`select id, name, version_id from flows where ${startable} and kind = ${kind} order by position, id`,
    ),
  );
  return compiled(tx, rows);
}

/** Who might care for a message, and what a run that starts, or goes on, will ask first. */
export type Listeners = {
  /** The run that lives in the message's conversation. */
  runId: string | null;
  /** The flows whose trigger may start one. */
  flows: Startable[];
  known: Known;
  gate: GateFacts | null;
};

/** Sent in one go with what stores the message: who holds its conversation's row asks. */
export async function whoListens(tx: Tx, tenant: TenantId, messageId: string): Promise<Listeners> {
  const [, rows, known, gate] = await inOneGo(
    letStart(tx, tenant),
    tx.execute<{ run_id: string | null } & (Row | { id: null })>(sql`
      select (select r.id from flow_runs r where r.conversation_id = (select conversation_id from messages where id = ${messageId})
          and r.customer_facing and r.state in ('running', 'waiting', 'paused')) as run_id, f.id, f.name, f.version_id
      from (select 1) one
      left join (select * from flows where ${startable} and kind = 'sms') f on true order by f.position, f.id`),
    knownOfMessage(tx, messageId),
    readGate(tx, sql`(select conversation_id from messages where id = ${messageId})`),
  );
  return {
    runId: rows[0]?.run_id ?? null,
    flows: await compiled(
      tx,
      rows.filter((row) => row.id !== null),
    ),
    known,
    gate,
  };
}

async function compiled(tx: Tx, rows: readonly Row[]): Promise<Startable[]> {
  const flows: Startable[] = [];
  for (const { id, name, version_id } of rows) {
    const plan = await planOf(tx, version_id).catch(unlessBroken);
    if (!plan) continue;
    const { trigger, customerFacing, talks } = plan;
    flows.push({ flowId: id, flowName: name, versionId: version_id, trigger, customerFacing, talks });
  }
  return flows;
}

/** A flow that cannot be read starts nothing, and keeps no message from being taken. */
function unlessBroken(error: unknown): null {
  if (!(error instanceof BrokenPlan)) throw error;
  log.error({ err: error }, "a started flow cannot be read");
  return null;
}

// A statement of its own, sent ahead: what is read after it sees what was committed while it waited.
const letStart = (tx: Tx, tenant: TenantId) =>
  tx.execute(sql`select pg_advisory_xact_lock_shared(${startsOf(tenant)})`);

/** Wait for those who are about to start runs, and keep others from it until the transaction ends. */
export async function holdStarts(tx: Tx, tenant: TenantId): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${startsOf(tenant)})`);
}

const startsOf = (tenant: TenantId) => sql`hashtextextended(${`flow starts/${tenant}`}, 0)`;
