import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { beforeAll, expect, test } from "vitest";
import { createMember, createQueue, createTenant } from "@/db/factories";
import { withTenant } from "@/db/tenant";
import { saveSettings } from "@/server/channels/save-settings";
import { local, withSettings } from "@/server/channels/testing/settings";
import type { Context } from "@/server/context";
import type { TenantId } from "@/server/domain/ids";
import { createSandboxChannel, rowsIn, type TestChannel } from "@/server/testing/river";
import { claimMessages } from "./claim";
import { deliverChannel } from "./deliver";

// The pace is what claims plan: each call is given its own start, and nobody makes it earlier. So the plan is looked at,
// which is the same on a busy machine as on an idle one.

let tenant: TenantId;
let admin: Context;
let queue: { id: string };
let lines = 0;

beforeAll(async () => {
  withSettings({ ...local, RUN_AHEAD: "0" });
  tenant = await createTenant();
  const actor = await createMember(tenant, { role: "owner" });
  admin = { tenant, actor };
  queue = await createQueue(tenant, [actor]);
});

/** A channel with so many messages in line, each to somebody else. */
async function channelWith(waiting: number, ratePerS: number) {
  lines += 1;
  const channel = await createSandboxChannel(tenant, { queue, ratePerS, address: `+1415557${9000 + lines}` });
  await withTenant(tenant, async (tx) => {
    for (let at = 0; at < waiting; at++) {
      const [contactId, conversationId] = [uuidv7(), uuidv7()];
      const to = `+1416${lines}00${1000 + at}`;
      await tx.execute(sql`insert into contacts (id) values (${contactId})`);
      await tx.execute(sql`
        insert into conversations (id, channel_id, number_id, contact_id, kind, customer_address, state, audience, message_seq)
        values (${conversationId}, ${channel.channelId}, ${channel.numberId}, ${contactId}, 'sms', ${to}, 'waiting', 'everyone', 1)`);
      await tx.execute(sql`
        insert into messages (id, conversation_id, seq, direction, channel_id, number_id, address, text, source, state, lane, due_at)
        values (${uuidv7()}, ${conversationId}, 1, 'out', ${channel.channelId}, ${channel.numberId}, ${to}, 'hi', 'agent', 'queued', 'service', now())`);
    }
  });
  return channel;
}

/** Claims until so many starts are planned, coming back when told to. @returns the starts, in milliseconds */
async function plan({ channelId }: TestChannel, most: number, planned?: (sofar: number) => Promise<void>) {
  const starts: number[] = [];
  for (let next: Date | null = new Date(); next !== null && starts.length < most; ) {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, next!.getTime() - Date.now())));
    const claim = await claimMessages(tenant, channelId, most - starts.length);
    starts.push(...claim.messages.map(({ startAt }) => startAt.getTime()));
    if (claim.messages.length > 0) await planned?.(starts.length);
    next = claim.nextAt;
  }
  return starts;
}

test("23 messages at 5 a second: never more than 5 in any second, all gone in under 6; another channel is not slowed", async () => {
  const slow = await channelWith(23, 5);
  const fast = await channelWith(15, 1000);
  const began = Date.now();
  let others: number[] = [];
  const starts = await plan(slow, 23, async (sofar) => {
    // While the line is full of the slow one's messages.
    if (sofar >= 5 && others.length === 0) others = await plan(fast, 15);
  });
  expect(starts).toHaveLength(23);
  for (let at = 5; at < starts.length; at++) expect(starts[at]! - starts[at - 5]!).toBeGreaterThanOrEqual(999);
  expect(starts.at(-1)! - starts[0]!).toBeLessThan(6000);
  expect(starts[0]! - began).toBeLessThan(6000);
  expect(others).toHaveLength(15);
  expect(others.at(-1)! - others[0]!).toBeLessThan(500);
});

test("they are handed over so, by any number of senders at once", async () => {
  const channel = await channelWith(12, 5);
  const began = Date.now();
  await Promise.all([1, 2, 3].map(() => deliverChannel(tenant, channel.channelId)));
  const took = Date.now() - began;
  const [row] = await rowsIn<{ count: number }>(
    tenant,
    sql`select count(*)::int as count from sandbox_messages where channel_id = ${channel.channelId} and direction = 'out'`,
  );
  expect(row!.count).toBe(12);
  expect(took).toBeGreaterThanOrEqual(11 * 200 - 20);
});

test("a new rate acts at once, faster or slower, on what waits already", async () => {
  const channel = await channelWith(8, 0.02);
  const [first] = await plan(channel, 1);
  // The next one would have its turn in fifty seconds.
  expect((await claimMessages(tenant, channel.channelId)).nextAt!.getTime() - first!).toBeGreaterThan(40_000);
  await saveSettings(admin, { channelId: channel.channelId, sendRatePerS: 10 });
  const changed = Date.now();
  const faster = await plan(channel, 4);
  expect(faster[0]! - changed).toBeLessThan(3000);
  for (const [at, start] of faster.slice(1).entries()) expect(start - faster[at]!).toBeGreaterThanOrEqual(99);
  await saveSettings(admin, { channelId: channel.channelId, sendRatePerS: 2 });
  const slower = await plan(channel, 2);
  expect(slower[1]! - slower[0]!).toBeGreaterThanOrEqual(499);
});

test("a pause that the carrier asked for outlives a new rate", async () => {
  const channel = await channelWith(2, 5);
  await plan(channel, 1);
  await rowsIn(
    tenant,
    sql`update paces set next_at = now() + interval '60 seconds' where key = ${`channel:${channel.channelId}`}`,
  );
  await saveSettings(admin, { channelId: channel.channelId, sendRatePerS: 100 });
  const claim = await claimMessages(tenant, channel.channelId);
  expect(claim.messages).toEqual([]);
  expect(claim.nextAt!.getTime()).toBeGreaterThan(Date.now() + 50_000);
});
