import { advance, newRun } from "../../server/domain/flow/advance";
import { Graph } from "../../server/domain/flow/graph";
import { compile, type Plan } from "../../server/domain/flow/plan";
import { flowTemplates } from "../../server/domain/flow/templates";
import type { Answer, Request, Run } from "../../server/domain/flow/types";
import { row } from "./row";

// How fast runs walk, without a database: conditions and variables alone, and a whole conversation.
const BAR = 200_000;
const at = Date.UTC(2026, 0, 1);

function planOf(graph: Graph): Plan {
  const { plan } = compile(graph);
  if (!plan) throw new Error("the flow of the bench does not compile");
  return plan;
}

/** A counter, a condition on it and a branch, round and round until the end: 97 visits a run. */
const counting = planOf(
  Graph.parse({
    kind: "sms",
    trigger: { id: "manual" },
    nodes: [
      { id: "start", type: "start", config: {} },
      { id: "add", type: "set_variable", config: { set: [{ var: "var_n", op: "add", as: "number", literal: "1" }] } },
      { id: "pick", type: "switch", config: { input: "var_n", cases: [{ id: "never", op: "gt", value: "1000" }] } },
      { id: "more", type: "expression", config: { mode: "code", code: 'var_n < 32 && user_country == "CN"' } },
      { id: "end", type: "end", config: {} },
    ].map((node, index) => ({ ...node, name: node.id, position: { x: index * 200, y: 0 } })),
    edges: [
      ["start", "SUCCESS", "add"],
      ["add", "SUCCESS", "pick"],
      ["pick", "ELSE", "more"],
      ["pick", "opt:never", "end"],
      ["more", "TRUE", "add"],
      ["more", "FALSE", "end"],
    ].map(([source, outcome, target], index) => ({ id: `e${index}`, source, outcome, target })),
  }),
);

let made = 0;
const routing = planOf(flowTemplates["sms-routing"]?.build("en", () => `id${++made}`) ?? Graph.parse({}));

function answerTo(request: Request): Answer {
  return request.kind === "read" ? { ok: true, value: request.what === "assigned" ? true : {} } : { ok: true };
}

/** One run from its first signal to its end. @returns its visits */
function walk(plan: Plan): number {
  const data = { user_country: "CN", message_body: "hello" };
  let [run, request]: [Run, Request | undefined, unknown] = advance(plan, newRun("run"), { kind: "started", at, data });
  while (request && request.kind !== "end") {
    [run, request] = advance(plan, run, { kind: "answered", at, to: request.id, answer: answerTo(request) });
  }
  return run.visit;
}

/** Visits per second, after the code is warm. */
function measure(plan: Plan): number {
  const until = (ms: number) => {
    const began = performance.now();
    let visits = 0;
    while (performance.now() - began < ms) for (let runs = 0; runs < 50; runs++) visits += walk(plan);
    return (visits / (performance.now() - began)) * 1000;
  };
  until(500);
  return until(2000);
}

for (const [name, plan] of [
  ["advance: conditions and variables", counting],
  ["advance: an SMS from arrival to routing", routing],
] as const) {
  const value = Math.round(measure(plan));
  row({ name, value, unit: "visits/s", bar: "≥ 200,000 visits/s", met: value >= BAR });
}
