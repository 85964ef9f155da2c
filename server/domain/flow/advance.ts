import type { Plan } from "./plan";
import type { Request, Run, Signal, StepAnswer, Visit } from "./types";
import { Move, satisfies } from "./walk";

export { deadlineOf, newRun, waitsForReply } from "./run";

/**
 * One move of a run: what happened goes in; the next run comes out, and either nothing or one request as plain data,
 * and the visits that began, went on or ended (rows by number: the same number again replaces). Pure: the same plan,
 * run and signal give the same, anywhere.
 *
 * Any signal may come at any time. What nobody waits for yet is held in the run and found by its next wait; answers
 * to other requests and a clock that is early change nothing; a run that has ended stays as it is. Never throws.
 */
export function advance(
  plan: Plan,
  run: Run,
  signal: Signal,
): [run: Run, request: Request | undefined, visits: Visit[]] {
  if (run.status === "ended") return [run, undefined, []];
  const move = new Move(plan, run, signal.at);
  // A message's variables count once somebody reads the message.
  if (signal.data && signal.kind !== "reply") move.run.data = { ...run.data, ...signal.data };
  handle(plan, move, signal);
  return [move.run, move.request, move.visits];
}

function handle(plan: Plan, move: Move, signal: Signal): void {
  const { run } = move;
  switch (signal.kind) {
    case "started":
      started(move, signal);
      break;
    case "answered":
      answered(move, signal);
      break;
    case "reply":
      if (isAwaited(move, signal)) move.goOn(signal);
      else move.hold(signal);
      break;
    case "event":
      if (isAwaited(move, signal)) move.goOn(signal);
      else if (run.status === "paused" && run.asked?.kind === "wait" && satisfies(run.asked, signal)) move.hold(signal);
      break;
    case "timeout":
      if (run.status === "waiting" && isDue(move, signal.at)) move.goOn(signal);
      break;
    case "takeover":
      takenOver(plan, move);
      break;
    case "released":
      if (run.status === "paused") released(move, signal.at);
      break;
    case "closed":
      closed(plan, move, signal);
      break;
    case "cancelled":
      move.finish("cancelled", { code: "cancelled" });
  }
}

function started(move: Move, signal: Extract<Signal, { kind: "started" }>): void {
  const { run } = move;
  if (run.visit > 0) return;
  if (signal.zone) run.zone = signal.zone;
  if (run.status === "new") move.begin();
  // Taken over before it took its first step: it begins when it is released.
  else if (!run.held.some(({ kind }) => kind === "started")) move.hold(signal);
}

/** Answers to anything but the request in flight come too late. */
function answered(move: Move, signal: Extract<Signal, { kind: "answered" }>): void {
  const { asked, status } = move.run;
  if (asked === null || asked.kind === "wait" || asked.id !== signal.to) return;
  if (status !== "paused") move.goOn(signal);
  else if (!move.run.held.some(({ kind }) => kind === "answered")) move.hold(signal);
}

function isAwaited({ run }: Move, signal: Signal): boolean {
  return run.status === "waiting" && run.asked?.kind === "wait" && satisfies(run.asked, signal);
}

function isDue({ run }: Move, at: number): boolean {
  return run.asked?.kind === "wait" && run.asked.deadline !== null && run.asked.deadline <= at;
}

/** A person has the conversation: a flow that faces the customer is silent, as its setting says. */
function takenOver(plan: Plan, move: Move): void {
  if (!plan.customerFacing || plan.onTakeover === "continue" || move.run.status === "paused") return;
  if (plan.onTakeover === "end") move.finish("abandoned", { code: "taken_over" });
  else move.run.status = "paused";
}

/** Go on where it was paused: first what came meanwhile, then the clock. Still waiting: the wait is asked for again. */
function released(move: Move, at: number): void {
  const { run } = move;
  if (run.visit === 0) {
    const begins = run.held.some(({ kind }) => kind === "started");
    run.held = run.held.filter(({ kind }) => kind !== "started");
    run.status = "new";
    if (begins) move.begin();
    return;
  }
  if (run.asked?.kind !== "wait") {
    run.status = "running";
    const answer = run.held.find(({ kind }) => kind === "answered");
    run.held = run.held.filter((signal) => signal !== answer);
    if (answer) move.goOn(answer as StepAnswer);
    return;
  }
  run.status = "waiting";
  const held = move.takeHeld(run.asked);
  if (held) move.goOn(held);
  else if (isDue(move, at)) move.goOn({ kind: "timeout", at });
  else move.request = run.asked;
}

/** A conversation that closes ends the run that waits or pauses in it, unless that is what it waits for. */
function closed(plan: Plan, move: Move, signal: Extract<Signal, { kind: "closed" }>): void {
  const { run } = move;
  if (isAwaited(move, signal)) move.goOn(signal);
  else if (!plan.customerFacing) return;
  else if (run.status === "running" || run.status === "new") run.conversationClosed = true;
  else move.finish("abandoned", { code: "conversation_closed" });
}
