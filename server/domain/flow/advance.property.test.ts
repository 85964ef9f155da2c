import fc from "fast-check";
import { expect, test } from "vitest";
import { advance, newRun } from "./advance";
import { nodes } from "./nodes";
import { compile, type Plan } from "./plan";
import { MAX_RUN_VISITS } from "./run";
import { type Drawn, draw, noon } from "./testing";
import type { Answer, Request, Run, Signal, Visit } from "./types";

/** Settings that make sense, so that runs get far. */
const sketches: readonly [type: string, config: Record<string, unknown>][] = [
  ["end", {}],
  ["expression", { mode: "code", code: "var_n < 3" }],
  ["expression", { mode: "code", code: "isEmpty(var_a) || var_a == 'x'" }],
  ["switch", { input: "message_body", cases: [{ id: "a", op: "contains", value: "a" }] }],
  ["is_assigned", {}],
  ["agents_offline", {}],
  ["assign_all", {}],
  ["assign_agent", {}],
  ["assign_queue", { queueId: "q", mode: "random" }],
  ["transform_message", {}],
  ["reply", { text: "Hi {{ var_a }}" }],
  ["reply", { text: "Hi", waitFor: "delivered" }],
  ["wait_reply", { save: "var_a", timeout: { n: 1, unit: "hours" } }],
  ["wait_reply", { save: "var_a", collect: "burst" }],
  ["delay", { mode: "for", for: { n: 5, unit: "minutes" } }],
  ["delay", { mode: "untilTime", time: "09:00" }],
  ["set_variable", { set: [{ var: "var_n", op: "add", as: "number", literal: "1" }] }],
  ["set_variable", { set: [{ var: "var_l", op: "append", from: "expression", expression: "message_body" }] }],
  ["get_contact_data", { outputs: [{ var: "var_a", from: "standard", field: "user_fullname" }] }],
  ["tag", { add: ["vip"] }],
  ["jump", { target: "n0" }],
];

const outcomesOf = ([type, config]: (typeof sketches)[number]): string[] => {
  const known = nodes[type];
  return known ? known.outcomes(known.schema.parse(config)).map(({ id }) => id) : [];
};

/** Any nodes, connected in any way; an outcome is left open now and then. */
const plans: fc.Arbitrary<Plan> = fc
  .array(fc.tuple(fc.nat(sketches.length - 1), fc.array(fc.nat(119), { minLength: 4, maxLength: 4 })), {
    minLength: 1,
    maxLength: 10,
  })
  .chain((picked) =>
    fc.record({
      onFailure: fc.constantFrom("end" as const, "handover" as const),
      onTakeover: fc.constantFrom("pause" as const, "pause" as const, "end" as const, "continue" as const),
      picked: fc.constant(picked),
    }),
  )
  .map(({ picked, ...settings }) => {
    const drawn: Record<string, Drawn> = { start: ["start", {}, { SUCCESS: "n0" }] };
    picked.forEach(([sketch, targets], index) => {
      const [type, config] = sketches[sketch] ?? ["end", {}];
      const ways = outcomesOf([type, config]).map((outcome, way) => [outcome, targets[way] ?? 119] as const);
      const next = ways
        .filter(([, target]) => target < 115)
        .map(([outcome, target]) => [outcome, `n${target % picked.length}`]);
      drawn[`n${index}`] = [type, config, Object.fromEntries(next)];
    });
    const { plan } = compile(draw(drawn, { settings }));
    if (!plan) throw new Error("no plan");
    return plan;
  });

/** What happens next, and how long after what happened before. */
type Happening = { ms: number; what: (run: Run) => Signal | null };

const answers: readonly Answer[] = [
  { ok: true },
  { ok: true, value: true, ref: "m1" },
  { ok: true, value: false },
  { ok: true, value: { var_a: "x" } },
  { ok: true, outcome: "FALSE" },
  { ok: true, outcome: "SKIPPED", reason: { code: "opted_out" } },
  { ok: true, outcome: "opt:gone" },
  { ok: false, reason: { code: "agent_gone" } },
];

const at = 0;
const happenings: fc.Arbitrary<Happening> = fc.record({
  ms: fc.constantFrom(0, 1, 1000, 60_000, 300_000, 3_600_000, 86_400_000),
  what: fc.oneof(
    {
      weight: 6,
      arbitrary: fc.nat(answers.length - 1).map((n) => (run: Run): Signal | null => {
        const answer = answers[n];
        return run.asked && answer ? { kind: "answered", at, to: run.asked.id, answer } : null;
      }),
    },
    {
      weight: 4,
      arbitrary: fc
        .constantFrom("a", "x", "", "你好")
        .map((text) => (): Signal => ({ kind: "reply", at, message: { id: "m", text } })),
    },
    { weight: 4, arbitrary: fc.constant((): Signal => ({ kind: "timeout", at })) },
    {
      weight: 2,
      arbitrary: fc
        .constantFrom("takeover", "released")
        .map((kind) => (): Signal => ({ kind: kind as "takeover", at })),
    },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom("started", "closed", "cancelled")
        .map((kind) => (): Signal => ({ kind: kind as "closed", at })),
    },
    { weight: 1, arbitrary: fc.constant((): Signal => ({ kind: "event", at, name: "message.delivered", ref: "m1" })) },
    { weight: 1, arbitrary: fc.constant((): Signal => ({ kind: "answered", at, to: "99", answer: { ok: true } })) },
  ),
});

