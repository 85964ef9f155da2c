import { sql } from "drizzle-orm";
import type { Tx } from "@/db/tenant";
import { type Availability, presence } from "@/server/domain/availability";
import type { Answer, Request, Value } from "@/server/domain/flow/types";
import { builtIns, knownOf } from "../built-ins";
import type { Sprint } from "../lock-run";

/** What a run wants to know of us. */
export async function performRead(
  tx: Tx,
  sprint: Sprint,
  request: Extract<Request, { kind: "read" }>,
  now: Date,
): Promise<Answer> {
  switch (request.what) {
    case "contact":
      return readContact(tx, sprint, request.outputs);
    case "assigned":
      return { ok: true, value: await isAssigned(tx, sprint, request.by) };
    default:
      return { ok: true, value: await allOffline(tx, request, now) };
  }
}

async function readContact(
  tx: Tx,
  sprint: Sprint,
  outputs: { var: string; from: string; field: string }[],
): Promise<Answer> {
  const known = builtIns(await knownOf(tx, sprint), sprint);
  const value: Record<string, Value> = {};
  for (const output of outputs) value[output.var] = known[output.field] ?? null;
  return { ok: true, value };
}

async function isAssigned(
  tx: Tx,
  { contactId, conversationId }: Sprint,
  by: "contact_owner" | "conversation",
): Promise<boolean> {
  const [row] = await tx.execute<{ assigned: boolean }>(
    by === "contact_owner"
      ? sql`select exists (select 1 from contacts p join memberships m on m.id = p.owner_id
          where p.id = ${contactId} and m.disabled_at is null and m.takes_conversations) as assigned`
      : sql`select owner_id is not null as assigned from conversations where id = ${conversationId}`,
  );
  return row?.assigned ?? false;
}

type Scope = { scope: "all" | "queue" | "agents"; queueId?: string; agentIds?: string[]; countAway: boolean };

async function allOffline(tx: Tx, { scope, queueId, agentIds = [], countAway }: Scope, now: Date): Promise<boolean> {
  const members = await tx.execute<{ id: string; availability: Availability; last_seen_at: string | null }>(sql`
    select m.id, m.availability, m.last_seen_at from memberships m
    where m.disabled_at is null and m.takes_conversations
      and (${scope} <> 'queue' or exists (select 1 from queue_members q where q.member_id = m.id and q.queue_id = ${queueId ?? null}::uuid))`);
  return members
    .filter(({ id }) => scope !== "agents" || agentIds.includes(id))
    .every(({ availability, last_seen_at }) => {
      const is = presence(availability, last_seen_at ? new Date(last_seen_at) : null, now);
      return is === "offline" || (countAway && is === "away");
    });
}
