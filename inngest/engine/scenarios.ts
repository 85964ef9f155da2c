import assert from "node:assert/strict";
import {
  type Inngest as AnyInngest,
  type FailureEventArgs,
  type InngestFunction,
  NonRetriableError,
  RetryAfterError,
} from "inngest";

type Inngest = AnyInngest<{ id: string }>;

/** How a run ended, as any engine can tell. */
export type EndedRun = {
  state: "completed" | "failed" | "cancelled";
  output: unknown;
  error?: { name: string; message: string };
};

/** What a scenario needs of whatever runs the functions. */
export type Driver = {
  client: Inngest;
  /** Wait until a function has this many ended runs, oldest first. */
  ended: (functionId: string, count: number) => Promise<EndedRun[]>;
  /** Wait until something holds; fails naming it when it does not come about. */
  until: (what: string, holds: () => boolean) => Promise<void>;
  /** Wait until nothing is left to do but what is due later. */
  settled: () => Promise<void>;
};

/** What functions did, in the order they did it. */
export type Journal = string[];

export type Scenario = {
  name: string;
  /** The functions it needs, with ids and event names of its own. */
  functions: (client: Inngest, journal: Journal) => InngestFunction.Any[];
  play: (driver: Driver, journal: Journal) => Promise<void>;
};

const within = async (ms: number, holds: () => boolean) => {
  for (const end = Date.now() + ms; Date.now() < end && !holds(); )
    await new Promise((resolve) => setTimeout(resolve, 10));
};

const times = (journal: Journal, entry: string) => journal.filter((one) => one === entry).length;
const completed = (output: unknown): EndedRun => ({ state: "completed", output, error: undefined });

