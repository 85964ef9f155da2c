import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { beforeAll, expect, test } from "vitest";
import { createMember, createQueue, createTenant } from "@/db/factories";
import { systemDb } from "@/db/system";
import { withTenant } from "@/db/tenant";
import { recordings } from "@/server/channels/testing/recorded";
import { itemsAt } from "@/server/conversations/items";
import { pickUpConversation } from "@/server/conversations/pick-up";
import { replyToConversation } from "@/server/conversations/reply";
import { readThread } from "@/server/conversations/thread";
import type { TenantId } from "@/server/domain/ids";
import type { SandboxBehaviour } from "@/server/domain/sandbox";
import { env } from "@/server/env";
import { createChannel, createSandboxChannel, eventually, rowsIn, type TestChannel } from "@/server/testing/river";
import { candidatesQuery, claimMessages } from "./claim";
import { channelsWithDueMessages, deliverChannel, markOverdueUnknown } from "./deliver";
import { finishFailed, finishSent } from "./finish-attempt";
import { removeOldPaces } from "./remove-old-paces";
import { lookAgain, retryMessage, sendMessageAnyway } from "./retry";

let tenant: TenantId;
let ana: Awaited<ReturnType<typeof createMember>>;
let queue: { id: string };
let lines = 0;

beforeAll(async () => {
  tenant = await createTenant();
  ana = await createMember(tenant);
  queue = await createQueue(tenant, [ana]);
});

const newChannel = (options: { ratePerS?: number } = {}) => {
  lines += 1;
  return createSandboxChannel(tenant, { queue, address: `+1415555${String(9000 + lines)}`, ...options });
};

/** A customer who wrote in, with Ana on the line. */
async function customer(channel: TestChannel, phone: string, behaviour?: SandboxBehaviour) {
  if (behaviour)
    await withTenant(tenant, (tx) =>
      tx.execute(sql`
        insert into sandbox_phones (id, channel_id, address, name, behaviour)
        values (${uuidv7()}, ${channel.channelId}, ${phone}, '', ${JSON.stringify(behaviour)}::jsonb)
        on conflict (tenant_id, channel_id, address) do update set behaviour = excluded.behaviour`),
    );
  await channel.texts(phone, "Hello");
  const [row] = await rowsIn<{ id: string }>(
    tenant,
    sql`select id from conversations where customer_address = ${phone} and number_id = ${channel.numberId}`,
  );
  await pickUpConversation({ tenant, actor: ana }, { conversationId: row!.id });
  const reply = (text: string, clientId = uuidv7()) =>
    replyToConversation(
      { tenant, actor: ana },
      { conversationId: row!.id, text, clientId, seenSeq: 1000, force: false },
    );
  return { conversationId: row!.id, reply };
}

type Sent = { text: string; phone: string; created_at: string };
const arrivedAt = (channel: TestChannel) =>
  rowsIn<Sent>(
    tenant,
    sql`select text, phone, created_at from sandbox_messages where channel_id = ${channel.channelId} and direction = 'out' order by id`,
  );
const stateOf = async (id: string) =>
  (
    await rowsIn<{ state: string; reason: string | null; attempt: number }>(
      tenant,
      sql`select state, reason, attempt from messages where id = ${id}`,
    )
  )[0]!;
const becomes = (id: string, state: string) =>
  eventually(
    () => stateOf(id),
    (seen) => seen.state === state,
  );
const attemptsOf = (id: string) =>
  rowsIn<{ state: string; external_id: string | null }>(
    tenant,
    sql`select state, external_id from message_attempts where message_id = ${id} order by attempt`,
  );

test("a reply leaves at once, is sent and then delivered", async () => {
  const channel = await newChannel();
  const { reply } = await customer(channel, "+14155551001");
  const message = await reply("Yes, ten to four.");
  expect(message).toMatchObject({ state: "queued", segments: 1 });
  await becomes(message.id, "delivered");
  expect(await arrivedAt(channel)).toMatchObject([{ text: "Yes, ten to four." }]);
  expect(
    await rowsIn(
      tenant,
      sql`select sum(sent_ok)::int as ok, sum(failed)::int as failed from number_counters where number_id = ${channel.numberId} and source = 'agent'`,
    ),
  ).toEqual([{ ok: 1, failed: 0 }]);
});

