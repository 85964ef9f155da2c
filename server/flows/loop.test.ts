import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { type Edge, flowWorkspace, type Node, reply } from "@/server/testing/flows";
import { eventually } from "@/server/testing/river";

const ROUND_AT_ONCE = 30;

/** Goes round and counts, for whoever writes "round"; answers everybody else. The bound is seen, but far away. */
const rounds: [Node[], Edge[]] = [
  [
    { id: "start", type: "start" },
    { id: "which", type: "expression", config: { mode: "code", code: 'message_body == "round"' } },
    { id: "add", type: "set_variable", config: { set: [{ var: "var_n", op: "add", as: "number", literal: "1" }] } },
    { id: "more", type: "expression", config: { mode: "code", code: "var_n < 100000" } },
    { id: "hello", type: "reply", config: reply("Hello.") },
    { id: "end", type: "end" },
  ],
  [
    ["start", "SUCCESS", "which"],
    ["which", "TRUE", "add"],
    ["which", "FALSE", "hello"],
    ["add", "SUCCESS", "more"],
    ["more", "TRUE", "add"],
    ["more", "FALSE", "end"],
    ["hello", "SUCCESS", "end"],
  ],
];

test("a flow that goes round without waiting is stopped, its customer handed over, and nobody else waits for it", async () => {
  const house = await flowWorkspace();
  await house.started(...rounds);
  const phones = Array.from({ length: ROUND_AT_ONCE }, (_, at) => `+1415555${1000 + at}`);
  const other = "+14155559999";
  await Promise.all([...phones.map((phone) => house.channel.texts(phone, "round")), house.channel.texts(other, "Hi")]);
  for (const phone of [...phones, other])
    await eventually(
      () => house.runsOf(phone),
      ([run]) => run?.state === (phone === other ? "ended" : "failed"),
    );
  expect(await house.answersTo(other)).toEqual(["Hello."]);

  for (const phone of phones) {
    expect(await house.runsOf(phone)).toMatchObject([{ result: "failed" }]);
    expect(await house.answersTo(phone)).toEqual([]);
  }
  const [phone = ""] = phones;
  const [run] = await house.runsOf(phone);
  expect(run?.reason).toContain("loop_limit");
  const [visits] = await house.rows<{ n: number }>(
    sql`select count(*)::int as n from flow_visits where run_id = ${run?.id ?? null}`,
  );
  expect(visits?.n).toBe(100);
  const [conversation] = await house.conversationsOf(phone);
  expect(conversation).toMatchObject({ state: "waiting", audience: "everyone" });
  expect(await house.notesIn(conversation?.id ?? "")).toMatchObject([{ text: expect.stringContaining("100") }]);
});
