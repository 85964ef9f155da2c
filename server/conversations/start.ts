import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { type Tx, withTenant } from "@/db/tenant";
import { authorize } from "@/server/authorize";
import { carrierOf } from "@/server/channels";
import { textOfTemplate } from "@/server/channels/templates";
import type { Context, MemberActor } from "@/server/context";
import { overLimit } from "@/server/domain/message-limits";
import { ChosenTemplate, type FilledTemplate } from "@/server/domain/message-template";
import { parsePhone } from "@/server/domain/phone";
import { invalid, refuse } from "@/server/errors";
import { record } from "@/server/events";
import { signalConversation } from "@/server/flows/signal";
import { enqueueMessage } from "@/server/messages/enqueue";
import { lockConversation } from "./lock";
import { openBetween } from "./open-between";
import { requireRow } from "./read-row";
import type { RowWithRead } from "./rows";
import { requireStartNumber, type StartNumber } from "./start-numbers";
import { addLine } from "./timeline";

export const StartConversation = z
  .object({
    numberId: z.uuid(),
    /** The customer's number, typed any way; without a country code it is one of the sending number's country. */
    to: z.string().trim().min(1).max(60),
    /** Not heeded where a template is sent: it reads as it was approved. */
    text: z.string().trim().max(10_000).default(""),
    template: ChosenTemplate.optional(),
    /** The sender's own id of this message: told twice, it is sent once. */
    clientId: z.uuid(),
  })
  .refine(({ text, template }) => template !== undefined || text !== "");

/**
 * Write to a customer first. The conversation, its contact and the message come into being together, or none of them.
 * @throws AppError NOT_FOUND for a number this person may not start from; BAD_REQUEST `badNumber`, `ownNumber`,
 *   `tooLong`, `noSuchTemplate`, `templateVariable` {name}; CONFLICT `beginWithTemplate` where free text cannot begin a
 *   conversation, `templatesUnavailable` {detail}, `optedOut`, `suppressed`, `openExists` with the conversation's id when
 *   he sees an open one, `openElsewhere` with its owner's name when he does not
 */
export async function startConversation(ctx: Context, start: z.infer<typeof StartConversation>): Promise<RowWithRead> {
  const { tenant, actor } = ctx;
  authorize(actor, "conversation.start");
  // The carrier is asked outside the transaction.
  const text = start.template ? await templateText(ctx, start.numberId, start.template) : start.text;
  return withTenant(tenant, async (tx) => {
    const from = await requireStartNumber(tx, actor, start.numberId);
    const to = parsePhone(start.to, parsePhone(from.address)?.country);
    if (!to) throw invalid("badNumber");
    if (to.e164 === from.address) throw invalid("ownNumber");
    // Also within the 24 hours of an earlier conversation: what is new begins with what was approved.
    if (!start.template && from.freeText !== "always") throw refuse("beginWithTemplate");
    const limits = carrierOf(from.carrier)!.limits;
    if (overLimit(limits, { text, media: [] })) throw invalid("tooLong", { max: limits.textCharacters ?? 0 });
    const customer = { address: to.e164, country: to.country ?? null };
    const { id: conversationId, told } = await openFor(tx, ctx, from, customer, start.clientId);
    if (told) return requireRow(tx, actor, conversationId);
    const { objection } = await enqueueMessage(tx, ctx, {
      conversationId,
      text,
      template: start.template,
      source: "agent",
      authorId: actor.memberId,
      clientId: start.clientId,
    });
    if (objection)
      throw refuse(objection === "opted_out" ? "optedOut" : objection === "suppressed" ? "suppressed" : "noAddress");
    return requireRow(tx, actor, conversationId);
  });
}

/** How the template will read; asked for him alone who may write first from this number. */
async function templateText({ tenant, actor }: Context, numberId: string, template: FilledTemplate): Promise<string> {
  const { channelId } = await withTenant(tenant, (tx) => requireStartNumber(tx, actor, numberId));
  return textOfTemplate(tenant, channelId, template);
}

