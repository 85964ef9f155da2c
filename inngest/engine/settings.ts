import { Cron } from "croner";
import type { Inngest, InngestFunction } from "inngest";
import { z } from "zod";
import { durationMs } from "./durations";
import { expression } from "./expressions";
import { DAY } from "./protocol";

/** A function as the engine runs it: its settings read, checked and in milliseconds. */
export type Plan = {
  id: string;
  /** Exact names, and prefixes where a name ends in `*`. */
  triggers: { event: string; prefix: boolean; if?: string }[];
  crons: { pattern: string; timeZone?: string; text: string; jitterMs: number }[];
  /** Calls in all: the first and its retries. */
  maxAttempts: number;
  concurrency: { limit: number; key?: string; scope: "fn" | "env" | "account" }[];
  priority?: string;
  throttle?: { limit: number; periodMs: number; burst: number; key?: string };
  rateLimit?: { limit: number; periodMs: number; key?: string };
  debounce?: { periodMs: number; timeoutMs?: number; key?: string };
  batch?: { maxSize: number; timeoutMs: number; key?: string; if?: string };
  singleton?: { key?: string; mode: "skip" | "cancel" };
  cancel: { event: string; if?: string; timeoutMs?: number }[];
  startTimeoutMs?: number;
  finishTimeoutMs?: number;
};

const duration = z.string().transform((text, ctx) => {
  try {
    return durationMs(text);
  } catch (error) {
    ctx.addIssue({ code: "custom", message: (error as Error).message });
    return z.NEVER;
  }
});

const condition = z.string().superRefine((text, ctx) => {
  try {
    expression(text);
  } catch (error) {
    ctx.addIssue({ code: "custom", message: (error as Error).message });
  }
});

const limit = z.number().int().positive();
const Concurrency = z.strictObject({
  limit,
  key: condition.optional(),
  scope: z.enum(["fn", "env", "account"]).default("fn"),
});
const many = <T extends z.ZodType>(one: T) =>
  z.union([one, z.array(one)]).transform((value) => [value].flat() as z.output<T>[]);

/** The SDK's normalised settings of one function; a key that is not here is not supported. */
const Config = z.strictObject({
  id: z.string(),
  name: z.string(),
  triggers: z.array(
    z.union([
      z.strictObject({ event: z.string(), expression: condition.optional() }),
      z.strictObject({ cron: z.string(), jitter: duration.optional() }),
    ]),
  ),
  steps: z.object({ step: z.object({ retries: z.object({ attempts: z.number().int().min(0).max(20) }).optional() }) }),
  concurrency: z
    .union([limit.transform((value) => [{ limit: value, scope: "fn" as const, key: undefined }]), many(Concurrency)])
    .optional(),
  priority: z.strictObject({ run: condition.optional() }).optional(),
  throttle: z.strictObject({ limit, period: duration, burst: limit.default(1), key: condition.optional() }).optional(),
  rateLimit: z.strictObject({ limit, period: duration, key: condition.optional() }).optional(),
  idempotency: condition.optional(),
  debounce: z.strictObject({ period: duration, timeout: duration.optional(), key: condition.optional() }).optional(),
  batchEvents: z
    .strictObject({ maxSize: limit, timeout: duration, key: condition.optional(), if: condition.optional() })
    .optional(),
  singleton: z.strictObject({ key: condition.optional(), mode: z.enum(["skip", "cancel"]) }).optional(),
  timeouts: z.strictObject({ start: duration.optional(), finish: duration.optional() }).optional(),
  cancel: z
    .array(z.strictObject({ event: z.string(), timeout: duration.optional(), if: condition.optional() }))
    .max(5)
    .optional(),
});

/** What a function is declared with; the SDK passes on only what it knows and drops the rest without a word. */
const OPTIONS = new Set([
  "id",
  "name",
  "description",
  "triggers",
  "retries",
  "concurrency",
  "priority",
  "throttle",
  "rateLimit",
  "idempotency",
  "debounce",
  "batchEvents",
  "singleton",
  "timeouts",
  "cancelOn",
  "onFailure",
  "middleware",
  "checkpointing",
]);

const DEFAULT_RETRIES = 4;

