import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { type Tx, withTenant } from "@/db/tenant";
import { audit } from "@/server/audit";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import { parsePhone } from "@/server/domain/phone";
import { typedNumber } from "@/server/domain/typed-number";
import { invalid, notFound, refuse } from "@/server/errors";
import { deliverSoon } from "@/server/messages/deliver";
import { enqueueMessage } from "@/server/messages/enqueue";
import { findChannel } from "./find-channel";

export const SendTest = z.object({
  channelId: z.uuid(),
  numberId: z.uuid(),
  /** As typed. */
  to: z.string().max(64),
  text: z.string().trim().min(1).max(500),
});

/**
 * One real message from a number, through the same outbox as every other. It goes into the open conversation with that
 * address or into one that is in nobody's list; an answer then finds its way by the number's rule.
 * @throws AppError NOT_FOUND; BAD_REQUEST channel.badNumber; CONFLICT channel.disabled, send.<reason> when the gate objects
 */
export async function sendTest(ctx: Context, input: z.infer<typeof SendTest>): Promise<{ messageId: string }> {
  authorize(ctx.actor, "channel.manage");
  const to = typedNumber(input.to)?.e164;
  if (!to) throw invalid("channel.badNumber");
  const { id, objection } = await withTenant(ctx.tenant, async (tx) => {
    const channel = await findChannel(tx, input.channelId);
    if (!channel.enabled) throw refuse("channel.disabled");
    const [number] = await tx.execute<{ id: string; address: string }>(sql`
      select id, address from channel_numbers where id = ${input.numberId} and channel_id = ${channel.id} and deleted_at is null`);
    if (!number) throw notFound("number");
    if (number.address === to) throw refuse("channel.testToItself");
    const conversationId = await conversationWith(tx, {
      channelId: channel.id,
      kind: channel.carrier.kind,
      numberId: number.id,
      to,
    });
    const message = await enqueueMessage(tx, ctx, {
      conversationId,
      text: input.text,
      source: "system",
      authorId: ctx.actor.memberId,
    });
    await audit(tx, ctx, "channel.test_sent", channel.id, { messageId: message.id });
    return message;
  });
  if (objection) throw refuse(`send.${objection}`);
  void deliverSoon(ctx.tenant, input.channelId);
  return { messageId: id };
}

/** The open conversation with an address, or a new one without owner or audience. Locks identity, then conversation. */
async function conversationWith(
  tx: Tx,
  { channelId, kind, numberId, to }: { channelId: string; kind: string; numberId: string; to: string },
): Promise<string> {
  const contactId = uuidv7();
  const [identity] = await tx.execute<{ contact_id: string }>(sql`
    with identity as (
      insert into contact_identities (id, contact_id, kind, value) values (${uuidv7()}, ${contactId}, ${kind}, ${to})
      on conflict (tenant_id, kind, value) do update set last_seen_at = contact_identities.last_seen_at
      returning contact_id
    ), newcomer as (
      insert into contacts (id, country)
      select contact_id, ${parsePhone(to)?.country ?? null} from identity where contact_id = ${contactId}::uuid
    )
    select contact_id from identity`);
  const conversationId = uuidv7();
  const [conversation] = await tx.execute<{ id: string }>(sql`
    insert into conversations as c (id, channel_id, number_id, contact_id, kind, customer_address, state, audience, message_seq, started_by)
    values (${conversationId}, ${channelId}, ${numberId}, ${identity!.contact_id}, ${kind}, ${to}, 'bot', 'owner', 1, 'agent')
    on conflict (tenant_id, number_id, customer_address, thread_key) where state <> 'closed'
      do update set last_activity_at = c.last_activity_at
    returning id`);
  if (conversation!.id === conversationId) {
    await tx.execute(
      sql`insert into timeline (conversation_id, seq, kind, actor_kind) values (${conversationId}, 1, 'created', 'system')`,
    );
  }
  return conversation!.id;
}

export const TestResult = z.object({ messageId: z.uuid() });

/** How far a message has come. `reason` is a key below `errors.send`, `errorDetail` the carrier's own words. */
export async function testResult({ tenant, actor }: Context, { messageId }: z.infer<typeof TestResult>) {
  authorize(actor, "channel.manage");
  const [row] = await withTenant(tenant, (tx) =>
    tx.execute<{ state: string; reason: string | null; error_detail: string | null }>(sql`
      select state, reason, error_detail from messages where id = ${messageId} and source = 'system'`),
  );
  if (!row) throw notFound("message");
  return { state: row.state, reason: row.reason, errorDetail: row.error_detail };
}
