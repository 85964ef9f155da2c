import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { inOneGo, onCommit, type Tx } from "@/db/tenant";
import { carrierOf } from "@/server/channels";
import type { Carrier } from "@/server/channels/carrier";
import { gateObjects, type Objection } from "@/server/domain/gate";
import type { TenantId } from "@/server/domain/ids";
import type { FilledTemplate } from "@/server/domain/message-template";
import { previewOf } from "@/server/domain/preview";
import { smsParts } from "@/server/domain/sms";
import { env } from "@/server/env";
import { announce, insertEventFrom } from "@/server/events";
import { doAhead } from "@/server/run-ahead";
import { type AtOnce, claimAtOnce } from "./claim-at-once";
import { deliverClaimed, deliverSoon, isDelivering } from "./deliver";
import { type GateFacts, readGate } from "./gate-facts";

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

export type Enqueued = { id: string; state: "queued" | "skipped"; objection: Objection | null };

/**
 * The outbox: a row that says "queued", or "skipped" with the gate's reason. It takes the conversation's next seq, so
 * the caller's transaction holds the conversation's lock from here on. Nothing is sent inside the transaction.
 */
export async function enqueueMessage(tx: Tx, about: { tenant: TenantId }, outgoing: Outgoing): Promise<Enqueued> {
  const { conversationId } = outgoing;
  const [, facts] = await inOneGo(
    tx.execute(sql`select 1 from conversations where id = ${conversationId} for update`),
    readGate(tx, sql`${conversationId}`),
  );
  if (!facts) throw new Error(`no conversation ${conversationId}`);
  const enqueued = enqueueKnowing(tx, about, outgoing, facts);
  await enqueued.stored;
  return enqueued;
}

/**
 * The same where the conversation's row is held already and the gate's facts were read since. The row is on its way and
 * may be waited for later: `stored`.
 */
export function enqueueKnowing(
  tx: Tx,
  { tenant }: { tenant: TenantId },
  outgoing: Outgoing,
  { carrier: carrierName, channelId, address, reasons, windowFrom }: GateFacts,
): Enqueued & { stored: Promise<unknown> } {
  const { conversationId, text, template, source, lane = "service", exempt, files = [] } = outgoing;
  const carrier = carrierOf(carrierName);
  const objection = gateObjects({
    address,
    reasons,
    exempt,
    freeText: carrier?.can.freeText,
    template: template !== undefined,
    windowFrom,
    now: new Date(),
  });
  const state = objection ? "skipped" : "queued";
  const [id, eventId] = [uuidv7(), uuidv7()];
  const event = state === "queued" ? "message.queued" : "message.status";
  const inserted = tx.execute(sql`
    with line as (
      update conversations set message_seq = message_seq + 1, last_activity_at = now(), preview = ${previewOf(text, files.length)},
        preview_direction = 'out', owner_place = 'recent', archived_until = null
      where id = ${conversationId}
      returning message_seq, number_id, audience, owner_id, queue_id
    ), told as (${insertEventFrom(
      sql`line`,
      { id: eventId, name: event },
      {
        conversationId,
        data: sql`jsonb_build_object('messageId', ${id}::text, 'seqs', jsonb_build_array(message_seq), 'channelId', ${channelId}::text)`,
      },
    )})
    insert into messages (id, conversation_id, seq, direction, channel_id, number_id, address, text, template, source,
      author_id, client_id, run_id, visit, part, lane, state, due_at, reason, segments, files)
    select ${id}, ${conversationId}, message_seq, 'out', ${channelId}, number_id,
      ${address}, ${text}, ${template ? JSON.stringify(template) : null}::jsonb, ${source}, ${outgoing.authorId ?? null}, ${outgoing.clientId ?? null},
      ${outgoing.run?.id ?? null}, ${outgoing.run?.visit ?? null}, ${outgoing.run?.part ?? null}, ${lane}, ${state},
      ${state === "queued" ? sql`now()` : null}, ${objection}, ${smsParts(text)}, ${files.length} from line`);
  const attached = files.map((file, position) =>
    tx.execute(sql`
      update attachments set message_id = ${id}, position = ${position}, state_at = now() where id = ${file} and message_id is null`),
  );
  // Sent behind the row. What has to wait its turn, or for its files, is found by whoever claims next.
  const atOnce =
    state === "queued" && lane === "service" && files.length === 0 && !template && mayGoAtOnce(carrier, channelId);
  const queued = { id, conversationId, channelId, to: address, text };
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
  return { id, state, objection, stored };
}

/** Where a runner is at work, or what may leave depends on more than the channel's pace, the line decides. */
function mayGoAtOnce(carrier: Carrier | undefined, channelId: string): boolean {
  return env().RUN_AHEAD && carrier !== undefined && !carrier.paces && !isDelivering(channelId);
}
