import { type SQL, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { inOneGo, onCommit, type Tx } from "@/db/tenant";
import { carrierOf } from "@/server/channels";
import { type GateQuestion, gateObjects, type Objection } from "@/server/domain/gate";
import type { TenantId } from "@/server/domain/ids";
import type { FilledTemplate } from "@/server/domain/message-template";
import { previewOf } from "@/server/domain/preview";
import { smsParts } from "@/server/domain/sms";
import { audienceOf } from "@/server/domain/visibility";
import { env } from "@/server/env";
import { announce, insertEvent } from "@/server/events";
import { doAhead } from "@/server/run-ahead";
import { type AtOnce, claimAtOnce } from "./claim-at-once";
import { deliverClaimed, deliverSoon, isDelivering } from "./deliver";
import { lastWritten } from "./window";

export type Outgoing = {
  conversationId: string;
  text: string;
  /** An approved template; `text` is how it reads with its variables. */
  template?: FilledTemplate;
  /** Uploaded files that wait to be sent; the caller has looked at them and holds their rows. */
  files?: readonly string[];
  source: "agent" | "flow" | "campaign" | "system";
  lane?: "service" | "bulk";
  authorId?: string;
  /** The sender's own id: told twice, it is one message. */
  clientId?: string;
  run?: { id: string; visit: number; part: number };
  /** The one confirmation of an opt-out, or the answer to HELP. */
  exempt?: boolean;
};

export type Enqueued = { id: string; seq: number; state: "queued" | "skipped"; objection: Objection | null };

/**
 * The outbox: a row that says "queued", or "skipped" with the gate's reason. It takes the conversation's next seq, so
 * the caller's transaction holds the conversation's lock from here on. Nothing is sent inside the transaction.
 */
export async function enqueueMessage(tx: Tx, about: { tenant: TenantId }, outgoing: Outgoing): Promise<Enqueued> {
  const enqueued = await enqueueWhere(sql`true`, tx, about, outgoing);
  if (!enqueued) throw new Error(`no conversation ${outgoing.conversationId}`);
  await enqueued.stored;
  return enqueued;
}

/**
 * The same where the conversation is open and its channel in use; null, and nothing has happened, where not. The row is
 * on its way and may be waited for later: `stored`.
 */
export const enqueueIfWritable = enqueueWhere.bind(
  null,
  sql`c.state <> 'closed' and exists (select 1 from channels u where u.id = c.channel_id and u.enabled and u.deleted_at is null)`,
);

async function enqueueWhere(
  condition: SQL,
  tx: Tx,
  { tenant }: { tenant: TenantId },
  outgoing: Outgoing,
): Promise<(Enqueued & { stored: Promise<unknown> }) | null> {
  const { conversationId, text, template, source, lane = "service", exempt, files = [] } = outgoing;
  const preview = previewOf(text, files.length);
  const [conversation] = await tx.execute<{
    message_seq: number;
    channel_id: string;
    number_id: string;
    kind: string;
    customer_address: string;
    carrier: string;
    window_from: string | null;
    audience: "owner" | "queue" | "everyone";
    owner_id: string | null;
    queue_id: string | null;
    reasons: GateQuestion["reasons"];
  }>(sql`
    update conversations c set message_seq = message_seq + 1, last_activity_at = now(), preview = ${preview},
      preview_direction = 'out', owner_place = 'recent', archived_until = null
    where c.id = ${conversationId} and ${condition}
    returning message_seq, channel_id, number_id, kind, customer_address, audience, owner_id, queue_id,
      (select ch.carrier from channels ch where ch.id = c.channel_id) as carrier,
      ${lastWritten(sql`c.kind`, sql`c.number_id`, sql`c.customer_address`)} as window_from,
      array(select s.reason from suppressions s where s.kind = c.kind and s.address = c.customer_address) as reasons`);
  if (!conversation) return null;
  const objection = gateObjects({
    address: conversation.customer_address,
    reasons: conversation.reasons,
    exempt,
    freeText: carrierOf(conversation.carrier)?.can.freeText,
    template: template !== undefined,
    windowFrom: conversation.window_from === null ? null : new Date(conversation.window_from),
    now: new Date(),
  });
  const state = objection ? "skipped" : "queued";
  const [id, eventId] = [uuidv7(), uuidv7()];
  const event = state === "queued" ? "message.queued" : "message.status";
  const { audience, owner_id: ownerId, queue_id: queueId, channel_id: channelId } = conversation;
  const told = insertEvent(eventId, event, {
    conversationId,
    data: { messageId: id, seqs: [conversation.message_seq], channelId: conversation.channel_id },
    after: audienceOf({ audience, ownerId, queueId }),
  });
  const inserted = tx.execute(sql`
    with told as (${told})
    insert into messages (id, conversation_id, seq, direction, channel_id, number_id, address, text, template, source,
      author_id, client_id, run_id, visit, part, lane, state, due_at, reason, segments, files)
    values (${id}, ${conversationId}, ${conversation.message_seq}, 'out', ${conversation.channel_id}, ${conversation.number_id},
      ${conversation.customer_address}, ${text}, ${template ? JSON.stringify(template) : null}::jsonb, ${source}, ${outgoing.authorId ?? null}, ${outgoing.clientId ?? null},
      ${outgoing.run?.id ?? null}, ${outgoing.run?.visit ?? null}, ${outgoing.run?.part ?? null}, ${lane}, ${state},
      ${state === "queued" ? sql`now()` : null}, ${objection}, ${smsParts(text)}, ${files.length})`);
  const attached = files.map((file, position) =>
    tx.execute(sql`
      update attachments set message_id = ${id}, position = ${position}, state_at = now() where id = ${file} and message_id is null`),
  );
  // Sent behind the row. What has to wait its turn, or for its files, is found by whoever claims next.
  const atOnce =
    state === "queued" && lane === "service" && files.length === 0 && !template && mayGoAtOnce(conversation);
  const queued = {
    id,
    conversationId,
    seq: conversation.message_seq,
    channelId,
    to: conversation.customer_address,
    text,
  };
  const [rows, claim] = [inOneGo(inserted, ...attached), atOnce ? claimAtOnce(tx, queued) : null];
  let claimed: AtOnce | null = null;
  const stored = Promise.all([rows, claim]).then(([, taken]) => {
    claimed = taken;
  });
  stored.catch(() => {}); // whoever waits for it hears of it
  announce(tx, tenant, event);
  if (state === "queued")
    onCommit(tx, () => {
      if (!claimed) return doAhead(eventId, deliverSoon(tenant, channelId, id));
      doAhead(eventId, Promise.resolve(true));
      void deliverClaimed(claimed);
    });
  return { id, seq: conversation.message_seq, state, objection, stored };
}

/** Where a runner is at work, or what may leave depends on more than the channel's pace, the line decides. */
function mayGoAtOnce(line: { carrier: string; channel_id: string }): boolean {
  const carrier = carrierOf(line.carrier);
  return env().RUN_AHEAD && carrier !== undefined && !carrier.paces && !isDelivering(line.channel_id);
}
