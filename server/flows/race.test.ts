import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { start } from "@/inngest/start";
import { endConversation } from "@/server/conversations/end";
import { pickUpConversation } from "@/server/conversations/pick-up";
import { asking, drawn, type Edge, flowWorkspace, type Node, reply } from "@/server/testing/flows";
import { phonesOf } from "@/server/testing/phones";
import { eventually } from "@/server/testing/river";
import { publishFlow, saveDraft } from "./edit";
import { getFlow } from "./list";
import { runSprint } from "./run-sprint";
import { startFlow, stopFlow } from "./start-stop";

let house: Awaited<ReturnType<typeof flowWorkspace>>;
let phones: Awaited<ReturnType<typeof phonesOf>>;
beforeAll(async () => {
  await start();
  house = await flowWorkspace();
  phones = await phonesOf(house.tenant);
});
afterAll(() => phones.hangUp());

/** As a carrier tells it: again, until the door has time. */
async function texts(phone: string, text: string): Promise<void> {
  const id = uuidv7();
  for (let tries = 0; tries < 50; tries++) if ((await house.channel.texts(phone, text, id)).ok) return;
  throw new Error("the door never had time");
}

/** `count` customers, so many at a time. */
async function customers(count: number, atOnce: number, each: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const line = async () => {
    while (next < count) await each(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, line));
}

let block = 0;
/** Numbers that nobody had before. */
const numbers = () => {
  const base = 2_000_000 + block++ * 10_000;
  return (index: number) => `+1415${base + index}`;
};
const quiet = () =>
  eventually(
    () => house.rows(sql`select 1 from flow_signals limit 1`),
    ({ length }) => length === 0,
    30_000,
  );

const QUESTIONS = 8;
const asks = (index: number) => (index === 0 ? "Your first order?" : "Order {{ var_order }}, thank you. And the next?");

/** Asks one thing after another, each as soon as the one before is answered. */
const askingOften: [Node[], Edge[]] = [
  [
    { id: "start", type: "start" },
    ...Array.from({ length: QUESTIONS }, (_, index): Node[] => [
      { id: `ask${index}`, type: "reply", config: reply(asks(index)) },
      {
        id: `wait${index}`,
        type: "wait_reply",
        config: { timeout: { n: 2, unit: "hours" }, collect: "first", save: "var_order" },
      },
    ]).flat(),
    { id: "thanks", type: "reply", config: reply("Order {{ var_order }}, thank you.") },
    { id: "end", type: "end" },
    { id: "gone", type: "end", config: { result: "abandoned" } },
  ],
  [
    ["start", "SUCCESS", "ask0"],
    ...Array.from({ length: QUESTIONS }, (_, index): Edge[] => [
      [`ask${index}`, "SUCCESS", `wait${index}`],
      [`wait${index}`, "REPLIED", index + 1 < QUESTIONS ? `ask${index + 1}` : "thanks"],
      [`wait${index}`, "TIMEOUT", "gone"],
    ]).flat(),
    ["thanks", "SUCCESS", "end"],
  ],
];

test("a reply 0–50 ms after the question, 2,000 times, is never lost", { timeout: 180_000 }, async () => {
  await house.started(...askingOften);
  const phone = numbers();
  await customers(25, 25, async (index) => {
    let heard = 0;
    for (let run = 0; run < 80 / QUESTIONS; run++) {
      await texts(phone(index), "Hi");
      heard += 1;
      expect((await phones.hears(phone(index), heard)).at(-1)).toBe("Your first order?");
      for (let question = 0; question < QUESTIONS; question++) {
        await new Promise((resolve) => setTimeout(resolve, ((run * QUESTIONS + question) * 7 + index * 13) % 51));
        await texts(phone(index), `YL-${run}-${question}`);
        heard += 1;
        expect((await phones.hears(phone(index), heard)).at(-1)).toBe(
          `Order YL-${run}-${question}, thank you.${question + 1 < QUESTIONS ? " And the next?" : ""}`,
        );
      }
    }
  });
  expect(
    await house.rows(sql`select state, result, count(*)::int as runs from flow_runs group by state, result`),
  ).toEqual([{ state: "ended", result: "completed", runs: 2000 / QUESTIONS }]);
});

test("two texts in the same millisecond start one run, which hears the other one", { timeout: 120_000 }, async () => {
  await house.started(...asking);
  const phone = numbers();
  await customers(60, 12, async (index) => {
    await Promise.all([texts(phone(index), "A"), texts(phone(index), "B")]);
    const [question, thanks] = await phones.hears(phone(index), 2);
    expect(question).toBe("What is your order number?");
    // The one that came first started it; the other one is the answer.
    const [conversation] = await house.conversationsOf(phone(index));
    const [, second] = await house.rows<{ text: string }>(sql`
      select text from messages where conversation_id = ${conversation!.id} and direction = 'in' order by seq`);
    expect(thanks).toBe(`Order ${second!.text}, thank you.`);
  });
  await quiet();
  expect(
    await house.rows(sql`
    select c.id from conversations c join flow_runs r on r.conversation_id = c.id
    where c.customer_address like ${`${phone(0).slice(0, 8)}%`} group by c.id having count(*) <> 1`),
  ).toEqual([]);
});

