import assert from "node:assert/strict";
import { type Scenario, times, within } from "./scenario";

/** Who goes when: limits by key, urgency, batches, cancellations, throttling, time-outs. */
export const limits: Scenario[] = [
  {
    name: "limited by key, runs of one key go strictly so many at a time",
    functions: (client, journal) => {
      const inside = new Map<string, number>();
      return [
        client.createFunction(
          {
            id: "limited",
            concurrency: [{ limit: 3 }, { limit: 2, key: "event.data.k" }],
            triggers: [{ event: "t/limited" }],
          },
          async ({ step, event }) => {
            const key = event.data.k as string;
            await step.run("work", async () => {
              inside.set(key, (inside.get(key) ?? 0) + 1);
              journal.push(`${key}${inside.get(key)}`, `all${[...inside.values()].reduce((a, b) => a + b)}`);
              // Nobody leaves before the limits were reached, or it is clear that they never are.
              await within(3_000, () => journal.includes("all3") && journal.includes("a2"));
              inside.set(key, (inside.get(key) ?? 0) - 1);
            });
          },
        ),
      ];
    },
    async play({ client, ended }, journal) {
      const keys = ["a", "a", "a", "a", "a", "b", "b", "b", "c", "c"];
      await client.send(keys.map((k) => ({ name: "t/limited", data: { k } })));
      await ended("limited", keys.length);
      assert.equal(journal.filter((entry) => !entry.startsWith("all")).length, keys.length);
      assert.ok(!journal.some((entry) => /^[abc][3-9]$/.test(entry)), journal.join());
      assert.ok(journal.includes("a2"), journal.join());
      assert.ok(!journal.some((entry) => /^all([4-9]|\d\d)$/.test(entry)), journal.join());
      assert.ok(journal.includes("all3"), journal.join());
    },
  },
  {
    name: "what is more urgent goes first",
    functions: (client, journal) => [
      client.createFunction(
        {
          id: "urgent",
          concurrency: 1,
          priority: { run: "event.data.vip ? 120 : 0" },
          triggers: [{ event: "t/urgent" }],
        },
        async ({ step, event }) => {
          await step.run("work", async () => {
            journal.push(event.data.vip ? "vip" : "plain");
            // The first keeps the only place until all others stand in line.
            if (journal.length === 1) await within(3_000, () => journal.includes("go"));
          });
        },
      ),
    ],
    async play({ client, ended, until }, journal) {
      const send = (vip: boolean) => client.send({ name: "t/urgent", data: { vip } });
      await send(false);
      await until("the first has begun", () => journal.length === 1);
      for (const vip of [false, false, false, false, false, false, true]) await send(vip);
      journal.push("go");
      await ended("urgent", 8);
      // Whoever was on the way to the line when the place became free may have slipped in.
      const order = journal.filter((entry) => entry !== "go");
      assert.ok(order.indexOf("vip") <= 3, order.join());
    },
  },
  {
    name: "events are handed over in batches, when full or when waited long enough",
    functions: (client, journal) => [
      client.createFunction(
        { id: "batch", batchEvents: { maxSize: 3, timeout: "1s" }, triggers: [{ event: "t/batch" }] },
        ({ events }) => void journal.push(events.map(({ data }: { data: Record<string, unknown> }) => data.n).join("")),
      ),
    ],
    async play({ client, ended }, journal) {
      await client.send([1, 2, 3, 4].map((n) => ({ name: "t/batch", data: { n } })));
      await ended("batch", 2);
      assert.deepEqual(journal, ["123", "4"]);
    },
  },
  {
    name: "an event cancels the run it matches, in its sleep",
    functions: (client, journal) => [
      client.createFunction(
        {
          id: "cancelled",
          cancelOn: [{ event: "t/cancel", match: "data.id" }],
          triggers: [{ event: "t/cancellable" }],
          onFailure: () => void journal.push("failure handler"),
        },
        async ({ step, event }) => {
          await step.run("begin", () => journal.push(`begin ${event.data.id}`));
          await step.sleep("long", event.data.id === "x" ? "1h" : "1s");
          await step.run("end", () => journal.push(`end ${event.data.id}`));
        },
      ),
    ],
    async play({ client, ended, until, settled }, journal) {
      await client.send(["x", "y"].map((id) => ({ name: "t/cancellable", data: { id } })));
      await until("both have begun", () => journal.length === 2);
      await client.send({ name: "t/cancel", data: { id: "x" } });
      const runs = await ended("cancelled", 2);
      assert.deepEqual(
        runs.map(({ state }) => state),
        ["cancelled", "completed"],
      );
      await settled();
      assert.ok(!journal.includes("end x") && !journal.includes("failure handler"), journal.join());
    },
  },
  {
    name: "throttled starts are spaced, rate-limited ones dropped, and an idempotency key starts once",
    functions: (client, journal) => [
      client.createFunction(
        { id: "throttled", throttle: { limit: 5, period: "1s" }, triggers: [{ event: "t/gates" }] },
        () => void journal.push(String(Date.now())),
      ),
      client.createFunction(
        { id: "rated", rateLimit: { limit: 2, period: "1m" }, triggers: [{ event: "t/gates" }] },
        () => void journal.push("rated"),
      ),
      client.createFunction(
        { id: "idempotent", idempotency: "event.data.order", triggers: [{ event: "t/gates" }] },
        () => void journal.push("idempotent"),
      ),
    ],
    async play({ client, ended, settled }, journal) {
      await client.send([1, 1, 2, 2].map((order) => ({ name: "t/gates", data: { order } })));
      await Promise.all([ended("throttled", 4), ended("rated", 2), ended("idempotent", 2)]);
      await settled();
      assert.equal(times(journal, "rated"), 2);
      assert.equal(times(journal, "idempotent"), 2);
      const starts = journal.filter((entry) => /^\d+$/.test(entry)).map(Number);
      assert.ok(
        (starts.at(-1) ?? 0) - (starts[0] ?? 0) >= 550,
        `spread over ${(starts.at(-1) ?? 0) - (starts[0] ?? 0)} ms`,
      );
    },
  },
  {
    name: "a debounced function runs once, with the last event; a singleton skips while one is active",
    functions: (client, journal) => [
      client.createFunction(
        { id: "debounced", debounce: { period: "1s" }, triggers: [{ event: "t/calm" }] },
        ({ event }) => void journal.push(`debounced ${event.data.n}`),
      ),
      client.createFunction(
        { id: "single", singleton: { mode: "skip" }, triggers: [{ event: "t/calm" }] },
        async ({ step, event }) => {
          await step.sleep("a while", "1s");
          journal.push(`single ${event.data.n}`);
        },
      ),
    ],
    async play({ client, ended, settled }, journal) {
      for (const n of [1, 2, 3]) await client.send({ name: "t/calm", data: { n } });
      await Promise.all([ended("debounced", 1), ended("single", 1)]);
      await settled();
      assert.deepEqual([...journal].sort(), ["debounced 3", "single 1"]);
    },
  },
  {
    name: "a run that lasts too long is cancelled",
    functions: (client) => [
      client.createFunction(
        { id: "overlong", timeouts: { finish: "1s" }, triggers: [{ event: "t/overlong" }] },
        async ({ step }) => {
          await step.sleep("long", "1h");
        },
      ),
    ],
    async play({ client, ended }) {
      await client.send({ name: "t/overlong", data: {} });
      assert.equal((await ended("overlong", 1))[0]?.state, "cancelled");
    },
  },
];
