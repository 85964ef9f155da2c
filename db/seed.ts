import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { eq, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { hashPassword } from "@/server/auth/password";
import { checkChannel } from "@/server/channels/check-channel";
import { createDraft } from "@/server/channels/create-draft";
import { enableChannel } from "@/server/channels/enable";
import { saveNumber } from "@/server/channels/save-number";
import type { Context, MemberActor } from "@/server/context";
import { addNote } from "@/server/conversations/add-note";
import { endConversation } from "@/server/conversations/end";
import { markRead } from "@/server/conversations/mark-read";
import { pickUpConversation } from "@/server/conversations/pick-up";
import { archiveConversation } from "@/server/conversations/place";
import { replyToConversation } from "@/server/conversations/reply";
import { transferConversation } from "@/server/conversations/transfer";
import { randomToken } from "@/server/crypto";
import { provenTenant } from "@/server/domain/ids";
import { env } from "@/server/env";
import { createFlow, publishFlow } from "@/server/flows/edit";
import { startFlow } from "@/server/flows/start-stop";
import { processState } from "@/server/process";
import { createQueue } from "@/server/queues/save";
import { addPhone, changePhone, phoneTexts } from "@/server/sandbox/phones";
import { closePools } from "./clients";
import { lines, type Person, people, queues, type Step, type Story, stories } from "./demo/story";
import * as schema from "./schema";
import { systemDb } from "./system";
import { withTenant } from "./tenant";

const SLUG = "demo";

/**
 * The demo workspace of a local installation, made once and by the product's own verbs: pretended phones text it, its
 * people answer. Their passwords are random and kept beside the data, readable by the owner of the machine alone.
 */
async function seed(): Promise<void> {
  if (!env().isLocal) return;
  const [there] = await systemDb()
    .select({ id: schema.tenants.id })
    .from(schema.tenants)
    .where(eq(schema.tenants.slug, SLUG));
  if (there) return;
  const { contexts, accounts } = await createPeople();
  const owner = contexts.siyuan;
  const queueIds = await createQueues(owner, contexts);
  const channelIds = await createLines(owner, queueIds);
  for (const story of stories) await play(contexts, channelIds[story.line], story);
  await createFlows(owner);
  mkdirSync(env().DATA_DIR, { recursive: true });
  writeFileSync(path.join(env().DATA_DIR, "demo.json"), JSON.stringify({ slug: SLUG, accounts }, null, 2), {
    mode: 0o600,
  });
}

type Contexts = Record<Person, Context>;

async function createPeople() {
  const tenantId = uuidv7();
  const tenant = provenTenant(tenantId);
  const contexts: Partial<Contexts> = {};
  const accounts: { name: string; email: string; password: string; role: string }[] = [];
  const rows = await Promise.all(
    (Object.keys(people) as Person[]).map(async (key) => ({
      key,
      ...people[key],
      email: `${key}@demo.test`,
      password: randomToken(9),
    })),
  );
  const hashes = new Map(
    await Promise.all(rows.map(async ({ key, password }) => [key, await hashPassword(password)] as const)),
  );
  await systemDb().transaction(async (tx) => {
    await tx.insert(schema.tenants).values({
      id: tenantId,
      slug: SLUG,
      shortId: "demo000000",
      name: "云岭户外 Northbeam",
      locale: "zh-CN",
      timeZone: "Asia/Shanghai",
    });
    await tx.insert(schema.tenantSeqs).values({ tenantId });
    for (const { key, name, role, email, password } of rows) {
      const [user] = await tx
        .insert(schema.users)
        .values({ email, name, emailVerified: new Date(), passwordHash: hashes.get(key) })
        .returning();
      const memberId = uuidv7();
      await tx
        .insert(schema.memberships)
        .values({ tenantId, id: memberId, userId: user!.id, name, email, role, takesConversations: true });
      const actor: MemberActor = {
        kind: "member",
        memberId,
        userId: user!.id,
        name,
        role,
        takesConversations: true,
        rights: [],
      };
      contexts[key] = { tenant, actor };
      accounts.push({ name, email, password, role });
    }
  });
  return { contexts: contexts as Contexts, accounts };
}

async function createQueues(owner: Context, contexts: Contexts) {
  const ids: Partial<Record<keyof typeof queues, string>> = {};
  for (const [key, { name, members }] of Object.entries(queues)) {
    const queue = await createQueue(owner, {
      name,
      memberIds: members.map((member) => contexts[member].actor.memberId),
    });
    ids[key as keyof typeof queues] = queue.id;
  }
  return ids as Record<keyof typeof queues, string>;
}

async function createLines(owner: Context, queueIds: Record<keyof typeof queues, string>) {
  const ids: Partial<Record<keyof typeof lines, string>> = {};
  for (const [key, { name, number, queue }] of Object.entries(lines)) {
    const { channelId } = await createDraft(owner, { carrier: "sandbox", name });
    await saveNumber(owner, {
      channelId,
      address: number,
      fields: {},
      destination: { queueId: queueIds[queue] },
      everyoneMayStart: true,
      starterIds: [],
    });
    await checkChannel(owner, { channelId });
    await enableChannel(owner, { channelId, enabled: true });
    await withTenant(owner.tenant, (tx) =>
      tx.execute(sql`update channels set send_rate_per_s = 5 where id = ${channelId}`),
    );
    ids[key as keyof typeof lines] = channelId;
  }
  return ids as Record<keyof typeof lines, string>;
}

/** One flow at work and two to look at: a returning customer reaches his own agent, a new one everybody. */
async function createFlows(owner: Context) {
  const named = { "sms-routing": "短信售后接待", "after-hours": "下班自动回复", "keyword-menu": "关键词菜单" };
  for (const [templateId, name] of Object.entries(named)) {
    const { flowId } = await createFlow(owner, {
      name,
      kind: "sms",
      triggerId: "sms.message",
      templateId,
      language: "zh-CN",
    });
    if (templateId !== "sms-routing") continue;
    await publishFlow(owner, { flowId, revision: 1 });
    await startFlow(owner, { flowId });
  }
}

/** Let one story happen now, and then put its times where they belong. */
async function play(contexts: Contexts, channelId: string, story: Story): Promise<void> {
  const owner = contexts.siyuan;
  const { phone, contact } = story;
  const { number, country } = lines[story.line];
  const added = await addPhone(owner, { channelId, address: phone, name: contact?.name ?? "", country }).catch(
    () => null,
  );
  if (added && story.fails)
    await changePhone(owner, { phoneId: added.phoneId, behaviour: { kind: "deliver", afterMs: 0 } });
  const times: { seq: number; ago: number }[] = [];
  let conversationId = "";
  for (const step of story.steps) {
    const last = story.steps.at(-1) === step;
    if (last && story.fails) await failing(owner, channelId, phone, story.fails);
    if ("text" in step) await phoneTexts(owner, { channelId, phone, number, text: step.text });
    conversationId = await currentConversation(owner, phone);
    if (!("text" in step)) await act(contexts, conversationId, step);
    if ("reply" in step) await answered(owner, conversationId);
    times.push({ seq: await seqOf(owner, conversationId), ago: step.ago });
  }
  if (contact) await nameContact(owner, conversationId, contact, contexts);
  await backdate(owner, conversationId, phone, times);
  await readUp(contexts, conversationId, story);
}

async function act(contexts: Contexts, conversationId: string, step: Exclude<Step, { text: string }>): Promise<void> {
  const ctx = contexts[step.by];
  if ("reply" in step) {
    await replyToConversation(ctx, {
      conversationId,
      text: step.reply,
      clientId: uuidv7(),
      seenSeq: 1_000_000,
      force: true,
    });
  } else if ("note" in step) await addNote(ctx, { conversationId, text: step.note, clientId: uuidv7() });
  else if ("to" in step)
    await transferConversation(ctx, { conversationId, to: { memberId: contexts[step.to].actor.memberId } });
  else if (step.act === "pick up") await pickUpConversation(ctx, { conversationId });
  else if (step.act === "end") await endConversation(ctx, { conversationId });
  else await archiveConversation(ctx, { conversationId });
}

const inside = <T extends Record<string, unknown>>({ tenant }: Context, query: ReturnType<typeof sql>): Promise<T[]> =>
  withTenant(tenant, async (tx) => [...(await tx.execute(query))] as unknown[] as T[]);

const failing = (ctx: Context, channelId: string, phone: string, code: string) =>
  inside(
    ctx,
    sql`update sandbox_phones set behaviour = ${JSON.stringify({ kind: "fail", code, afterMs: 0 })}::jsonb where channel_id = ${channelId} and address = ${phone}`,
  );

async function currentConversation(ctx: Context, phone: string): Promise<string> {
  const [row] = await inside<{ id: string }>(
    ctx,
    sql`select id from conversations where customer_address = ${phone} order by created_at desc limit 1`,
  );
  return row!.id;
}

async function seqOf(ctx: Context, conversationId: string): Promise<number> {
  const [row] = await inside<{ message_seq: number }>(
    ctx,
    sql`select message_seq from conversations where id = ${conversationId}`,
  );
  return row!.message_seq;
}

/** Wait until the carrier has said what became of the newest answer. */
async function answered(ctx: Context, conversationId: string): Promise<void> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; ) {
    const open = await inside(
      ctx,
      sql`
      select 1 from messages where conversation_id = ${conversationId} and direction = 'out' and state not in ('delivered', 'failed')`,
    );
    if (open.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("an answer of the demo workspace was not delivered");
}

async function nameContact(
  ctx: Context,
  conversationId: string,
  { name, company = "" }: { name: string; company?: string },
  contexts: Contexts,
) {
  await inside(
    ctx,
    sql`
    update contacts set name = ${name}, company = ${company}, saved_at = now(), updated_by = ${contexts.siyuan.actor.memberId}
    where id = (select contact_id from conversations where id = ${conversationId})`,
  );
}

/** Each step wrote the lines up to its seq: they happened when the story says. */
async function backdate(ctx: Context, conversationId: string, phone: string, times: { seq: number; ago: number }[]) {
  const at = (ago: number) => sql`now() - make_interval(mins => ${ago})`;
  let from = 0;
  for (const { seq, ago } of times) {
    for (const table of ["messages", "notes", "timeline"])
      await inside(
        ctx,
        sql`update ${sql.identifier(table)} set created_at = ${at(ago)} where conversation_id = ${conversationId} and seq > ${from} and seq <= ${seq}`,
      );
    from = seq;
  }
  const first = at(times[0]!.ago);
  const last = at(times.at(-1)!.ago);
  await inside(
    ctx,
    sql`
    update conversations set created_at = ${first}, last_activity_at = ${last},
      waiting_since = case when waiting_since is not null then ${first} end, closed_at = case when closed_at is not null then ${last} end,
      last_inbound_at = (select max(created_at) from messages where conversation_id = ${conversationId} and direction = 'in')
    where id = ${conversationId}`,
  );
  await inside(
    ctx,
    sql`
    update sandbox_messages s set created_at = m.created_at from messages m
    where m.conversation_id = ${conversationId} and s.phone = ${phone} and s.text = m.text`,
  );
}

/** Everybody who sees it has read it, but for the one whom it waits for. */
async function readUp(contexts: Contexts, conversationId: string, { unreadFor, steps }: Story): Promise<void> {
  if (steps.every((step) => "text" in step)) return;
  const [row] = await inside<{ message_seq: number; inbound_count: number; owner_id: string | null }>(
    contexts.siyuan,
    sql`
    select message_seq, inbound_count, owner_id from conversations where id = ${conversationId}`,
  );
  const owner = Object.entries(contexts).find(([, { actor }]) => actor.memberId === row!.owner_id);
  if (!owner) return;
  const newest = steps.length - 1 - steps.findLastIndex((step) => !("text" in step));
  const read = row!.inbound_count - (owner[0] === unreadFor ? newest : 0);
  await markRead(owner[1], {
    conversationId,
    seq: row!.message_seq - (owner[0] === unreadFor ? newest : 0),
    inboundCount: read,
  });
}

await seed();
// What still looks whether anything is to be sent ends with the process.
processState().shutdown.abort();
await closePools();
process.exit(0);
