import { advance, newRun } from "./advance";
import type { Plan } from "./plan";
import type { Answer, Reason, Request, Run, Signal, Value, Values, Visit } from "./types";

/** The world a flow is tried against: what it would find, said in advance. JSON. */
export interface World {
  /** Built-in variables: `user_fullname`, `is_new_contact`, `sms_from` … */
  data?: Values;
  zone?: string;
  /** Values of fields by key; standard ones are looked for in `data` as well. */
  fields?: Values;
  /** Whether the customer, or the conversation, has an agent. */
  assigned?: boolean;
  agentsOffline?: boolean;
  /** What the gate says to messages: null or absent: they go out. */
  sending?: { outcome: "SKIPPED" | "FAILED"; reason: Reason } | null;
  /** Answers by node id, before all of the above. */
  answers?: Readonly<Record<string, Answer>>;
}

/** One line of what was said and done. */
export type TranscriptLine = { at: number } & (
  | { kind: "customer"; text: string }
  | { kind: "bot"; text: string; nodeId: string; as: "bot" | "agent"; skipped?: Reason }
  | { kind: "action"; nodeId: string; request: Request }
  | { kind: "person"; what: "takeover" | "released" | "closed" }
  | { kind: "ended"; result: string; reason?: Reason; handover?: boolean }
);

export type PlayAction =
  | { kind: "say"; text: string }
  /** Let time pass; deadlines on the way are met one after the other. */
  | { kind: "skip"; ms: number }
  /** Let time pass until the run's deadline. */
  | { kind: "skipToDeadline" }
  | { kind: "takeover" | "released" | "closed" | "cancelled" };

/** A flow being tried. JSON. */
export interface Play {
  run: Run;
  /** One of each number, in order. */
  visits: Visit[];
  transcript: TranscriptLine[];
  /** Milliseconds since the epoch. */
  now: number;
  world: World;
  /** Messages said so far. */
  said: number;
}

/** Begin to try a flow with a first message (null for triggers without one). Nothing is sent to anybody. */
export function startPlay(plan: Plan, world: World, at: number, text: string | null): Play {
  const play: Play = { run: newRun("trial"), visits: [], transcript: [], now: at, world, said: 0 };
  const message: Values = text === null ? {} : { message_body: text, sms_body: text, message_subtype: "text" };
  const data = { ...world.data, ...message };
  const begun = text === null ? play : { ...play, said: 1, transcript: [{ at, kind: "customer" as const, text }] };
  return feed(plan, begun, { kind: "started", at, data, ...(world.zone && { zone: world.zone }) });
}

/** One thing that happens while a flow is tried. */
export function play(plan: Plan, before: Play, action: PlayAction): Play {
  const at = before.now;
  switch (action.kind) {
    case "say": {
      const message = { id: `message-${before.said + 1}`, text: action.text, subtype: "text" };
      const transcript: TranscriptLine[] = [...before.transcript, { at, kind: "customer", text: action.text }];
      const signal: Signal = { kind: "reply", at, message };
      return feed(plan, { ...before, said: before.said + 1, transcript }, signal);
    }
    case "skip":
      return skipTo(plan, before, at + Math.max(0, action.ms));
    case "skipToDeadline": {
      const deadline = waitingUntil(before.run);
      return deadline === null ? before : skipTo(plan, before, Math.max(at, deadline));
    }
    case "cancelled":
      return feed(plan, before, { kind: "cancelled", at });
    default: {
      const line: TranscriptLine = { at, kind: "person", what: action.kind };
      return feed(plan, { ...before, transcript: [...before.transcript, line] }, { kind: action.kind, at });
    }
  }
}

/** A whole script at once. */
export function simulate(
  plan: Plan,
  script: { world?: World; at: number; text: string | null; actions?: readonly PlayAction[] },
): Play {
  const first = startPlay(plan, script.world ?? {}, script.at, script.text);
  return (script.actions ?? []).reduce((state, action) => play(plan, state, action), first);
}

function waitingUntil({ status, asked }: Run): number | null {
  return status === "waiting" && asked?.kind === "wait" ? asked.deadline : null;
}

/** More deadlines than a run may have visits cannot be met on the way. */
function skipTo(plan: Plan, before: Play, until: number): Play {
  let state = before;
  for (
    let deadline = waitingUntil(state.run);
    deadline !== null && deadline <= until;
    deadline = waitingUntil(state.run)
  ) {
    state = feed(
      plan,
      { ...state, now: Math.max(state.now, deadline) },
      { kind: "timeout", at: Math.max(state.now, deadline) },
    );
  }
  return { ...state, now: until };
}

/** What run-time does with a signal, with the script in place of the world. */
function feed(plan: Plan, before: Play, signal: Signal): Play {
  const state = { ...before, visits: [...before.visits], transcript: [...before.transcript] };
  for (let next: Signal | null = signal; next; ) {
    const [run, request, visits]: ReturnType<typeof advance> = advance(plan, state.run, next);
    state.run = run;
    for (const visit of visits) state.visits[visit.visit - 1] = visit;
    next = request ? perform(state, request) : null;
  }
  return state;
}

function perform(state: Play, request: Request): Signal | null {
  const at = state.now;
  if (request.kind === "wait") return null;
  if (request.kind === "end") {
    const { result, reason, handover } = request;
    state.transcript.push({
      at,
      kind: "ended",
      result,
      ...(reason && { reason }),
      ...(handover && { handover: true }),
    });
    return null;
  }
  const answer = state.world.answers?.[request.nodeId] ?? answerOf(state, request);
  if (request.kind === "send") {
    const { text, as } = request.message;
    const skipped = answer.ok ? (answer.outcome === "SKIPPED" ? answer.reason : undefined) : answer.reason;
    state.transcript.push({ at, kind: "bot", text, nodeId: request.nodeId, as, ...(skipped && { skipped }) });
  } else if (request.kind !== "read") {
    state.transcript.push({ at, kind: "action", nodeId: request.nodeId, request });
  }
  return { kind: "answered", to: request.id, at, answer };
}

function answerOf({ world }: Play, request: Exclude<Request, { kind: "wait" | "end" }>): Answer {
  if (request.kind === "send") {
    const { sending } = world;
    if (!sending) return { ok: true };
    return sending.outcome === "SKIPPED"
      ? { ok: true, outcome: "SKIPPED", reason: sending.reason }
      : { ok: false, reason: sending.reason };
  }
  if (request.kind !== "read") return { ok: true };
  if (request.what === "assigned") return { ok: true, value: world.assigned ?? false };
  if (request.what === "agents_offline") return { ok: true, value: world.agentsOffline ?? false };
  const value: Record<string, Value> = {};
  for (const { var: name, field } of request.outputs)
    value[name] = world.fields?.[field] ?? world.data?.[field] ?? null;
  return { ok: true, value };
}
