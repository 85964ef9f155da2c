import assert from "node:assert/strict";
import type { Scenario } from "./scenario";

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
