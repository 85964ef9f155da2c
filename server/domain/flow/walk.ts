import type { Plan, PlanNode } from "./plan";
import { MAX_HELD, MAX_HELD_TEXT, MAX_RUN_VISITS, MAX_SPRINT_VISITS } from "./run";
import { RunState } from "./step-state";
import type { Ask, OutcomeId, Reason, Request, Run, RunResult, Signal, Step, StepAnswer, Values, Visit } from "./types";
import { bytesOf, clip, clipAll, MAX_VARIABLE_BYTES } from "./values";

type Open<T> = { -readonly [K in keyof T]: T[K] };

type WaitRequest = Extract<Request, { kind: "wait" }>;

/** Whether a signal is one of those that a wait is for. The clock is looked at by its deadline. */
export function satisfies({ waits }: WaitRequest, signal: Signal): boolean {
  return waits.some((wait) => {
    if (wait.kind === "event") {
      return signal.kind === "event" && signal.name === wait.name && (!wait.ref || signal.ref === wait.ref);
    }
    return wait.kind !== "delay" && wait.kind === signal.kind;
  });
}

/**
 * One move of a run while it is made: works on a copy, node after node, until there is something to ask, to wait for,
 * or nothing left. Only `advance` uses it.
 */
export class Move {
  readonly run: Open<Run>;
  readonly visits: Visit[] = [];
  request: Request | undefined;
  readonly #plan: Plan;
  readonly #state: RunState;
  readonly #now: number;

  constructor(plan: Plan, run: Run, now: number) {
    this.run = { ...run };
    this.#plan = plan;
    this.#now = now;
    this.#state = new RunState(plan, this.run, now);
  }

  begin(): void {
    this.run.status = "running";
    if (this.#enter(this.#plan.startId)) this.#walk(undefined);
  }

  /** Go on in the visit the run is in, with what it was waiting for. */
  goOn(answer: StepAnswer): void {
    // A visit begins its sprint anew once it really waited.
    if (this.run.status === "waiting") this.run.sprintVisits = 1;
    this.run.status = "running";
    this.#take(answer);
    this.#walk(answer);
  }

  hold(signal: Signal): void {
    const tooLong = signal.kind === "reply" && signal.message.text.length > MAX_HELD_TEXT;
    const kept = tooLong
      ? { ...signal, message: { ...signal.message, text: signal.message.text.slice(0, MAX_HELD_TEXT) } }
      : signal;
    const held = [...this.run.held, kept];
    const tooMany = held.length > MAX_HELD;
    // An answer is never put aside, only messages are.
    const oldest = tooMany ? held.findIndex(({ kind }) => kind === "reply" || kind === "event") : -1;
    if (oldest >= 0) held.splice(oldest, 1);
    this.run.held = held;
  }

  /** The first thing held that the run's wait is for, taken out; null when there is none. */
  takeHeld(wait: WaitRequest): StepAnswer | null {
    const index = this.run.held.findIndex((signal) => satisfies(wait, signal));
    const found = this.run.held[index];
    if (!found) return null;
    this.run.held = this.run.held.filter((_, at) => at !== index);
    return found as StepAnswer;
  }

  finish(result: RunResult, reason: Reason | null, more: Partial<Extract<Request, { kind: "end" }>> = {}): void {
    const { run } = this;
    if (run.open) this.#leave(null, reason ? { reason } : {});
    const place = { id: `${run.visit}.end`, visit: run.visit, nodeId: run.nodeId ?? "" };
    this.request = { ...place, kind: "end", result, ...(reason && { reason }), ...more };
    Object.assign(run, { status: "ended", asked: null, memory: null, held: [], result, reason });
  }

  #walk(first: StepAnswer | undefined): void {
    let answer = first;
    for (;;) {
      const node = this.run.nodeId === null ? undefined : this.#plan.nodes.get(this.run.nodeId);
      if (!node) {
        this.#fail(undefined, { code: "node_gone" });
        return;
      }
      const step = this.#step(node, answer);
      answer = undefined;
      if ("ask" in step) {
        answer = this.#ask(step) ?? undefined;
        if (!answer) return;
        this.#take(answer);
      } else if ("end" in step) {
        const { result, closeConversation } = step.end;
        this.finish(result, null, closeConversation ? { closeConversation } : {});
        return;
      } else if (!this.#follow(node, this.#settle(step))) return;
    }
  }

  /** A node that throws has failed; the run has not. */
  #step(node: PlanNode, answer: StepAnswer | undefined): Step {
    if (!node.config) return { outcome: "FAILED", reason: { code: "setting_invalid" } };
    try {
      return node.type.step(this.#state, node.config, answer);
    } catch {
      return { outcome: "FAILED", reason: { code: "step_crashed" } };
    }
  }

  /** What a message or an answer brings along, before the node sees it. */
  #take(signal: StepAnswer): void {
    this.run.asked = null;
    if (signal.kind === "reply" && signal.data) this.run.data = { ...this.run.data, ...signal.data };
  }

