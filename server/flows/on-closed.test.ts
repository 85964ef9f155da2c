import { sql } from "drizzle-orm";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { withTenant } from "@/db/tenant";
import { closeIdle } from "@/server/conversations/auto-close";
import { endConversation } from "@/server/conversations/end";
import { pickUpConversation } from "@/server/conversations/pick-up";
import { asking, type Edge, flowWorkspace, type Node, reply } from "@/server/testing/flows";
import { eventually } from "@/server/testing/river";
import { flowsOnClosed } from "./on-closed";

let house: Awaited<ReturnType<typeof flowWorkspace>>;
beforeAll(async () => {
  house = await flowWorkspace();
});

const onClosed = { kind: "event" as const, trigger: { id: "conversation.closed", config: {} } };
const thanking: [Node[], Edge[]] = [
  [
    { id: "start", type: "start" },
    { id: "thanks", type: "reply", config: reply("Thank you for writing.") },
    { id: "end", type: "end" },
  ],
  [
    ["start", "SUCCESS", "thanks"],
    ["thanks", "SUCCESS", "end"],
  ],
];
const noting: [Node[], Edge[]] = [
  [
    { id: "start", type: "start" },
    { id: "tag", type: "tag", config: { on: "conversation", add: ["done"], remove: [] } },
    { id: "end", type: "end" },
  ],
  [
    ["start", "SUCCESS", "tag"],
    ["tag", "SUCCESS", "end"],
  ],
];

let phones = 300;
let phone = "";
beforeEach(() => {
  phone = `+14155550${phones++}`;
});

const over = (count: number) =>
  eventually(
    () => house.runsOf(phone),
    (runs) => runs.length === count && runs.every(({ state }) => state !== "running" && state !== "waiting"),
  );

async function talkEnds() {
  await house.channel.texts(phone, "Hello");
  const id = (await house.conversationsOf(phone))[0]!.id;
  await pickUpConversation(house.ana, { conversationId: id });
  await endConversation(house.ana, { conversationId: id });
  return id;
}

test("an agent ends it: the flow that waits for that writes in a conversation of its own, once", async () => {
  await house.started(...thanking, onClosed);
  const first = await talkEnds();
  expect(await over(1)).toMatchObject([{ state: "ended", result: "completed" }]);
  await eventually(
    () => house.answersTo(phone),
    (texts) => texts.length === 1,
  );
  // The thanks are a conversation that the flow opened and closed; it starts nothing again.
  expect(await house.conversationsOf(phone)).toMatchObject([
    { id: first, state: "closed", started_by: "customer" },
    { state: "closed", started_by: "flow" },
  ]);
  expect(await house.runsOf(phone)).toHaveLength(1);
});

test("one that only notes something does so on the conversation that was closed", async () => {
  await house.started(...noting, onClosed);
  await talkEnds();
  await over(1);
  expect(await house.conversationsOf(phone)).toMatchObject([{ state: "closed", tags: ["done"] }]);
});

test("it asks, waits, and hears the answer in the conversation that it opened", async () => {
  await house.started(...asking, onClosed);
  await talkEnds();
  await eventually(
    () => house.runsOf(phone),
    ([run]) => run?.state === "waiting",
  );
  await house.channel.texts(phone, "YL-3");
  await over(1);
  expect(
    await eventually(
      () => house.answersTo(phone),
      (texts) => texts.length === 2,
    ),
  ).toEqual(["What is your order number?", "Order YL-3, thank you."]);
});

test("nobody wrote for too long: the same", async () => {
  await house.started(...thanking, onClosed);
  await house.channel.texts(phone, "Anybody?");
  await house.rows(sql`update channels set auto_close_days = 1`);
  await house.rows(
    sql`update conversations set last_activity_at = now() - interval '2 days' where customer_address = ${phone}`,
  );
  await closeIdle();
  await house.rows(sql`update channels set auto_close_days = null`);
  expect(await over(1)).toMatchObject([{ state: "ended" }]);
});

test("a flow that closes it: the run that waits for that starts all the same", async () => {
  await house.started(
    [
      { id: "start", type: "start" },
      { id: "end", type: "end", config: { closeConversation: true } },
    ],
    [["start", "SUCCESS", "end"]],
  );
  const other = await house.published(...noting, onClosed);
  await house.rows(sql`update flows set state = 'started' where id = ${other}`);
  await house.channel.texts(phone, "Hello");
  expect(await over(2)).toMatchObject([{ result: "completed" }, { result: "completed", flow_id: other }]);
});

test("a customer who writes again at once is not talked over: the flow finds the place taken, by a person or a flow", async () => {
  const flowId = await house.started(...thanking, onClosed);
  await house.rows(sql`update flows set state = 'stopped' where id = ${flowId}`);
  const first = await talkEnds();
  await house.channel.texts(phone, "One more thing");
  const [, second] = await house.conversationsOf(phone);
  await pickUpConversation(house.ana, { conversationId: second!.id });
  await house.rows(sql`update flows set state = 'started' where id = ${flowId}`);
  await withTenant(house.tenant, (tx) => flowsOnClosed(tx, house.tenant, first));
  await over(1);
  expect(await house.runsOf(phone)).toMatchObject([{ state: "failed", reason: "taken_over" }]);
  expect(await house.answersTo(phone)).toEqual([]);
});

test("a close that is rolled back starts nothing", async () => {
  await house.started(...thanking, onClosed);
  await house.channel.texts(phone, "Hello");
  const [conversation] = await house.conversationsOf(phone);
  await expect(
    withTenant(house.tenant, async (tx) => {
      await flowsOnClosed(tx, house.tenant, conversation!.id);
      throw new Error("no");
    }),
  ).rejects.toThrow("no");
  expect(await house.runsOf(phone)).toEqual([]);
});