test("the same reply told ten times at once is one message", async () => {
  const channel = await newChannel();
  const { reply } = await customer(channel, "+14155551002");
  const clientId = uuidv7();
  const told = await Promise.all(Array.from({ length: 10 }, () => reply("once", clientId)));
  expect(new Set(told.map(({ id }) => id)).size).toBe(1);
  await becomes(told[0]!.id, "delivered");
  expect(await arrivedAt(channel)).toHaveLength(1);
});

test("thirty replies at ten a second leave in order, a tenth of a second apart, and none fails", async () => {
  const channel = await newChannel({ ratePerS: 10 });
  const { reply } = await customer(channel, "+14155551003");
  const messages = [];
  for (let index = 0; index < 30; index++) messages.push(await reply(`reply ${index}`));
  await eventually(
    () => arrivedAt(channel),
    (seen) => seen.length === 30,
    15_000,
  );
  const arrived = await arrivedAt(channel);
  expect(arrived.map(({ text }) => text)).toEqual(messages.map((_, index) => `reply ${index}`));
  const times = arrived.map(({ created_at }) => new Date(created_at).getTime());
  expect(times.at(-1)! - times[0]!).toBeGreaterThanOrEqual(29 * 100 - 60);
  for (const message of messages) await becomes(message.id, "delivered");
});

test("four runners at once hand nothing over twice and keep the pace", async () => {
  const channel = await newChannel({ ratePerS: 50 });
  const phones = await Promise.all(
    Array.from({ length: 20 }, (_, index) => customer(channel, `+1415555${String(1100 + index)}`)),
  );
  await Promise.all(phones.map(({ reply }) => reply("hello")));
  await Promise.all(Array.from({ length: 4 }, () => deliverChannel(tenant, channel.channelId)));
  await eventually(
    () => arrivedAt(channel),
    (seen) => seen.length === 20,
  );
  const times = (await arrivedAt(channel)).map(({ created_at }) => new Date(created_at).getTime());
  expect(times.at(-1)! - times[0]!).toBeGreaterThanOrEqual(19 * 20 - 60);
  expect(new Set((await arrivedAt(channel)).map(({ phone }) => phone)).size).toBe(20);
});

test("a refusal fails with the manual's word and the carrier's own; a retry is exactly one more attempt", async () => {
  const channel = await newChannel();
  const { reply, conversationId } = await customer(channel, "+14155551004", { kind: "refuse", code: "10001" });
  const message = await reply("hello");
  await becomes(message.id, "failed");
  expect(await stateOf(message.id)).toMatchObject({ reason: "10001", attempt: 1 });
  expect(await rowsIn(tenant, sql`select failed_count from conversations where id = ${conversationId}`)).toEqual([
    { failed_count: 1 },
  ]);
  await rowsIn(
    tenant,
    sql`update sandbox_phones set behaviour = '{"kind":"deliver","afterMs":0}' where address = '+14155551004'`,
  );
  await retryMessage({ tenant, actor: ana }, { messageId: message.id });
  await becomes(message.id, "delivered");
  expect(await attemptsOf(message.id)).toMatchObject([{ state: "failed" }, { state: "delivered" }]);
  expect(await rowsIn(tenant, sql`select failed_count from conversations where id = ${conversationId}`)).toEqual([
    { failed_count: 0 },
  ]);
  expect(
    await rowsIn(
      tenant,
      sql`select sum(sent_ok)::int as ok, sum(failed)::int as failed from number_counters where number_id = ${channel.numberId} and source = 'agent'`,
    ),
  ).toEqual([{ ok: 1, failed: 0 }]);
  await expect(retryMessage({ tenant, actor: ana }, { messageId: message.id })).rejects.toMatchObject({
    reason: "notRetryable",
  });
});

test("too many requests holds the channel, and the message goes by itself", async () => {
  const channel = await newChannel();
  const { reply } = await customer(channel, "+14155551005", { kind: "busy", retryAfterMs: 300 });
  const message = await reply("hello");
  await eventually(
    () => attemptsOf(message.id),
    (seen) => seen.length === 1 && seen[0]!.state === "failed",
  );
  expect(await stateOf(message.id)).toMatchObject({ state: "queued" });
  await rowsIn(
    tenant,
    sql`update sandbox_phones set behaviour = '{"kind":"deliver","afterMs":0}' where address = '+14155551005'`,
  );
  await becomes(message.id, "delivered");
  expect(await arrivedAt(channel)).toHaveLength(1);
});

