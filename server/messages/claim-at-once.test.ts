import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createMember, createQueue, createTenant } from "@/db/factories";
import { withTenant } from "@/db/tenant";
import type { TenantId } from "@/server/domain/ids";
import { createSandboxChannel, rowsIn, type TestChannel } from "@/server/testing/river";
import { claimMessages } from "./claim";
import { type AtOnce, claimAtOnce } from "./claim-at-once";

let tenant: TenantId;
let channel: TestChannel;
const pace = () => `channel:${channel.channelId}`;
let phones = 0;

beforeAll(async () => {
  tenant = await createTenant();
  const queue = await createQueue(tenant, [await createMember(tenant)]);
  channel = await createSandboxChannel(tenant, { queue, address: "+14155558800", ratePerS: 5 });
});

/** A conversation with so many messages in the line, written straight into the tables: nobody sends them. */
async function conversation(...states: string[]) {
  const [contactId, conversationId, to] = [uuidv7(), uuidv7(), `+1415556${String(1000 + phones++)}`];
  const ids = states.map(() => uuidv7());
  await withTenant(tenant, async (tx) => {
    await tx.execute(sql`insert into contacts (id) values (${contactId})`);
    await tx.execute(sql`
      insert into conversations (id, channel_id, number_id, contact_id, kind, customer_address, state, audience, message_seq)
      values (${conversationId}, ${channel.channelId}, ${channel.numberId}, ${contactId}, 'sms', ${to}, 'waiting', 'everyone', ${states.length})`);
    for (const [at, state] of states.entries())
      await tx.execute(sql`
        insert into messages (id, conversation_id, seq, direction, channel_id, number_id, address, text, source, state, lane, due_at)
        values (${ids[at]}, ${conversationId}, ${at + 1}, 'out', ${channel.channelId}, ${channel.numberId}, ${to}, 'hi', 'agent', ${state}, 'service',
          ${state === "queued" ? sql`now()` : null})`);
  });
  const last = { id: ids.at(-1)!, conversationId, seq: ids.length, channelId: channel.channelId, to, text: "hi" };
  return { last, claim: () => withTenant(tenant, (tx) => claimAtOnce(tx, last)) };
}

/** Nothing waits or is under way, and the pace lets one go at this moment. */
async function idle(): Promise<void> {
  await rowsIn(tenant, sql`update messages set state = 'sent', due_at = null where state in ('queued', 'sending')`);
  await rowsIn(
    tenant,
    sql`insert into paces (key, next_at) values (${pace()}, now()) on conflict (tenant_id, key) do update set next_at = excluded.next_at`,
  );
}
const stateOf = async (id: string) =>
  (await rowsIn<{ state: string }>(tenant, sql`select state from messages where id = ${id}`))[0]!.state;

test("an idle channel's text is this process's at once, and its pace moves on by one", async () => {
  await idle();
  const { last, claim } = await conversation("queued");
  const taken = await claim();
  expect(taken).toMatchObject({
    channel: { id: channel.channelId, carrier: "sandbox" },
    message: { id: last.id, attempt: 1, from: "+14155558800", to: last.to, text: "hi" },
  });
  expect(await stateOf(last.id)).toBe("sending");
  expect(
    await rowsIn(
      tenant,
      sql`select a.state, a.token = m.claim_token as same from message_attempts a join messages m on m.id = a.message_id where m.id = ${last.id}`,
    ),
  ).toEqual([{ state: "sending", same: true }]);
  const [next] = await rowsIn<{ ms: number }>(
    tenant,
    sql`select extract(epoch from next_at - ${taken!.message.startAt.toISOString()}::timestamptz) * 1000 as ms from paces where key = ${pace()}`,
  );
  expect(Number(next!.ms)).toBeGreaterThanOrEqual(200);
  expect(Number(next!.ms)).toBeLessThanOrEqual(201);
  // Nobody else finds it.
  expect((await claimMessages(tenant, channel.channelId)).messages).toEqual([]);
});

const reasons: [string, string[], () => Promise<unknown>][] = [
  [
    "its pace is not there yet",
    ["queued"],
    () => rowsIn(tenant, sql`update paces set next_at = now() + interval '1 minute'`),
  ],
  ["something due is ahead of it in the line", ["queued"], async () => (await conversation("queued")).last],
  ["its conversation has one under way", ["sending", "queued"], async () => {}],
  ["its channel is not in use", ["queued"], () => rowsIn(tenant, sql`update channels set enabled = false`)],
];
test.each(reasons)("it stays in the line where %s", async (_, states, prepare) => {
  await idle();
  const { last, claim } = await conversation(...states);
  await prepare();
  expect(await claim()).toBeNull();
  expect(await stateOf(last.id)).toBe("queued");
  await rowsIn(tenant, sql`update channels set enabled = true`);
});

test("twenty at once: one goes, the others stay in the line and wait for nobody", async () => {
  await idle();
  const each: AtOnce[] = [];
  let waiting = 20;
  let open = () => {};
  const allClaimed = new Promise<void>((resolve) => {
    open = resolve;
  });
  // Each in a conversation of its own, claimed before the others are there to be seen.
  const ids = Array.from({ length: waiting }, () => ({ conversationId: uuidv7(), id: uuidv7(), contactId: uuidv7() }));
  await Promise.all(
    ids.map(({ id, conversationId, contactId }, at) =>
      withTenant(tenant, async (tx) => {
        const to = `+1415557${String(1000 + at)}`;
        await tx.execute(sql`insert into contacts (id) values (${contactId})`);
        await tx.execute(sql`
          insert into conversations (id, channel_id, number_id, contact_id, kind, customer_address, state, audience, message_seq)
          values (${conversationId}, ${channel.channelId}, ${channel.numberId}, ${contactId}, 'sms', ${to}, 'waiting', 'everyone', 1)`);
        await tx.execute(sql`
          insert into messages (id, conversation_id, seq, direction, channel_id, number_id, address, text, source, state, lane, due_at)
          values (${id}, ${conversationId}, 1, 'out', ${channel.channelId}, ${channel.numberId}, ${to}, 'hi', 'agent', 'queued', 'service', now())`);
        const taken = await claimAtOnce(tx, {
          id,
          conversationId,
          channelId: channel.channelId,
          to,
          text: "hi",
        });
        if (taken) each.push(taken);
        // As many as the pool lets in stand here together, each with what it claimed uncommitted.
        waiting -= 1;
        if (waiting <= 10) open();
        await allClaimed;
      }),
    ),
  );
  expect(each).toHaveLength(1);
  expect(
    await rowsIn(
      tenant,
      sql`select state, count(*)::int as messages from messages where id in ${ids.map(({ id }) => id)} group by state order by state`,
    ),
  ).toEqual([
    { state: "queued", messages: 19 },
    { state: "sending", messages: 1 },
  ]);
});

afterAll(() => rowsIn(tenant, sql`update messages set state = 'sent', due_at = null where state = 'queued'`));
