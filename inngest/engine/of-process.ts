import { processState } from "@/server/process";
import type { Engine } from ".";

const KEY = "engine";

/** Next bundles modules many times over; the process has one engine, put here by `inngest/start.ts`. */
export function setEmbeddedEngine(engine: Engine): void {
  processState().singletons.set(KEY, engine);
}

/** The process's engine. Throws when there is none: it was not started, or an external Inngest runs the functions. */
export function embeddedEngine(): Engine {
  const engine = processState().singletons.get(KEY) as Engine | undefined;
  if (!engine) throw new Error("this process has no engine: start() of inngest/start.ts has not run");
  return engine;
}
