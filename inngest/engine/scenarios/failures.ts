import assert from "node:assert/strict";
import { type FailureEventArgs, NonRetriableError, RetryAfterError } from "inngest";
import { completed, type Scenario, times } from "./scenario";

/** What fails: tried again, given up, caught, told to a handler. */
export const failures: Scenario[] = [
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
];
