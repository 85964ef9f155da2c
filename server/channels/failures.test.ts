import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { createMember } from "@/db/factories";
import type { Context } from "@/server/context";
import { startOfDay } from "@/server/domain/day";
import { retryMessage } from "@/server/messages/retry";
import { rowsIn } from "@/server/testing/river";
import { channelCounts } from "./counts";
import { channelFailures } from "./failures";
import { carrierLines, type Line } from "./testing/lines";
import { json } from "./testing/speech";
import { speeches } from "./testing/speeches";

const { world, open, pickUp, answers, becomes, externalIdOf, takesAll } = carrierLines();

const admin = async (): Promise<Context> => ({
  tenant: world.tenant,
  actor: await createMember(world.tenant, { role: "owner" }),
});
const refuses = (code: number) => {
  world.says = () => json(400, { code, message: "No" });
};

async function talking() {
  const line = await open(speeches.twilio!, "twilio");
  await line.posts(line.words("Are you open?"));
  const { conversationId } = await pickUp(line);
  const write = async (becoming: string) => {
    const message = await answers(line, conversationId);
    await becomes(message.id, becoming);
    return message.id;
  };
  return { line, write };
}

/** Failures as they are counted, held against the number's own total of failed ones. */
async function failuresOf(ctx: Context, { channelId }: Line) {
  const reasons = await channelFailures(ctx, { channelId });
  const [number] = await channelCounts(ctx, { channelId });
  expect(reasons.reduce((sum, { count }) => sum + count, 0)).toBe(number!.agents.failed);
  return reasons;
}

test("why messages failed is counted with them, the most frequent first, with the carrier's newest code", async () => {
  const ctx = await admin();
  const { line, write } = await talking();
  refuses(21211);
  await write("failed");
  refuses(21614);
  await write("failed");
  refuses(99999);
  await write("failed");
  expect(await failuresOf(ctx, line)).toEqual([
    { reason: "10001", code: "21614", count: 2 },
    { reason: "default", code: "99999", count: 1 },
  ]);
});

test("what is tried again or delivered after all is no failure any more; another reason takes the first one's place", async () => {
  const ctx = await admin();
  const { line, write } = await talking();
  refuses(21211);
  const id = await write("failed");
  refuses(21408);
  await retryMessage({ tenant: world.tenant, actor: world.ana }, { messageId: id });
  await expect.poll(() => failuresOf(ctx, line)).toEqual([{ reason: "10005", code: "21408", count: 1 }]);
  takesAll(line);
  await retryMessage({ tenant: world.tenant, actor: world.ana }, { messageId: id });
  await becomes(id, "sent");
  expect(await failuresOf(ctx, line)).toEqual([]);
  const sent = await externalIdOf(id);
  for (const [status, expected] of [
    ["failed", [{ reason: "default", code: "30003", count: 1 }]],
    ["delivered", []],
  ] as const) {
    await line.posts(line.fate({ id: sent, status }), line.receiptPart);
    await becomes(id, status);
    expect(await failuresOf(ctx, line)).toMatchObject(expected.map(({ count }) => ({ count })));
  }
});

test("they follow the same time as the counts, in any time zone, and another channel's are not among them", async () => {
  const ctx = await admin();
  const { line, write } = await talking();
  const other = await talking();
  refuses(21211);
  await write("failed");
  await other.write("failed");
  const { channelId } = line;
  const evening = new Date("2026-03-10T19:00:00Z");
  await rowsIn(
    world.tenant,
    sql`insert into failure_counters (number_id, quarter, reason, shard, messages, code)
      select id, q.quarter::timestamptz, '10007', 0, 5, '30001' from channel_numbers, (values ('2026-03-10T18:15:00Z'), ('2026-03-10T18:30:00Z')) q (quarter)
      where channel_id = ${channelId}`,
  );
  const counts = async (span: { from?: Date; to?: Date }) =>
    (await channelFailures(ctx, { channelId, ...span })).map(({ count }) => count);
  expect(await counts({})).toEqual([10, 1]);
  expect(await counts({ from: new Date(Date.now() - 900_000) })).toEqual([1]);
  expect(await counts({ to: evening })).toEqual([10]);
  expect(await counts({ from: startOfDay("Asia/Kolkata", evening), to: evening })).toEqual([5]);
  expect(await counts({ from: startOfDay("Asia/Kathmandu", evening), to: evening })).toEqual([10]);
});

test("an agent may not ask", async () => {
  const { line } = await talking();
  await expect(
    channelFailures({ tenant: world.tenant, actor: world.ana }, { channelId: line.channelId }),
  ).rejects.toMatchObject({ code: "FORBIDDEN" });
});