test("a reply against the deadline: one of them wins, and the reply is heard either way", {
  timeout: 120_000,
}, async () => {
  await house.started(...asking);
  const phone = numbers();
  const won = { reply: 0, deadline: 0 };
  await customers(60, 12, async (index) => {
    await texts(phone(index), "Hi");
    await phones.hears(phone(index), 1);
    const [run] = await house.runsOf(phone(index));
    const late = new Date(Date.now() + 3 * 3_600_000);
    await Promise.all([texts(phone(index), "YL-1"), runSprint(house.tenant, run!.id, late)]);
    const heard = await phones.hears(phone(index), 2);
    const runs = await house.runsOf(phone(index));
    if (heard[1] === "Order YL-1, thank you.") {
      won.reply++;
      expect(runs).toMatchObject([{ state: "ended", result: "completed" }]);
    } else {
      // Too late for the first run, so the text is what starts the next one.
      won.deadline++;
      expect(heard[1]).toBe("What is your order number?");
      expect(runs).toMatchObject([{ state: "ended", result: "abandoned" }, { state: "waiting" }]);
    }
  });
  expect(won.reply + won.deadline).toBe(60);
});

test("an agent takes over while the customer replies: nothing is said after the agent has it", {
  timeout: 120_000,
}, async () => {
  await house.started(...asking);
  const phone = numbers();
  await customers(40, 8, async (index) => {
    await texts(phone(index), "Hi");
    await phones.hears(phone(index), 1);
    const conversationId = (await house.conversationsOf(phone(index)))[0]!.id;
    await Promise.all([texts(phone(index), "YL-1"), pickUpConversation(house.ana, { conversationId })]);
    await eventually(
      () => house.runsOf(phone(index)),
      ([run]) => run?.state === "paused" || run?.state === "ended",
      60_000,
    );
    await endConversation(house.ana, { conversationId });
    const [run] = await eventually(
      () => house.runsOf(phone(index)),
      ([one]) => one?.state === "ended",
      60_000,
    );
    const said = await house.rows<{ seq: number }>(sql`
      select seq from messages where conversation_id = ${conversationId} and direction = 'out' order by seq`);
    const [taken] = await house.rows<{ seq: number }>(sql`
      select seq from timeline where conversation_id = ${conversationId} and kind = 'picked_up'`);
    expect(said.every(({ seq }) => seq < taken!.seq)).toBe(true);
    expect(run!.result).toBe(said.length === 2 ? "completed" : "abandoned");
  });
});

test("a flow is stopped and its runs cancelled while texts come in: none is left over", {
  timeout: 120_000,
}, async () => {
  const flowId = await house.started(...asking);
  const phone = numbers();
  for (let round = 0; round < 20; round++) {
    const callers = Array.from({ length: 8 }, (_, index) => phone(round * 8 + index));
    await Promise.all([
      ...callers.map((caller) => texts(caller, "Hi")),
      stopFlow(house.admin, { flowId, running: "cancel" }),
    ]);
    await eventually(
      () =>
        house.rows(
          sql`select 1 from flow_runs where flow_id = ${flowId} and state in ('running', 'waiting', 'paused')`,
        ),
      ({ length }) => length === 0,
      60_000,
    );
    await startFlow(house.admin, { flowId });
  }
});

const waitThenSay = (words: string): [Node[], Edge[]] => [
  [
    { id: "start", type: "start" },
    { id: "wait", type: "wait_reply", config: { timeout: { n: 2, unit: "days" }, collect: "first", save: "var_a" } },
    { id: "say", type: "reply", config: reply(words) },
    { id: "end", type: "end" },
  ],
  [
    ["start", "SUCCESS", "wait"],
    ["wait", "REPLIED", "say"],
    ["wait", "TIMEOUT", "end"],
    ["say", "SUCCESS", "end"],
  ],
];

test("a new version is published while 1,000 runs wait: all of them finish on theirs", {
  timeout: 120_000,
}, async () => {
  const flowId = await house.started(...waitThenSay("old {{ var_a }}"));
  const phone = numbers();
  await customers(1000, 16, (index) => texts(phone(index), "Hi"));
  await eventually(
    () => house.rows(sql`select 1 from flow_runs where flow_id = ${flowId} and state = 'waiting'`),
    ({ length }) => length === 1000,
    60_000,
  );
  const { draftRevision } = await getFlow(house.admin, { flowId });
  const draft = drawn(...waitThenSay("new {{ var_a }}"));
  const saved = await saveDraft(house.admin, { flowId, draft, revision: draftRevision });
  const published = publishFlow(house.admin, { flowId, revision: saved.revision });
  await customers(1000, 16, (index) => texts(phone(index), String(index)));
  await published;
  await customers(1000, 50, async (index) => expect(await phones.hears(phone(index), 1)).toEqual([`old ${index}`]));
  // Who writes now starts the new one.
  await texts(phone(0), "Hi");
  await texts(phone(0), "again");
  expect(await phones.hears(phone(0), 2)).toEqual(["old 0", "new again"]);
});