/**
 * Read the settings of every function. Throws a sentence naming function and setting for anything that this engine does
 * not do: a setting is refused, never ignored.
 */
export function readSettings(client: Inngest.Any, functions: InngestFunction.Any[]): Map<string, Plan> {
  const plans = new Map<string, Plan>();
  for (const fn of functions) {
    for (const [setting, value] of Object.entries(fn.opts as object)) {
      if (value !== undefined && !OPTIONS.has(setting)) throw refused(fn.id(), setting, "it is not supported");
    }
    // biome-ignore lint/complexity/useLiteralKeys: private in the types, and the one place where settings are normalised
    const configs = fn["getConfig"]({ baseUrl: new URL("http://engine.local/"), appPrefix: client.id });
    for (const config of configs) {
      const plan = readPlan(config);
      if (plans.has(plan.id)) throw new Error(`Two functions have the id ${plan.id}.`);
      plans.set(plan.id, plan);
    }
  }
  return plans;
}

const refused = (fn: string, setting: string, why: string) =>
  new Error(`Function ${fn}: the embedded engine refuses the setting ${setting}: ${why}.`);

function readPlan(raw: { id: string }): Plan {
  // The SDK writes absent settings as undefined keys.
  const given = JSON.parse(JSON.stringify(raw)) as { id: string };
  const read = Config.safeParse(given);
  if (!read.success) {
    const [issue] = read.error.issues;
    const unknown = issue?.code === "unrecognized_keys" ? issue.keys : [];
    throw refused(
      raw.id,
      [...(issue?.path ?? []), ...unknown].join("."),
      unknown.length ? "it is not supported" : reason(issue),
    );
  }
  const config = read.data;
  if (config.batchEvents && (config.debounce || config.singleton)) {
    throw refused(config.id, "batchEvents", "it does not go together with debounce or singleton");
  }
  return {
    id: config.id,
    triggers: config.triggers.flatMap((trigger) => {
      if (!("event" in trigger)) return [];
      const prefix = trigger.event.endsWith("*");
      return { event: prefix ? trigger.event.slice(0, -1) : trigger.event, prefix, if: trigger.expression };
    }),
    crons: config.triggers.flatMap((trigger) =>
      "cron" in trigger ? readCron(config.id, trigger.cron, trigger.jitter) : [],
    ),
    maxAttempts: (config.steps.step.retries?.attempts ?? DEFAULT_RETRIES) + 1,
    concurrency: config.concurrency ?? [],
    priority: config.priority?.run,
    throttle: config.throttle && { ...config.throttle, periodMs: config.throttle.period },
    rateLimit: config.idempotency
      ? { limit: 1, periodMs: DAY, key: config.idempotency }
      : config.rateLimit && { ...config.rateLimit, periodMs: config.rateLimit.period },
    debounce: config.debounce && {
      periodMs: config.debounce.period,
      timeoutMs: config.debounce.timeout,
      key: config.debounce.key,
    },
    batch: config.batchEvents && { ...config.batchEvents, timeoutMs: config.batchEvents.timeout },
    singleton: config.singleton,
    cancel: (config.cancel ?? []).map(({ event, if: when, timeout }) => ({ event, if: when, timeoutMs: timeout })),
    startTimeoutMs: config.timeouts?.start,
    finishTimeoutMs: config.timeouts?.finish,
  };
}

function reason(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code === "invalid_union") {
    const inner = issue.errors.flat().find((one) => one.code === "unrecognized_keys" || one.code === "custom");
    if (inner) return inner.message;
  }
  return issue?.message ?? "it could not be read";
}

/** "TZ=Asia/Jerusalem 0 9 * * 1": a time zone, if any, and five fields. */
function readCron(fn: string, text: string, jitterMs = 0): Plan["crons"][number] {
  const [, timeZone, pattern = text] = /^TZ=(\S+)\s+(.*)$/.exec(text) ?? [];
  try {
    new Cron(pattern, { timezone: timeZone, paused: true }).nextRun();
  } catch (error) {
    throw refused(fn, "cron", `${JSON.stringify(text)} cannot be read (${(error as Error).message})`);
  }
  return { pattern, timeZone, text, jitterMs };
}
