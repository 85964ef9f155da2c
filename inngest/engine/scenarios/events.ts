import assert from "node:assert/strict";
import { completed, type Scenario } from "./scenario";

/** What events do: start a function once, continue one that waits, match; and functions that invoke each other. */
export const events: Scenario[] = [
  {
    name: "an event id starts a function once; another function too, once",
    functions: (client, journal) => [
      client.createFunction({ id: "once-a", triggers: [{ event: "t/once" }] }, () => void journal.push("a")),
      client.createFunction({ id: "once-b", triggers: [{ event: "t/once" }] }, () => void journal.push("b")),
    ],
    async play({ client, ended, settled }, journal) {
      const event = { id: "the-same", name: "t/once", data: {} };
      await Promise.all([client.send(event), client.send([event, event]), client.send(event)]);
      await Promise.all([ended("once-a", 1), ended("once-b", 1)]);
      await settled();
      assert.deepEqual([...journal].sort(), ["a", "b"]);
    },
  },
  {
    name: "events sent by a step with an id arrive once, though the step sends them twice",
    functions: (client, journal) => [
      client.createFunction(
        { id: "sender", retries: 1, triggers: [{ event: "t/sender" }] },
        async ({ step, attempt }) => {
          await step.run("send by hand", async () => {
            await client.send({ id: "fixed", name: "t/sent", data: {} });
            if (attempt === 0) throw new Error("after sending");
          });
          await step.sendEvent("send", [
            { id: "fixed", name: "t/sent", data: {} },
            { name: "t/sent", data: {} },
          ]);
        },
      ),
      client.createFunction({ id: "receiver", triggers: [{ event: "t/sent" }] }, () => void journal.push("got")),
    ],
    async play({ client, ended, settled }, journal) {
      await client.send({ name: "t/sender", data: {} });
      await ended("sender", 1);
      await ended("receiver", 2);
      await settled();
      assert.equal(journal.length, 2);
    },
  },
  {
    name: "triggers match by prefix and by expression",
    functions: (client, journal) => [
      client.createFunction(
        {
          id: "matching",
          triggers: [{ event: "t/match.*", if: "event.data.amount > 100 && event.data.kind != 'test'" }],
        },
        ({ event }) => void journal.push(String(event.data.amount)),
      ),
    ],
    async play({ client, ended, settled }, journal) {
      await client.send([
        { name: "t/match.one", data: { amount: 101 } },
        { name: "t/match.two", data: { amount: 99 } },
        { name: "t/match.two", data: { amount: 102, kind: "test" } },
        { name: "t/match.two", data: {} },
        { name: "t/matchless", data: { amount: 103 } },
      ]);
      await ended("matching", 1);
      await settled();
      assert.deepEqual(journal, ["101"]);
    },
  },
  {
    name: "an event waited for continues the run, if it matches and comes in time",
    functions: (client, journal) => [
      client.createFunction({ id: "waiter", triggers: [{ event: "t/wait" }] }, async ({ step, event }) => {
        await step.run("ready", () => journal.push(`ready ${event.data.key}`));
        const answer = await step.waitForEvent("answer", {
          event: "t/answer",
          timeout: event.data.patience as string,
          if: "event.data.key == async.data.key",
        });
        return answer?.data ?? null;
      }),
    ],
    async play({ client, ended, until, settled }, journal) {
      await client.send([
        { name: "t/wait", data: { key: "a", patience: "1m" } },
        { name: "t/wait", data: { key: "b", patience: "2s" } },
      ]);
      await until("both are ready", () => journal.length === 2);
      await settled();
      await client.send([
        { name: "t/answer", data: { key: "nobody" } },
        { name: "t/answer", data: { key: "a", word: "yes" } },
      ]);
      const runs = await ended("waiter", 2);
      assert.deepEqual(
        runs.map(({ output }) => output),
        [{ key: "a", word: "yes" }, null],
      );
    },
  },
  {
    name: "a function invokes another and gets its result, its error, or a time-out",
    functions: (client) => {
      const double = client.createFunction(
        { id: "double", retries: 0, triggers: [{ event: "t/none" }] },
        async ({ event, step }) => {
          if (event.data.n === 13) throw new Error("unlucky");
          if (event.data.n === 0) await step.sleep("long", "1h");
          return step.run("double", () => (event.data.n as number) * 2);
        },
      );
      return [
        double,
        client.createFunction({ id: "invoker", retries: 0, triggers: [{ event: "t/invoke" }] }, async ({ step }) => {
          const ok = await step.invoke("ok", { function: double, data: { n: 21 } });
          const failed = await step
            .invoke("failed", { function: double, data: { n: 13 } })
            .catch((error: Error) => error.message);
          const late = await step
            .invoke("late", { function: double, data: { n: 0 }, timeout: "1s" })
            .catch((error: Error) => error.message);
          return { ok, failed, late: typeof late };
        }),
      ];
    },
    async play({ client, ended }) {
      await client.send({ name: "t/invoke", data: {} });
      const [run] = await ended("invoker", 1);
      assert.deepEqual(run, completed({ ok: 42, failed: "unlucky", late: "string" }));
    },
  },
];
