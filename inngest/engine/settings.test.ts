import { Inngest, type InngestFunction } from "inngest";
import { expect, test } from "vitest";
import { readSettings } from "./settings";

type Options = Parameters<Inngest["createFunction"]>[0];

const quiet = () => {};
const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const client = new Inngest({ id: "app", isDev: true, logger });
const declare = (options: object): InngestFunction.Any =>
  client.createFunction({ id: "fn", triggers: [{ event: "x" }], ...options } as Options, () => null);
const plan = (options: object) => readSettings(client, [declare(options)]).get("app-fn");

test("settings are read in milliseconds, with the real server's defaults", () => {
  expect(plan({})).toMatchObject({ id: "app-fn", maxAttempts: 5, concurrency: [], cancel: [], crons: [] });
  expect(plan({ retries: 0 })?.maxAttempts).toBe(1);
  expect(plan({ concurrency: 3 })?.concurrency).toEqual([{ limit: 3, scope: "fn" }]);
  expect(plan({ concurrency: { limit: 1, key: "event.data.k", scope: "env" } })?.concurrency).toEqual([
    { limit: 1, key: "event.data.k", scope: "env" },
  ]);
  expect(plan({ throttle: { limit: 10, period: "1m" } })?.throttle).toMatchObject({ periodMs: 60_000, burst: 1 });
  expect(plan({ idempotency: "event.data.id" })?.rateLimit).toMatchObject({ limit: 1, periodMs: 86_400_000 });
  expect(plan({ cancelOn: [{ event: "stop", match: "data.id", timeout: "1h" }] })?.cancel).toEqual([
    { event: "stop", if: "event.data.id == async.data.id", timeoutMs: 3_600_000 },
  ]);
  expect(plan({ triggers: [{ cron: "TZ=Asia/Shanghai 0 9 * * 1" }] })?.crons).toMatchObject([
    { pattern: "0 9 * * 1", timeZone: "Asia/Shanghai" },
  ]);
});

test("a failure handler is a function of its own", () => {
  const plans = readSettings(client, [declare({ onFailure: () => null })]);
  expect(plans.get("app-fn-failure")).toMatchObject({
    triggers: [{ event: "inngest/function.failed", if: "event.data.function_id == 'app-fn'" }],
    maxAttempts: 2,
  });
});

test.each([
  [{ optimizeParallelism: false }, /^Function fn: .*optimizeParallelism/],
  [{ priorityy: 1 }, /priorityy.*not supported/],
  [{ concurrency: { limit: 1, scope: "galaxy" } }, /Function app-fn: .*concurrency/],
  [{ concurrency: { limit: 1, weight: 2 } }, /concurrency.*weight/],
  [{ throttle: { limit: 1, period: "soon" } }, /throttle\.period.*not a duration/],
  [{ priority: { run: "event.data.list.map(i, i)" } }, /priority\.run.*map/],
  [{ triggers: [{ event: "x", if: "steps.a" }] }, /triggers.*steps/],
  [{ triggers: [{ cron: "every day" }] }, /cron.*every day/],
  [{ triggers: [{ cron: "TZ=Nowhere/Land 0 9 * * *" }] }, /cron/],
  [{ batchEvents: { maxSize: 2, timeout: "1s" }, debounce: { period: "1s" } }, /batchEvents/],
  [{ retries: 21 }, /retries/],
])("%j is refused in words", (options, sentence) => {
  expect(() => plan(options)).toThrow(sentence);
});

test("two functions with one id are refused", () => {
  expect(() => readSettings(client, [declare({}), declare({})])).toThrow("app-fn");
});
