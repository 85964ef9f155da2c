import { sql } from "drizzle-orm";
import type { Tx } from "@/db/tenant";
import { addLine } from "@/server/conversations/timeline";
import { type Availability, presence } from "@/server/domain/availability";
import type { Answer, AssignTarget } from "@/server/domain/flow/types";
import { type Audience, audienceOf } from "@/server/domain/visibility";
import { record } from "@/server/events";
import type { Sprint } from "../lock-run";

type Place = { audience: "owner" | "queue" | "everyone"; ownerId: string | null; queueId: string | null; name: string };

const failed = (code: string, params?: Record<string, string>): Answer => ({
  ok: false,
  reason: { code, ...(params ? { params } : {}) },
});

/**
 * Route the conversation, while nobody has taken it over; afterwards it is a success that changes nothing. The line in
 * the timeline is the system's, with the flow's name.
 */
export async function performAssign(tx: Tx, sprint: Sprint, to: AssignTarget, now: Date): Promise<Answer> {
  if (!sprint.conversationId) return failed("conversation_gone");
  const [conversation] = await tx.execute<{
    state: string;
    taken_over_at: string | null;
    audience: Place["audience"];
    owner_id: string | null;
    queue_id: string | null;
  }>(sql`
    select state, taken_over_at, audience, owner_id, queue_id from conversations where id = ${sprint.conversationId}`);
  if (!conversation || conversation.state === "closed") return failed("conversation_gone");
  if (conversation.taken_over_at !== null) return { ok: true };
  const place = await placeOf(tx, sprint, to, now);
  if ("ok" in place) return place;
  const same =
    conversation.state !== "bot" &&
    conversation.audience === place.audience &&
    conversation.owner_id === place.ownerId &&
    (place.audience !== "queue" || conversation.queue_id === place.queueId);
  if (same) return { ok: true };
  const before = audienceOf({
    audience: conversation.audience,
    ownerId: conversation.owner_id,
    queueId: conversation.queue_id,
  });
  await move(tx, sprint, place, before);
  return { ok: true };
}

async function move(
  tx: Tx,
  { tenant, conversationId, flowName }: Sprint,
  place: Place,
  before: Audience,
): Promise<void> {
  const waits = place.ownerId === null;
  await tx.execute(sql`
    update conversations set state = ${waits ? "waiting" : "active"}, audience = ${place.audience}, owner_id = ${place.ownerId},
      queue_id = coalesce(${place.queueId}::uuid, queue_id), owner_place = 'recent', archived_until = null,
      waiting_since = ${waits ? sql`coalesce(waiting_since, now())` : sql`null`}
    where id = ${conversationId}`);
  const seq = await addLine(tx, { kind: "system", name: flowName }, conversationId!, "transferred", {
    flow: flowName,
    ...(place.name ? { to: place.name } : {}),
  });
  await record(tx, { tenant }, "conversation.transferred", {
    conversationId: conversationId!,
    data: { seqs: [seq] },
    before,
    after: audienceOf(place),
  });
}

async function placeOf(tx: Tx, sprint: Sprint, to: AssignTarget, now: Date): Promise<Place | Answer> {
  switch (to.kind) {
    case "all":
      return { audience: "everyone", ownerId: null, queueId: null, name: "" };
    case "queue":
      return queuePlace(tx, to, now);
    case "agent":
      return agentPlace(tx, to.agentId, to.ifUnavailable, now);
    default: {
      const [row] = await tx.execute<{ id: string | null }>(
        to.kind === "contact_owner"
          ? sql`select owner_id as id from contacts where id = ${sprint.contactId}`
          : sql`select owner_id as id from conversations where contact_id = ${sprint.contactId} and id <> ${sprint.conversationId} and owner_id is not null
              order by last_activity_at desc limit 1`,
      );
      return row?.id
        ? agentPlace(tx, row.id, to.ifUnavailable, now)
        : failed(to.kind === "contact_owner" ? "no_contact_owner" : "no_last_agent");
    }
  }
}

async function agentPlace(
  tx: Tx,
  memberId: string,
  ifUnavailable: "assign_anyway" | "fail",
  now: Date,
): Promise<Place | Answer> {
  const [member] = await tx.execute<{
    id: string;
    name: string;
    usable: boolean;
    availability: Availability;
    last_seen_at: string | null;
  }>(sql`
    select id, name, disabled_at is null and takes_conversations as usable, availability, last_seen_at from memberships where id = ${memberId}`);
  if (!member?.usable) return failed("agent_gone", member ? { name: member.name } : undefined);
  const away =
    presence(member.availability, member.last_seen_at ? new Date(member.last_seen_at) : null, now) === "offline";
  if (away && ifUnavailable === "fail") return failed("agent_unavailable", { name: member.name });
  return { audience: "owner", ownerId: member.id, queueId: null, name: member.name };
}

type ToQueue = Extract<AssignTarget, { kind: "queue" }>;

async function queuePlace(tx: Tx, { queueId, mode, onlineFirst }: ToQueue, now: Date): Promise<Place | Answer> {
  const [queue] = await tx.execute<{ name: string }>(sql`select name from queues where id = ${queueId}`);
  if (!queue) return failed("queue_gone");
  const members = await tx.execute<{
    id: string;
    name: string;
    availability: Availability;
    last_seen_at: string | null;
    open: number;
    newest: string | null;
  }>(sql`
    select m.id, m.name, m.availability, m.last_seen_at,
      (select count(*)::int from conversations c where c.owner_id = m.id and c.state = 'active') as open,
      (select max(c.last_activity_at) from conversations c where c.owner_id = m.id and c.queue_id = ${queueId}) as newest
    from queue_members q join memberships m on m.id = q.member_id
    where q.queue_id = ${queueId} and m.disabled_at is null and m.takes_conversations order by m.id`);
  if (members.length === 0) return { ok: true, outcome: "FALSE" };
  if (mode === "whole_queue") return { audience: "queue", ownerId: null, queueId, name: queue.name };
  const online = members.filter(
    (one) => presence(one.availability, one.last_seen_at ? new Date(one.last_seen_at) : null, now) !== "offline",
  );
  const candidates = onlineFirst && online.length > 0 ? online : [...members];
  const [chosen] =
    mode === "random"
      ? [candidates[Math.floor(Math.random() * candidates.length)]]
      : [...candidates].sort((one, other) =>
          mode === "least_busy" ? one.open - other.open : (one.newest ?? "") < (other.newest ?? "") ? -1 : 1,
        );
  return { audience: "owner", ownerId: chosen!.id, queueId, name: chosen!.name };
}
