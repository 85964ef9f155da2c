import type { Inngest as AnyInngest, InngestFunction } from "inngest";

type Inngest = AnyInngest<{ id: string }>;

/** How a run ended, as any engine can tell. */
export type EndedRun = {
  state: "completed" | "failed" | "cancelled";
  output: unknown;
  error?: { name: string; message: string };
};

/** What a scenario needs of whatever runs the functions. */
export type Driver = {
  client: Inngest;
  /** Wait until a function has this many ended runs, oldest first. */
  ended: (functionId: string, count: number) => Promise<EndedRun[]>;
  /** Wait until something holds; fails naming it when it does not come about. */
  until: (what: string, holds: () => boolean) => Promise<void>;
  /** Wait until nothing is left to do but what is due later. */
  settled: () => Promise<void>;
};

/** What functions did, in the order they did it. */
export type Journal = string[];

export type Scenario = {
  name: string;
  /** The functions it needs, with ids and event names of its own. */
  functions: (client: Inngest, journal: Journal) => InngestFunction.Any[];
  play: (driver: Driver, journal: Journal) => Promise<void>;
};

/** Waits so long at most; the scenario says itself what came of it. */
export const within = async (ms: number, holds: () => boolean) => {
  for (const end = Date.now() + ms; Date.now() < end && !holds(); )
    await new Promise((resolve) => setTimeout(resolve, 10));
};

export const times = (journal: Journal, entry: string) => journal.filter((one) => one === entry).length;
export const completed = (output: unknown): EndedRun => ({ state: "completed", output, error: undefined });