/** What an engine must do to be called compatible. Each is a sentence; together they are the conformance list. */
export const scenarios: Scenario[] = [
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
  {
    name: "a function that throws is tried again and then succeeds",
    functions: (client, journal) => [
      client.createFunction({ id: "flaky", retries: 3, triggers: [{ event: "t/flaky" }] }, async ({ attempt }) => {
        journal.push(`attempt ${attempt}`);
        if (attempt < 2) throw new Error("not yet");
        return attempt;
      }),
    ],
    async play({ client, ended }, journal) {
      await client.send({ name: "t/flaky", data: {} });
      assert.deepEqual(await ended("flaky", 1), [completed(2)]);
      assert.deepEqual(journal, ["attempt 0", "attempt 1", "attempt 2"]);
    },
  },
  {
    name: "each step has its own retries",
    functions: (client, journal) => [
      client.createFunction(
        { id: "own-retries", retries: 2, triggers: [{ event: "t/own-retries" }] },
        async ({ step }) => {
          const failTwice = (id: string) => () => {
            journal.push(id);
            if (times(journal, id) < 3) throw new Error(`${id} not yet`);
            return id;
          };
          const a = await step.run("a", failTwice("a"));
          const b = await step.run("b", failTwice("b"));
          return a + b;
        },
      ),
    ],
    async play({ client, ended }, journal) {
      await client.send({ name: "t/own-retries", data: {} });
      assert.deepEqual(await ended("own-retries", 1), [completed("ab")]);
      assert.deepEqual(journal, ["a", "a", "a", "b", "b", "b"]);
    },
  },
  {
    name: "an error that must not be retried ends the run at once",
    functions: (client, journal) => [
      client.createFunction({ id: "final", triggers: [{ event: "t/final" }] }, async () => {
        journal.push("tried");
        throw new NonRetriableError("no way");
      }),
    ],
    async play({ client, ended }, journal) {
      await client.send({ name: "t/final", data: {} });
      const [run] = await ended("final", 1);
      assert.equal(run?.state, "failed");
      assert.equal(run?.error?.message, "no way");
      assert.equal(journal.length, 1);
    },
  },
  {
    name: "an error says when to be retried, in seconds or by date",
    functions: (client, journal) => [
      client.createFunction({ id: "retry-after", triggers: [{ event: "t/retry-after" }] }, async ({ attempt }) => {
        journal.push(String(Date.now()));
        if (attempt === 0) throw new RetryAfterError("in a second", "1s");
        if (attempt === 1) throw new RetryAfterError("at that time", new Date(Date.now() + 2_000));
        return "served";
      }),
    ],
    async play({ client, ended }, journal) {
      await client.send({ name: "t/retry-after", data: {} });
      assert.deepEqual(await ended("retry-after", 1), [completed("served")]);
      const [first, second, third] = journal.map(Number) as [number, number, number];
      assert.ok(second - first >= 950, `waited ${second - first} ms`);
      assert.ok(third - second >= 950, `waited ${third - second} ms`);
    },
  },
  {
    name: "a step's error can be caught once its retries are used up",
    functions: (client, journal) => [
      client.createFunction({ id: "caught", retries: 1, triggers: [{ event: "t/caught" }] }, async ({ step }) => {
        try {
          await step.run("boom", () => {
            journal.push("boom");
            throw new RangeError("out of range");
          });
        } catch (error) {
          const { name, message } = error as Error & { cause?: Error };
          return step.run("comfort", () => `${name}: ${message}`);
        }
        return "not thrown";
      }),
    ],
    async play({ client, ended }, journal) {
      await client.send({ name: "t/caught", data: {} });
      const [run] = await ended("caught", 1);
      assert.match(String(run?.output), /out of range/);
      assert.equal(times(journal, "boom"), 2);
    },
  },
  {
    name: "a parallel step's error ends the run when it is not caught",
    functions: (client, journal) => [
      client.createFunction({ id: "uncaught", retries: 0, triggers: [{ event: "t/uncaught" }] }, async ({ step }) => {
        await Promise.all([
          step.run("fine", () => void journal.push("fine")),
          step.run("boom", () => {
            throw new TypeError("bad type");
          }),
        ]);
      }),
    ],
    async play({ client, ended }) {
      await client.send({ name: "t/uncaught", data: {} });
      const [run] = await ended("uncaught", 1);
      assert.equal(run?.state, "failed");
      assert.match(String(run?.error?.message), /bad type/);
    },
  },
  {
    name: "a failure handler hears of the failure, with its error and event",
    functions: (client, journal) => [
      client.createFunction(
        {
          id: "handled",
          retries: 0,
          triggers: [{ event: "t/handled" }],
          onFailure: ({ error, event }: FailureEventArgs) => {
            journal.push(`${error.message} of ${event.data.event.data?.id}`);
          },
        },
        async () => {
          throw new Error("it broke");
        },
      ),
    ],
    async play({ client, ended }, journal) {
      await client.send({ name: "t/handled", data: { id: "42" } });
      assert.equal((await ended("handled", 1))[0]?.state, "failed");
      assert.equal((await ended("handled-failure", 1))[0]?.state, "completed");
      assert.deepEqual(journal, ["it broke of 42"]);
    },
  },
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

/** What only the embedded engine promises. */
export const embeddedScenarios: Scenario[] = [
  {
    name: "a schedule starts a run at each tick, once",
    functions: (client, journal) => [
      client.createFunction(
        { id: "every-second", triggers: [{ cron: "TZ=Asia/Jerusalem * * * * * *" }] },
        ({ event }) => {
          journal.push(`${event.name} ${(event.data as { fireAt: string }).fireAt}`);
        },
      ),
    ],
    async play({ ended }, journal) {
      await ended("every-second", 2);
      assert.match(journal[0] ?? "", /^inngest\/scheduled\.timer \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      assert.equal(new Set(journal).size, journal.length);
    },
  },
  {
    name: "a request that the server would have to make fails the run, in words",
    functions: (client) => [
      client.createFunction({ id: "gateway", triggers: [{ event: "t/gateway" }] }, async ({ step }) => {
        await step.fetch("http://127.0.0.1:9/");
      }),
    ],
    async play({ client, ended }) {
      await client.send({ name: "t/gateway", data: {} });
      const [run] = await ended("gateway", 1);
      assert.equal(run?.state, "failed");
      assert.match(String(run?.error?.message), /step\.run/);
    },
  },
];