  /** Puts the question; an answer when there is one already, so that the visit goes on at once. */
  #ask({ ask, memory = null, notes }: Extract<Step, { ask: Ask }>): StepAnswer | null {
    const { run } = this;
    const id = run.requests === 0 ? `${run.visit}` : `${run.visit}.${run.requests + 1}`;
    const request = { id, visit: run.visit, nodeId: run.nodeId ?? "", ...ask } as Request;
    run.requests += 1;
    run.memory = memory;
    run.asked = request;
    this.#note({ notes });
    this.request = request;
    if (request.kind !== "wait") {
      if (request.kind === "send") run.conversationClosed = false;
      this.#record({ asked: request });
      return null;
    }
    const held = this.takeHeld(request);
    if (held) {
      this.#state.notes.push({ code: "reply_kept" });
      return held;
    }
    if (run.conversationClosed && this.#plan.customerFacing) {
      this.finish("abandoned", { code: "conversation_closed" });
      return null;
    }
    if (request.deadline !== null && request.deadline <= this.#now) return { kind: "timeout", at: this.#now };
    run.status = "waiting";
    this.#record({});
    return null;
  }

  #settle(step: Extract<Step, { outcome: OutcomeId }>): Extract<Step, { outcome: OutcomeId }> {
    this.#note(step);
    if (step.data) this.run.data = { ...this.run.data, ...step.data };
    if (!step.set || this.#set(step.set)) return step;
    return { outcome: "FAILED", reason: { code: "variables_full", params: { max: MAX_VARIABLE_BYTES } } };
  }

  /** All of them, or none when they do not fit. */
  #set(values: Values): boolean {
    const { run } = this;
    let bytes = run.variableBytes;
    for (const name in values) {
      const before = run.variables[name];
      bytes += bytesOf(name, values[name] ?? null) - (before === undefined ? 0 : bytesOf(name, before));
    }
    if (bytes > MAX_VARIABLE_BYTES) return false;
    run.variables = { ...run.variables, ...values };
    run.variableBytes = bytes;
    return true;
  }

  #follow(node: PlanNode, { outcome, reason, set }: Extract<Step, { outcome: OutcomeId }>): boolean {
    this.#leave(outcome, { ...(reason && { reason }), ...(set && outcome !== "FAILED" && { output: clipAll(set) }) });
    const next = node.next.get(outcome) ?? (outcome === "SKIPPED" ? node.next.get("SUCCESS") : undefined);
    if (next !== undefined) return this.#enter(next);
    const why = outcome === "FAILED" ? (reason ?? { code: "step_crashed" }) : { code: "no_next", params: { outcome } };
    this.#fail(node, why);
    return false;
  }

  #enter(nodeId: string): boolean {
    const { run } = this;
    if (run.sprintVisits >= MAX_SPRINT_VISITS || run.visit >= MAX_RUN_VISITS) {
      const max = run.sprintVisits >= MAX_SPRINT_VISITS ? MAX_SPRINT_VISITS : MAX_RUN_VISITS;
      this.#fail(this.#plan.nodes.get(nodeId), { code: "loop_limit", params: { max } });
      return false;
    }
    run.visit += 1;
    run.sprintVisits += 1;
    run.nodeId = nodeId;
    run.requests = 0;
    run.memory = null;
    const nodeType = this.#plan.nodes.get(nodeId)?.type.type ?? "";
    run.open = { visit: run.visit, nodeId, nodeType, arrivedAt: this.#now, leftAt: null, outcome: null, notes: [] };
    return true;
  }

  /** Nobody drew where to go from a failure: the flow's setting says. */
  #fail(node: PlanNode | undefined, reason: Reason): void {
    // Closed before the run came to speak: nothing broke, and there is nobody to hand over.
    if (reason.code === "conversation_gone") {
      this.finish("abandoned", { code: "conversation_closed" });
      return;
    }
    const handover = { nodeId: node?.id ?? this.run.nodeId ?? "", nodeName: node?.name ?? "", reason };
    this.finish("failed", reason, this.#plan.onFailure === "handover" ? { handover } : {});
  }

  #note({ notes }: { notes?: Reason[] }): void {
    if (notes) this.#state.notes.push(...notes);
  }

  #leave(outcome: OutcomeId | null, more: Partial<Visit>): void {
    this.#record({ outcome, leftAt: this.#now, ...more });
    this.run.open = null;
  }

  /** Brings the row of the visit up to date; the same number again replaces it. */
  #record(more: Partial<Visit>): void {
    const { run } = this;
    if (!run.open) return;
    const state = this.#state;
    const visit: Visit = { ...run.open, ...more };
    if (state.reads) {
      const reads = state.reads;
      for (const name in reads) reads[name] = clip(reads[name] ?? null);
      visit.input = visit.input ? { ...visit.input, ...reads } : reads;
      state.reads = null;
    }
    if (state.notes.length > 0) {
      visit.notes = [...visit.notes, ...state.notes].slice(0, 50);
      state.notes = [];
    }
    run.open = visit;
    if (this.visits.at(-1)?.visit === visit.visit) this.visits.pop();
    this.visits.push(visit);
  }
}
