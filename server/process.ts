/**
 * What a process has once. Next bundles a module many times over, so a variable at module level is not one per
 * process; all of these live on globalThis. `inngest/start.ts` and the pools put themselves in; `server` only asks.
 */

/** Told after a transaction committed: whose it was, and the names of the events it recorded. */
export type CommitListener = (tenant: string, names: string[]) => void;

type ProcessState = {
  /** Parts that can fail on their own ("database", "engine", "relay"); a check throws or rejects when its part does. */
  health: Map<string, () => Promise<void> | void>;
  /** Aborted once, when the process is asked to leave: streams end, loops stop, pools close. */
  shutdown: AbortController;
  commitListeners: Set<CommitListener>;
  singletons: Map<string, unknown>;
  /** What was seen last, by those who would know first: the hub's own connection, the relay's look every second. */
  databaseAway: boolean;
};

const holder = globalThis as { patchbay?: ProcessState };

/** The process's one state, made on first use. */
export function processState(): ProcessState {
  holder.patchbay ??= {
    health: new Map(),
    shutdown: new AbortController(),
    commitListeners: new Set(),
    singletons: new Map(),
    databaseAway: false,
  };
  return holder.patchbay;
}

/** Leave, as far as what lives here can be left, and begin anew: for a process that runs one test file after another. */
export function forgetProcess(): void {
  holder.patchbay?.shutdown.abort();
  holder.patchbay = undefined;
}

/** One value per process under a key: a pool, a cache, a hub. `make` runs at most once. */
export function once<T>(key: string, make: () => T): T {
  const { singletons } = processState();
  if (!singletons.has(key)) singletons.set(key, make());
  return singletons.get(key) as T;
}

/** Be told of every commit in this process. Returns the way to stop being told. */
export function onCommitted(listener: CommitListener): () => void {
  const { commitListeners } = processState();
  commitListeners.add(listener);
  return () => void commitListeners.delete(listener);
}

/** Tell the listeners that a transaction of a tenant committed. They may not throw, and nobody waits for them. */
export function committed(tenant: string, names: string[]): void {
  for (const listener of processState().commitListeners) listener(tenant, names);
}
