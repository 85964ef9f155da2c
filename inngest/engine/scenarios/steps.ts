import assert from "node:assert/strict";
import { completed, type Scenario, times } from "./scenario";

/** What becomes of a function's steps: one after another, repeated, asleep, side by side, in a race. */
export const steps: Scenario[] = [
  {
    name: "three steps run one after another, each once",
    functions: (client, journal) => [
      client.createFunction({ id: "three", triggers: [{ event: "t/three" }] }, async ({ step, event }) => {
        const a = await step.run("a", () => journal.push("a") && { n: event.data.n as number });
        const b = await step.run("b", () => journal.push("b") && a.n + 1);
        const c = await step.run("c", () => void journal.push("c"));
        return { a, b, c };
      }),
    ],
    async play({ client, ended }, journal) {
      await client.send({ name: "t/three", data: { n: 1 } });
      assert.deepEqual(await ended("three", 1), [completed({ a: { n: 1 }, b: 2, c: null })]);
      assert.deepEqual(journal, ["a", "b", "c"]);
    },
  },
  {
    name: "a function without steps, and one that returns nothing",
    functions: (client) => [
      client.createFunction({ id: "stepless", triggers: [{ event: "t/stepless" }] }, () => "done"),
      client.createFunction({ id: "silent", triggers: [{ event: "t/stepless" }] }, async () => {}),
    ],
    async play({ client, ended }) {
      await client.send({ name: "t/stepless", data: {} });
      assert.deepEqual(await ended("stepless", 1), [completed("done")]);
      assert.deepEqual(await ended("silent", 1), [completed(null)]);
    },
  },
  {
    name: "values come back as they were, whatever they look like",
    functions: (client) => [
      client.createFunction({ id: "values", triggers: [{ event: "t/values" }] }, async ({ step }) => {
        const data = await step.run("a", () => ({ data: 1 }));
        const error = await step.run("b", () => ({ error: "no" }));
        const text = await step.run("c", () => "\u0000 中文 \ud83d\ude00 \"'\\");
        await step.sleep("pause", "1s");
        return { data, error, text };
      }),
    ],
    async play({ client, ended }) {
      await client.send({ name: "t/values", data: {} });
      const output = { data: { data: 1 }, error: { error: "no" }, text: "\u0000 中文 \ud83d\ude00 \"'\\" };
      assert.deepEqual(await ended("values", 1), [completed(output)]);
    },
  },
  {
    name: "a step id repeated in a loop names a step each time",
    functions: (client, journal) => [
      client.createFunction({ id: "loop", triggers: [{ event: "t/loop" }] }, async ({ step }) => {
        const seen: number[] = [];
        for (let i = 0; i < 4; i += 1) seen.push(await step.run("again", () => journal.push("again") && i * 10));
        return seen;
      }),
    ],
    async play({ client, ended }, journal) {
      await client.send({ name: "t/loop", data: {} });
      assert.deepEqual(await ended("loop", 1), [completed([0, 10, 20, 30])]);
      assert.equal(times(journal, "again"), 4);
    },
  },
  {
    name: "sleeps pass, those that are past at once",
    functions: (client, journal) => [
      client.createFunction({ id: "sleep", triggers: [{ event: "t/sleep" }] }, async ({ step }) => {
        await step.sleepUntil("past", new Date(Date.now() - 60_000));
        const before = await step.run("before", () => journal.push("before") && Date.now());
        await step.sleep("a second", "1s");
        await step.sleepUntil("until", new Date(before + 1_500));
        const after = await step.run("after", () => journal.push("after") && Date.now());
        return after - before;
      }),
    ],
    async play({ client, ended }, journal) {
      await client.send({ name: "t/sleep", data: {} });
      const [run] = await ended("sleep", 1);
      assert.ok(Number(run?.output) >= 1_500 && Number(run?.output) < 5_000, `slept ${run?.output} ms`);
      assert.deepEqual(journal, ["before", "after"]);
    },
  },
  {
    name: "parallel steps run each once, and the function goes on after the last",
    functions: (client, journal) => [
      client.createFunction({ id: "parallel", triggers: [{ event: "t/parallel" }] }, async ({ step }) => {
        const parts = await Promise.all(
          ["p1", "p2", "p3"].map((id) => step.run(id, () => journal.push(id) && id.toUpperCase())),
        );
        const last = await step.run("last", () => journal.push("last") && parts.join());
        return last;
      }),
    ],
    async play({ client, ended }, journal) {
      await client.send({ name: "t/parallel", data: {} });
      assert.deepEqual(await ended("parallel", 1), [completed("P1,P2,P3")]);
      assert.deepEqual([...journal].sort(), ["last", "p1", "p2", "p3"]);
      assert.equal(journal.at(-1), "last");
    },
  },
  {
    name: "a step and a sleep in parallel, then more",
    functions: (client, journal) => [
      client.createFunction({ id: "mixed", triggers: [{ event: "t/mixed" }] }, async ({ step }) => {
        const [value] = await Promise.all([
          step.run("work", () => journal.push("work") && 7),
          step.sleep("pause", "1s"),
          step.waitForEvent("never", { event: "t/mixed.never", timeout: "1s" }),
        ]);
        return step.run("then", () => journal.push("then") && value + 1);
      }),
    ],
    async play({ client, ended }, journal) {
      await client.send({ name: "t/mixed", data: {} });
      assert.deepEqual(await ended("mixed", 1), [completed(8)]);
      assert.deepEqual(journal, ["work", "then"]);
    },
  },
  {
    name: "a race goes on with the winner; the loser's result is remembered",
    functions: (client, journal) => [
      client.createFunction({ id: "race", triggers: [{ event: "t/race" }] }, async ({ step, group }) => {
        const winner = await group.parallel(() =>
          Promise.race([step.run("quick", () => "quick"), step.sleep("slow", "2s").then(() => "slow")]),
        );
        return step.run("after", () => journal.push("after") && winner);
      }),
    ],
    async play({ client, ended }, journal) {
      await client.send({ name: "t/race", data: {} });
      assert.deepEqual(await ended("race", 1), [completed("quick")]);
      assert.equal(times(journal, "after"), 1);
    },
  },
];