interface Story {
  run: Run;
  visits: Map<number, Visit>;
  requests: Request[];
  signals: Signal[];
}

/** Lets things happen to a new run; after each, the run must be somewhere. */
function live(plan: Plan, things: readonly Happening[], keep: (run: Run) => Run = (run) => run): Story {
  const story: Story = { run: newRun("r"), visits: new Map(), requests: [], signals: [] };
  let now = noon;
  const feed = (signal: Signal) => {
    story.signals.push(signal);
    const [run, request, visits] = advance(plan, keep(story.run), signal);
    story.run = run;
    if (request) story.requests.push(request);
    for (const visit of visits) {
      expect(story.visits.get(visit.visit)?.nodeId ?? visit.nodeId).toBe(visit.nodeId);
      story.visits.set(visit.visit, visit);
    }
    isSomewhere(run, request);
  };
  feed({ kind: "started", at: now, zone: "Europe/Berlin", data: { message_body: "hello" } });
  for (const { ms, what } of things) {
    now += ms;
    const signal = what(story.run);
    if (signal) feed({ ...signal, at: now });
  }
  return story;
}

/** It waits for something, is asked about something, is paused, or has ended; there is nothing else. */
function isSomewhere(run: Run, request: Request | undefined): void {
  if (run.status === "waiting") expect(run.asked?.kind).toBe("wait");
  if (run.status === "running") expect(run.asked && run.asked.kind !== "wait").toBeTruthy();
  if (run.status === "ended") {
    expect(run.result).not.toBeNull();
    expect(run.asked).toBeNull();
  }
  if (request) expect(request.kind === "end").toBe(run.status === "ended");
  expect(run.visit).toBeLessThanOrEqual(MAX_RUN_VISITS);
}

const stories = fc.tuple(plans, fc.array(happenings, { maxLength: 40 }));
const many = { numRuns: 400 };

test("whatever happens, a run is somewhere, and its visits are numbered one after the other", () => {
  fc.assert(
    fc.property(stories, ([plan, things]) => {
      const { run, visits } = live(plan, things);
      expect([...visits.keys()]).toEqual(Array.from({ length: run.visit }, (_, index) => index + 1));
      for (const visit of visits.values())
        expect(visit.leftAt === null).toBe(visit.visit === run.visit && run.status !== "ended");
    }),
    many,
  );
});

test("the same story is told the same twice, from memory or from JSON, and changes nothing it was given", () => {
  fc.assert(
    fc.property(stories, ([plan, things]) => {
      const first = live(plan, things, deepFreeze);
      const second = live(plan, things, (run) => JSON.parse(JSON.stringify(run)));
      expect(JSON.parse(JSON.stringify(second))).toEqual(JSON.parse(JSON.stringify(first)));
      expect([...second.visits.values()]).toEqual([...first.visits.values()]);
    }),
    many,
  );
});

test("its signals alone, told again, give the same visits", () => {
  fc.assert(
    fc.property(stories, ([plan, things]) => {
      const { run, visits, signals } = live(plan, things);
      const again = new Map<number, Visit>();
      let replayed = newRun("r");
      for (const signal of signals) {
        const [next, , more] = advance(plan, replayed, signal);
        replayed = next;
        for (const visit of more) again.set(visit.visit, visit);
      }
      expect(replayed).toEqual(run);
      expect([...again]).toEqual([...visits]);
    }),
    many,
  );
});

test("left alone with answers and the clock, every run comes to an end", () => {
  fc.assert(
    fc.property(stories, ([plan, things]) => {
      let { run } = live(plan, things);
      let now = noon + 100 * 86_400_000;
      for (let moves = 0; run.status !== "ended" && moves < 3 * MAX_RUN_VISITS; moves++) {
        if (run.asked?.kind === "wait") now = Math.max(now, run.asked.deadline ?? now);
        [run] = advance(plan, run, nextFor(run, now, moves % 2 === 0));
      }
      expect(run.status).toBe("ended");
    }),
    { numRuns: 150 },
  );
});

/** What takes a run on from wherever it is. */
function nextFor({ status, asked }: Run, now: number, value: boolean): Signal {
  if (status === "new") return { kind: "started", at: now };
  if (status === "paused") return { kind: "released", at: now };
  if (asked?.kind === "wait") return { kind: "timeout", at: now };
  return { kind: "answered", at: now, to: asked?.id ?? "", answer: { ok: true, value } };
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
