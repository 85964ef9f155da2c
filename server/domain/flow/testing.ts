import { advance, newRun } from "./advance";
import type { Graph } from "./graph";
import { Graph as GraphSchema } from "./graph";
import { nodes as allNodes } from "./nodes";
import { type CompileContext, compile, type Plan } from "./plan";
import type { Answer, Kind, Reason, Request, Run, Signal, Value, Values, Visit } from "./types";

/** A node of a test's graph: type, settings, next node by outcome. The key is its id and its name. */
export type Drawn = [type: string, config?: Record<string, unknown>, next?: Record<string, string>];

/** Noon, 2 March 2026, UTC. */
export const noon = Date.UTC(2026, 2, 2, 12);

export interface DrawOptions {
  kind?: Kind;
  trigger?: { id: string; config?: Record<string, unknown> };
  settings?: Partial<Graph["settings"]>;
}

/** A graph from a few words, for tests. */
export function draw(nodes: Record<string, Drawn>, options: DrawOptions = {}): Graph {
  const entries = Object.entries(nodes);
  return GraphSchema.parse({
    kind: options.kind ?? "sms",
    trigger: options.trigger ?? { id: "sms.message" },
    settings: options.settings ?? {},
    nodes: entries.map(([id, [type, config = {}]], index) => ({
      id,
      type,
      name: id,
      position: { x: index * 10, y: 0 },
      config,
    })),
    edges: entries.flatMap(([source, [, , next = {}]]) =>
      Object.entries(next).map(([outcome, target]) => ({
        id: `${source}-${outcome.replace(":", "-")}`,
        source,
        outcome,
        target,
      })),
    ),
  });
}

export function planOf(nodes: Record<string, Drawn>, options: DrawOptions & CompileContext = {}): Plan {
  const { plan } = compile(draw(nodes, options), options);
  if (!plan) throw new Error("no plan");
  return plan;
}

/** A run being played by hand in a test: what the engine asks is kept, answers are given one by one. */
export class Played {
  run: Run;
  request: Request | undefined;
  visits = new Map<number, Visit>();
  now = noon;
  readonly #plan: Plan;

  constructor(plan: Plan, data: Values = {}, zone = "UTC") {
    this.#plan = plan;
    this.run = newRun("run-1");
    this.feed({ kind: "started", at: this.now, zone, data });
  }

  feed(signal: Signal): this {
    const [run, request, visits] = advance(this.#plan, this.run, signal);
    this.run = run;
    this.request = request;
    for (const visit of visits) this.visits.set(visit.visit, visit);
    return this;
  }

  /** Answers the request in flight. */
  answer(answer: Answer): this {
    return this.feed({ kind: "answered", to: this.run.asked?.id ?? "", at: this.now, answer });
  }
  ok(value?: Value | Values): this {
    return this.answer(value === undefined ? { ok: true } : { ok: true, value });
  }
  refused(code = "agent_gone"): this {
    return this.answer({ ok: false, reason: { code } });
  }
  says(text: string, ms = 0): this {
    this.now += ms;
    return this.feed({ kind: "reply", at: this.now, message: { id: `m-${this.now}`, text } });
  }
  after(ms: number): this {
    this.now += ms;
    return this.feed({ kind: "timeout", at: this.now });
  }
  it(kind: "takeover" | "released" | "closed" | "cancelled"): this {
    return this.feed({ kind, at: this.now });
  }

  /** Ids of the nodes visited, in order. */
  get path(): string[] {
    return [...this.visits.values()].sort((a, b) => a.visit - b.visit).map(({ nodeId }) => nodeId);
  }
  /** How the visit of a node ended; the last one when it was visited more than once. */
  outcomeOf(nodeId: string): string | null | undefined {
    return this.#last(nodeId)?.outcome;
  }
  reasonOf(nodeId: string): Reason | undefined {
    return this.#last(nodeId)?.reason;
  }
  visitOf(nodeId: string): Visit | undefined {
    return this.#last(nodeId);
  }
  #last(nodeId: string): Visit | undefined {
    return [...this.visits.values()].findLast((visit) => visit.nodeId === nodeId);
  }
}

/** A flow of one node whose every outcome ends under its own name. */
export function only(type: string, config: Record<string, unknown>, data: Values = {}, zone = "UTC"): Played {
  const known = allNodes[type];
  if (!known) throw new Error(`no node type ${type}`);
  const parsed = known.schema.parse(config);
  const ids = known.outcomes(parsed).map(({ id }) => id);
  const end = (outcome: string) => `end-${outcome.replace(":", "-")}`;
  const plan = planOf({
    start: ["start", {}, { SUCCESS: "node" }],
    node: [type, config, Object.fromEntries(ids.map((id) => [id, end(id)]))],
    ...Object.fromEntries(ids.map((id) => [end(id), ["end", { result: "label", label: id }]] as const)),
  });
  return new Played(plan, data, zone);
}
