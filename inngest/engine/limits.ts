import type { Op, Run } from "./protocol";

/** Sizes a real server refuses as well. Characters of JSON; steps of a run. */
export const LIMITS = { output: 4_000_000, event: 512_000, events: 5_000, steps: 1_000 } as const;

/** Why a run may not go on with what its steps came to, or null when it may. */
export function overLimit(run: Run, ops: Op[]): string | null {
  if (run.stack.length + ops.length > LIMITS.steps) return `The run has more than ${LIMITS.steps} steps.`;
  for (const { op, data, displayName, id } of ops) {
    const size = op === "StepRun" ? (JSON.stringify(data)?.length ?? 0) : 0;
    if (size > LIMITS.output) {
      return `Step ${displayName ?? id} came to ${size} characters; at most ${LIMITS.output} are kept.`;
    }
  }
  return null;
}