test("an answer that is lost leaves the outcome unknown: not sent again by itself, found by looking", async () => {
  const channel = await newChannel();
  const { reply } = await customer(channel, "+14155551006", { kind: "vanish", afterMs: null });
  const message = await reply("hello");
  await becomes(message.id, "unknown");
  expect(await channelsWithDueMessages()).toEqual([]);
  const looked = await lookAgain({ tenant, actor: ana }, { messageId: message.id });
  expect(looked.state).toBe("sent");
  expect(await arrivedAt(channel)).toHaveLength(1);
});

test("a person who was told may send an unknown message anyway; a receipt for the first attempt still counts", async () => {
  const channel = await newChannel();
  const { reply } = await customer(channel, "+14155551007", { kind: "vanish", afterMs: null });
  const message = await reply("hello");
  await becomes(message.id, "unknown");
  await rowsIn(tenant, sql`update sandbox_phones set behaviour = '{"kind":"silent"}' where address = '+14155551007'`);
  await sendMessageAnyway({ tenant, actor: ana }, { messageId: message.id });
  await becomes(message.id, "sent");
  expect(await attemptsOf(message.id)).toMatchObject([{ state: "unknown" }, { state: "sent" }]);
  expect(await rowsIn(tenant, sql`select actor_id, action from audit_log where subject = ${message.id}`)).toEqual([
    { actor_id: ana.memberId, action: "message.sent_anyway" },
  ]);
});

test("a sender that dies leaves its message unknown, never sent twice", async () => {
  const channel = await newChannel();
  const { reply } = await customer(channel, "+14155551008");
  const message = await reply("hello");
  await becomes(message.id, "delivered");
  // The same as a sender's death between claim and call: the row is sending, its deadline over.
  await rowsIn(
    tenant,
    sql`update message_attempts set state = 'sending', external_id = null where message_id = ${message.id}`,
  );
  await rowsIn(
    tenant,
    sql`update messages set state = 'sending', claim_deadline = now() - interval '1 minute' where id = ${message.id}`,
  );
  expect(await markOverdueUnknown()).toBe(1);
  expect(await stateOf(message.id)).toMatchObject({ state: "unknown" });
  await deliverChannel(tenant, channel.channelId);
  expect(await arrivedAt(channel)).toHaveLength(1);
});

test("receipts in every order, repeated, and earlier than the send's own answer end in the same state", async () => {
  const channel = await newChannel();
  const words = ["sent", "delivered", "failed", "answer"] as const;
  const orders = words
    .flatMap((a) => words.flatMap((b) => words.flatMap((c) => words.map((d) => [a, b, c, d]))))
    .filter((order) => new Set(order).size === 4);
  expect(orders).toHaveLength(24);
  for (const [index, order] of orders.entries()) {
    const { reply } = await customer(channel, `+1415555${String(3000 + index)}`);
    await rowsIn(tenant, sql`update channels set enabled = false where id = ${channel.channelId}`);
    const message = await replyPast(reply, channel);
    const external = `ext-${index}`;
    for (const word of order) {
      if (word === "answer")
        await finishSent({ tenant, channelId: channel.channelId }, message, { externalId: external });
      else await Promise.all([channel.reports(external, word), channel.reports(external, word)]);
    }
    expect(await stateOf(message.id), order.join(" ")).toMatchObject({ state: "delivered" });
  }
  expect(
    await rowsIn(
      tenant,
      sql`select sum(sent_ok)::int as ok, sum(failed)::int as failed from number_counters where number_id = ${channel.numberId} and source = 'agent'`,
    ),
  ).toEqual([{ ok: 24, failed: 0 }]);
});

/** A message that this test claims itself, while nobody else sends. */
async function replyPast(reply: (text: string) => Promise<{ id: string }>, channel: TestChannel) {
  await rowsIn(tenant, sql`update channels set enabled = true, send_rate_per_s = 1000 where id = ${channel.channelId}`);
  const runAhead = env().RUN_AHEAD;
  Object.assign(env(), { RUN_AHEAD: false });
  const { id } = await reply("hello");
  const claim = await eventually(
    () => claimMessages(tenant, channel.channelId),
    ({ messages }) => messages.length === 1,
  );
  Object.assign(env(), { RUN_AHEAD: runAhead });
  expect(claim.messages[0]).toMatchObject({ id });
  return claim.messages[0]!;
}