/** The conversation to write in, ours and locked: a new one, or the one that a flow keeps with this customer. */
async function openFor(
  tx: Tx,
  ctx: Context,
  from: StartNumber,
  customer: { address: string; country: string | null },
  clientId: string,
): Promise<{ id: string; told: boolean }> {
  const created = await create(tx, ctx.actor, from, customer);
  if (created) {
    await tx.execute(sql`
      insert into timeline (conversation_id, seq, kind, actor_kind, actor_id, data)
      values (${created}, 1, 'created', 'agent', ${ctx.actor.memberId}, ${JSON.stringify({ actor: ctx.actor.name })}::jsonb)`);
    await record(tx, ctx, "conversation.created", {
      conversationId: created,
      data: { seqs: [1], by: ctx.actor.memberId },
      before: null,
      after: { owner: ctx.actor.memberId, queue: null, everyone: false },
    });
    return { id: created, told: false };
  }
  const [open] = await tx.execute<{ id: string; state: string; owner_name: string | null; told: boolean }>(sql`
    select c.id, c.state, o.name as owner_name,
      exists (select 1 from messages m where m.conversation_id = c.id and m.client_id = ${clientId}) as told
    from conversations c left join memberships o on o.id = c.owner_id
    where ${openBetween(from, customer.address)} order by c.created_at limit 1`);
  // It closed in this very moment: whoever asks again opens a new one.
  if (!open) throw refuse("tryAgain");
  if (open.told) return { id: open.id, told: true };
  if (open.state === "bot") return { id: await takeFromFlow(tx, ctx, open.id), told: false };
  const seen = await lockConversation(tx, ctx.actor, open.id).then(
    ({ visible }) => visible,
    () => false,
  );
  if (seen) throw refuse("openExists", { conversationId: open.id });
  throw refuse("openElsewhere", { name: open.owner_name ?? "" });
}

/** Returns the new conversation's id, or null when there is an open one. */
async function create(
  tx: Tx,
  actor: MemberActor,
  from: StartNumber,
  { address, country }: { address: string; country: string | null },
): Promise<string | null> {
  const conversationId = uuidv7();
  const contactId = uuidv7();
  const [row] = await tx.execute<{ id: string }>(sql`
    with identity as (
      insert into contact_identities (id, contact_id, kind, value)
      values (${uuidv7()}, ${contactId}, ${from.kind}, ${address})
      on conflict (tenant_id, kind, value) do update set value = excluded.value
      returning contact_id
    ), newcomer as (
      insert into contacts (id, country) select contact_id, ${country} from identity where contact_id = ${contactId}::uuid
    )
    insert into conversations (id, channel_id, number_id, contact_id, kind, customer_address, state, audience, owner_id,
      taken_over_at, message_seq, preview_direction, started_by, previous_id, last_inbound_at)
    select ${conversationId}::uuid, ${from.channelId}::uuid, ${from.id}::uuid, contact_id, ${from.kind}, ${address}, 'active',
      'owner', ${actor.memberId}::uuid, now(), 1, 'out', 'agent', previous.id, previous.last_inbound_at
    from identity left join lateral (
      select p.id, p.last_inbound_at from conversations p where p.number_id = ${from.id}::uuid and p.customer_address = ${address}
      order by p.created_at desc limit 1) previous on true
    where not exists (select 1 from conversations c where ${openBetween(from, address)})
    on conflict (tenant_id, number_id, customer_address, thread_key) where state <> 'closed' do nothing
    returning id`);
  return row?.id ?? null;
}

/** A flow or a campaign wrote, nobody owns it: whoever writes first becomes its owner, and the flow falls silent. */
async function takeFromFlow(tx: Tx, ctx: Context, conversationId: string): Promise<string> {
  const { memberId } = ctx.actor;
  const [taken] = await tx.execute(sql`
    update conversations set state = 'active', audience = 'owner', owner_id = ${memberId}, owner_place = 'recent',
      archived_until = null, taken_over_at = now()
    where id = ${conversationId} and state = 'bot' returning 1`);
  if (!taken) throw refuse("tryAgain");
  await signalConversation(tx, ctx.tenant, conversationId, { kind: "takeover", at: Date.now() });
  const seq = await addLine(tx, ctx.actor, conversationId, "picked_up");
  await record(tx, ctx, "conversation.picked_up", {
    conversationId,
    data: { seqs: [seq], by: memberId },
    before: null,
    after: { owner: memberId, queue: null, everyone: false },
  });
  return conversationId;
}
