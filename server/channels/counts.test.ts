import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { beforeEach, expect, test } from "vitest";
import { createMember, createTenant } from "@/db/factories";
import { withTenant } from "@/db/tenant";
import type { Context } from "@/server/context";
import { startOfDay } from "@/server/domain/day";
import { foldCounters } from "@/server/messages/fold-counters";
import { channelCounts } from "./counts";
import { createDraft } from "./create-draft";
import { deleteNumbers } from "./delete";
import { channelFailures } from "./failures";
import { journalTotals, replayStuck } from "./journal-totals";
import { saveNumber } from "./save-number";

let admin: Context;
let channelId: string;
let numberId: string;

beforeEach(async () => {
  const tenant = await createTenant();
  admin = { tenant, actor: await createMember(tenant, { role: "owner" }) };
  ({ channelId } = await createDraft(admin, { carrier: "general", name: "Our carrier" }));
  numberId = await number("+14155550100");
});

const number = async (address: string) =>
  (
    await saveNumber(admin, {
      channelId,
      address,
      fields: {},
      destination: { memberId: admin.actor.memberId },
      everyoneMayStart: true,
      starterIds: [],
    })
  ).numberId;

const HOUR_MS = 3_600_000;

type Counted = { source: string; quarter: string; received?: number; ok?: number; failed?: number; parts?: number };

const count = (id: string, rows: Counted[]) =>
  withTenant(admin.tenant, async (tx) => {
    for (const [shard, { source, quarter, received = 0, ok = 0, failed = 0, parts = ok }] of rows.entries())
      await tx.execute(sql`
        insert into number_counters (number_id, quarter, source, shard, received, sent_ok, failed, parts)
        values (${id}, ${quarter}, ${source}, ${shard}, ${received}, ${ok}, ${failed}, ${parts})`);
  });

test("what agents, flows and campaigns sent is told apart; carriers bill the parts of all of it", async () => {
  const quarter = "2026-03-10T08:00:00Z";
  await count(numberId, [
    { source: "customer", quarter, received: 7 },
    { source: "agent", quarter, ok: 2, failed: 1, parts: 3 },
    { source: "agent", quarter, ok: 1 },
    { source: "flow", quarter, ok: 4 },
    { source: "campaign", quarter, ok: 5, failed: 2 },
    { source: "system", quarter, ok: 1 },
  ]);
  const none = { sentOk: 0, failed: 0 };
  await number("+14155550101");
  expect(await channelCounts(admin, { channelId })).toMatchObject([
    {
      address: "+14155550100",
      received: 7,
      parts: 14,
      agents: { sentOk: 3, failed: 1 },
      flows: { sentOk: 4, failed: 0 },
      campaigns: { sentOk: 5, failed: 2 },
    },
    { address: "+14155550101", received: 0, parts: 0, agents: none, flows: none, campaigns: none },
  ]);
  await deleteNumbers(admin, { numberIds: [numberId], closeOpen: false });
  expect(await channelCounts(admin, { channelId })).toHaveLength(1);
});

const evening = new Date("2026-03-10T19:00:00Z");

test.each([
  ["all of it", {}, 63],
  ["from a quarter's middle: that quarter counts", { from: "2026-03-10T08:10:00Z" }, 62],
  ["until a quarter begins: that quarter does not", { to: "2026-03-10T09:00:00Z" }, 3],
  ["today where clocks are half an hour off", { from: startOfDay("Asia/Kolkata", evening) }, 16],
  ["today where they are three quarters off", { from: startOfDay("Asia/Kathmandu", evening) }, 48],
  ["one day", { from: "2026-03-10T00:00:00Z", to: "2026-03-11T00:00:00Z" }, 62],
])("counts over a time: %s", async (_, span: { from?: string | Date; to?: string | Date }, received) => {
  await count(numberId, [
    { source: "customer", quarter: "2026-03-09T23:00:00Z", received: 1 },
    { source: "customer", quarter: "2026-03-10T08:00:00Z", received: 2 },
    { source: "customer", quarter: "2026-03-10T09:00:00Z", received: 4 },
    { source: "customer", quarter: "2026-03-10T18:00:00Z", received: 8 },
    { source: "customer", quarter: "2026-03-10T18:15:00Z", received: 32 },
    { source: "customer", quarter: "2026-03-10T18:30:00Z", received: 16 },
  ]);
  const dates = Object.fromEntries(Object.entries(span).map(([key, at]) => [key, new Date(at)]));
  expect(await channelCounts(admin, { channelId, ...dates })).toMatchObject([{ received }]);
});

test("what is a day old is folded into one row each, and comes to the same", async () => {
  await foldCounters(); // what other tests have counted
  const ago = (hours: number) => new Date(Date.now() - hours * HOUR_MS).toISOString();
  const [old, young] = [ago(26), ago(2)];
  for (const quarter of [old, young]) {
    const rows = Array.from({ length: 9 }, () => ({ source: "agent", quarter, ok: 2, failed: 1, parts: 3 }));
    await count(numberId, [...rows, { source: "customer", quarter, received: 5 }]);
  }
  await withTenant(admin.tenant, (tx) =>
    tx.execute(sql`insert into failure_counters (number_id, quarter, reason, shard, messages, code, last_at)
      values (${numberId}, ${old}, '10001', 0, 3, 'older', ${ago(27)}), (${numberId}, ${old}, '10001', 7, 7, 'newer', ${ago(26)}),
        (${numberId}, ${old}, '10001', 9, -1, null, ${ago(25)}), (${numberId}, ${old}, '10007', 4, 9, 'x', ${ago(26)})`),
  );
  const all = async () => [await channelCounts(admin, { channelId }), await channelFailures(admin, { channelId })];
  const before = await all();
  expect(before[1]).toEqual([
    { reason: "10001", code: "newer", count: 9 },
    { reason: "10007", code: "x", count: 9 },
  ]);
  expect(await foldCounters()).toBe(8 + 1 + 3);
  expect(await all()).toEqual(before);
  const [rows] = await withTenant(admin.tenant, (tx) =>
    tx.execute(
      sql`select count(*) filter (where quarter = ${old})::int as old, count(*)::int as all from number_counters`,
    ),
  );
  expect(rows).toEqual({ old: 2, all: 2 + 10 });
  expect(await foldCounters()).toBe(0);
});

const notJson = Buffer.from("not json").toString("base64");

/** A webhook that came so many milliseconds ago, and what became of it. */
const kept = (state: string, agoMs: number) => {
  const at = Date.now() - agoMs;
  return withTenant(admin.tenant, (tx) =>
    tx.execute(sql`
      insert into webhook_journal (id, channel_id, method, url, headers, body, state, received_at)
      values (${uuidv7({ msecs: at })}, ${channelId}, 'POST', 'http://x/', '{}', ${notJson}, ${state}, ${new Date(at).toISOString()})`),
  );
};

test("the journal's totals are of a day, but what waits is told however old it is; what cannot be read stays stuck", async () => {
  for (const [state, age] of [
    ["done", 60_000],
    ["done", 23 * HOUR_MS],
    ["done", 25 * HOUR_MS],
    ["refused", 60_000],
    ["stuck", 72 * HOUR_MS],
    ["pending", 1000],
  ] as const)
    await kept(state, age);
  expect(await journalTotals(admin, { channelId })).toEqual({
    received: 4,
    shown: 2,
    waiting: 2,
    stuck: 1,
    refused: 1,
  });
  expect(await replayStuck(admin, { channelId })).toMatchObject({ done: 0, stuck: 1 });
  expect(await journalTotals(admin, { channelId })).toMatchObject({ waiting: 2, stuck: 1 });
});