test("a receipt and the send's own answer at the same instant: neither is lost", async () => {
  const channel = await newChannel();
  for (let index = 0; index < 30; index++) {
    const { reply } = await customer(channel, `+1415555${String(4000 + index)}`);
    const message = await replyPast(reply, channel);
    const place = { tenant, channelId: channel.channelId };
    await Promise.all([
      finishSent(place, message, { externalId: `race-${index}` }),
      channel.reports(`race-${index}`, "delivered"),
    ]);
    expect(await stateOf(message.id)).toMatchObject({ state: "delivered" });
  }
});

test("STOP closes the gate, with evidence and one confirmation; START opens it", async () => {
  const channel = await newChannel();
  const phone = "+14155551009";
  const { reply } = await customer(channel, phone);
  await channel.texts(phone, " Stop ");
  await channel.texts(phone, "STOP");
  await eventually(
    () => arrivedAt(channel),
    (seen) => seen.length === 1,
  );
  expect((await arrivedAt(channel))[0]!.text).toContain("unsubscribed");
  await expect(reply("hello?")).rejects.toMatchObject({ reason: "optedOut" });
  expect(await rowsIn(tenant, sql`select change, evidence from consent_events where address = ${phone}`)).toEqual([
    { change: "opted_out", evidence: " Stop " },
  ]);
  await channel.texts(phone, "yes");
  const message = await reply("welcome back");
  await becomes(message.id, "delivered");
});

test("an opt-out that arrives while an answer waits in the line stops it there", async () => {
  const channel = await newChannel();
  const phone = "+14155551010";
  const { reply } = await customer(channel, phone);
  await rowsIn(
    tenant,
    sql`insert into paces (key, next_at) values (${`channel:${channel.channelId}`}, now() + interval '2 seconds')
    on conflict (tenant_id, key) do update set next_at = excluded.next_at`,
  );
  const message = await reply("too late");
  await channel.texts(phone, "STOP");
  await rowsIn(tenant, sql`update paces set next_at = now() where key = ${`channel:${channel.channelId}`}`);
  await becomes(message.id, "skipped");
  expect(await stateOf(message.id)).toMatchObject({ reason: "opted_out", attempt: 0 });
});

test("a send that fails for a reason we cannot name is unknown", async () => {
  const channel = await newChannel();
  const { reply } = await customer(channel, "+14155551011");
  const message = await replyPast(reply, channel);
  await finishFailed({ tenant, channelId: channel.channelId }, message, new Error("socket hang up"));
  expect(await stateOf(message.id)).toMatchObject({ state: "unknown" });
});

test("a stale reply is held back once, with how many lines are newer", async () => {
  const channel = await newChannel();
  const phone = "+14155551012";
  const { conversationId } = await customer(channel, phone);
  await channel.texts(phone, "one more thing");
  const input = { conversationId, text: "Bye", clientId: uuidv7(), seenSeq: 2, force: false };
  await expect(replyToConversation({ tenant, actor: ana }, input)).rejects.toMatchObject({
    reason: "stale",
    params: { newer: 1 },
  });
  const message = await replyToConversation({ tenant, actor: ana }, { ...input, force: true });
  await becomes(message.id, "delivered");
});

test("paces that say nothing any more go; those that still hold somebody back stay", async () => {
  const keys = async () =>
    (await rowsIn<{ key: string }>(tenant, sql`select key from paces order by key`)).map(({ key }) => key);
  await rowsIn(tenant, sql`delete from paces`);
  await rowsIn(
    tenant,
    sql`insert into paces (key, next_at) values ('a', now() - interval '61 minutes'), ('b', now() - interval '59 minutes'), ('c', now() + interval '1 day')`,
  );
  expect(await removeOldPaces()).toBe(1);
  expect(await keys()).toEqual(["b", "c"]);
});

