import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { type Tx, withTenant } from "@/db/tenant";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import { parsePhone } from "@/server/domain/phone";
import { invalid, notFound, refuse } from "@/server/errors";
import { findFlow } from "./find-flow";
import { type Line, openConversation } from "./open-conversation";
import { planOf } from "./plans";
import { OneFlow } from "./shapes";
import { startRun } from "./start-run";

/** On whom: a contact we know, or a phone number. `numberId`: ours to write from; when absent, the one used last, else the first. */
export const RunManually = OneFlow.extend({
  contactId: z.uuid().optional(),
  address: z.string().trim().max(64).optional(),
  numberId: z.uuid().optional(),
});

/**
 * Run a started flow with the manual trigger on a test contact. Where it faces the customer it lives in his open
 * conversation; there being none, it opens one in state bot.
 * @throws AppError NOT_FOUND; BAD_REQUEST `channel.badNumber`; CONFLICT `flow.notManual`, `flow.notStarted`,
 *   `flow.noNumber`, `flow.noAddress`, `flow.busy`, `flow.takenOver`
 */
export async function runManually(ctx: Context, asked: z.infer<typeof RunManually>): Promise<{ runId: string }> {
  authorize(ctx.actor, "flow.manage");
  return withTenant(ctx.tenant, async (tx) => {
    // With its row locked, nobody stops it meanwhile.
    const flow = await findFlow(tx, asked.flowId, { lock: true });
    if (flow.state !== "started" || !flow.version_id) throw refuse("flow.notStarted");
    const plan = await planOf(tx, flow.version_id);
    if (plan.trigger.id !== "manual") throw refuse("flow.notManual");
    const line = await lineOf(tx, asked);
    let conversationId: string | null = null;
    if (plan.customerFacing) {
      const found = await openConversation(tx, { tenant: ctx.tenant, flowName: flow.name }, line);
      if (found.busy) throw refuse("flow.busy");
      if (found.takenOver && plan.talks) throw refuse("flow.takenOver");
      conversationId = found.id;
    }
    const { customerFacing } = plan;
    const started = { flowId: flow.id, flowName: flow.name, versionId: flow.version_id, customerFacing };
    const runId = await startRun(
      tx,
      ctx.tenant,
      started,
      { conversationId, contactId: line.contactId },
      {},
      Date.now(),
    );
    return { runId };
  });
}

async function lineOf(tx: Tx, { contactId, address, numberId }: z.infer<typeof RunManually>): Promise<Line> {
  if (contactId === undefined) {
    const phone = parsePhone(address ?? "");
    if (!phone) throw invalid("channel.badNumber");
    const number = await numberFor(tx, numberId, "sms", phone.e164);
    return { ...number, address: phone.e164, contactId: await contactAt(tx, number.kind, phone.e164, phone.country) };
  }
  const [contact] = await tx.execute(sql`select 1 from contacts where id = ${contactId}`);
  if (!contact) throw notFound("contact");
  const [identity] = await tx.execute<{ kind: string; value: string }>(sql`
    select kind, value from contact_identities where contact_id = ${contactId} and kind = 'sms' order by last_seen_at desc limit 1`);
  if (!identity) throw refuse("flow.noAddress");
  return {
    ...(await numberFor(tx, numberId, identity.kind, identity.value)),
    address: identity.value,
    contactId,
  };
}

async function numberFor(tx: Tx, numberId: string | undefined, kind: string, address: string) {
  const [number] = await tx.execute<{ id: string; channel_id: string; kind: string }>(sql`
    select n.id, n.channel_id, c.kind from channel_numbers n join channels c on c.id = n.channel_id
    where n.deleted_at is null and c.deleted_at is null and c.kind = ${kind} ${numberId ? sql`and n.id = ${numberId}` : sql``}
    order by (select max(o.created_at) from conversations o where o.number_id = n.id and o.customer_address = ${address}) desc nulls last,
      c.enabled desc, n.id
    limit 1`);
  if (!number) throw numberId ? notFound("number") : refuse("flow.noNumber");
  return { numberId: number.id, channelId: number.channel_id, kind: number.kind };
}

/** Whose address it is; somebody new when it was nobody's. */
async function contactAt(tx: Tx, kind: string, address: string, country: string | undefined): Promise<string> {
  const contactId = uuidv7();
  const [row] = await tx.execute<{ contact_id: string }>(sql`
    with identity as (
      insert into contact_identities (id, contact_id, kind, value) values (${uuidv7()}, ${contactId}, ${kind}, ${address})
      on conflict (tenant_id, kind, value) do update set value = excluded.value returning contact_id
    ), newcomer as (
      insert into contacts (id, country) select contact_id, ${country ?? null} from identity where contact_id = ${contactId}::uuid
    )
    select contact_id from identity`);
  return row!.contact_id;
}