test("pictures and texts of Flowroute have paces of their own: neither waits for the other", async () => {
  const { credentials } = recordings.flowroute!;
  const numbers = [{ address: "+19729967001", fields: {} }];
  const line = await createChannel(tenant, { carrier: "flowroute", credentials, numbers, queue });
  const runAhead = env().RUN_AHEAD;
  Object.assign(env(), { RUN_AHEAD: false });
  for (let at = 0; at < 6; at++)
    await withTenant(tenant, async (tx) => {
      const [contactId, conversationId] = [uuidv7(), uuidv7()];
      const [to, files] = [`+1410216${1000 + at}`, at % 2];
      await tx.execute(sql`insert into contacts (id) values (${contactId})`);
      await tx.execute(sql`
        insert into conversations (id, channel_id, number_id, contact_id, kind, customer_address, state, audience, message_seq)
        values (${conversationId}, ${line.channelId}, ${line.numbers[0]!.id}, ${contactId}, 'sms', ${to}, 'waiting', 'everyone', 1)`);
      await tx.execute(sql`
        insert into messages (id, conversation_id, seq, direction, channel_id, number_id, address, text, source, state, lane, due_at, files)
        values (${uuidv7()}, ${conversationId}, 1, 'out', ${line.channelId}, ${line.numbers[0]!.id}, ${to}, 'hi', 'agent', 'queued', 'service', now(), ${files})`);
    });
  const starts: { picture: boolean; at: number }[] = [];
  for (let next: Date | null = new Date(); next !== null && starts.length < 6; ) {
    const claim = await eventually(
      () => claimMessages(tenant, line.channelId),
      ({ messages, nextAt }) => messages.length > 0 || nextAt === null,
    );
    starts.push(...claim.messages.map(({ files, startAt }) => ({ picture: files > 0, at: startAt.getTime() })));
    next = claim.nextAt;
  }
  Object.assign(env(), { RUN_AHEAD: runAhead });
  const gaps = (picture: boolean) => {
    const times = starts.filter((one) => one.picture === picture).map(({ at }) => at);
    return times.slice(1).map((at, index) => at - times[index]!);
  };
  for (const gap of gaps(false)) expect(gap).toSatisfy((ms: number) => ms >= 199 && ms < 900);
  for (const gap of gaps(true)) expect(gap).toBeGreaterThanOrEqual(999);
});

test("what waits in the line says about when it leaves, whoever reads it", async () => {
  const channel = await newChannel({ ratePerS: 2 });
  const [one, other] = await Promise.all([customer(channel, "+14155551013"), customer(channel, "+14155551014")]);
  // Nothing leaves for a minute: every place in the line is known.
  const [pace] = await rowsIn<{ next_at: string }>(
    tenant,
    sql`insert into paces (key, next_at) values (${`channel:${channel.channelId}`}, now() + interval '1 minute')
      on conflict (tenant_id, key) do update set next_at = excluded.next_at returning next_at`,
  );
  const turns = [await one.reply("first"), await other.reply("second"), await one.reply("third")].map(
    ({ dueAt }) => dueAt,
  );
  const opensAt = new Date(pace!.next_at).getTime();
  expect(turns.map((at) => at!.getTime() - opensAt)).toEqual([0, 500, 1000]);
  const { items } = await readThread({ tenant, actor: ana }, { conversationId: one.conversationId, limit: 10 });
  const told = (
    await itemsAt(
      systemDb(),
      tenant,
      items.map(({ seq }) => [one.conversationId, seq]),
    )
  ).get(one.conversationId)!;
  for (const read of [items, told])
    expect(read.filter((item) => item.kind === "message" && item.direction === "out")).toMatchObject([
      { text: "first", dueAt: turns[0] },
      { text: "third", dueAt: turns[2] },
    ]);
});

test("a claim looks for earlier messages in the message's own conversation, however much the tenant has in flight", async () => {
  const plan = await withTenant(tenant, async (tx) => {
    await tx.execute(sql`set local enable_seqscan = off`);
    return tx.execute<{ "QUERY PLAN": string }>(sql`explain ${candidatesQuery(uuidv7(), 20)}`);
  });
  const lines = plan.map((line) => line["QUERY PLAN"]);
  const looks = lines.flatMap((line, at) => (line.includes("messages_in_flight") ? [lines[at + 1]] : []));
  expect(looks).toHaveLength(2); // one a lane
  for (const look of looks) expect(look).toMatch(/Index Cond: .*conversation_id = m.*seq < m/);
});
