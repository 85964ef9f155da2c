import type { TenantId } from "@/server/domain/ids";
import { env } from "@/server/env";
import { log } from "@/server/log";
import { once, processState } from "@/server/process";
import { doAhead } from "@/server/run-ahead";

/** Runs that this process walks ahead of the durable functions at one time; more than that is theirs. */
const AT_ONCE = 32;

/** How a run is walked; set by the module that knows how, so that whoever signals a run need not import it. */
type Walker = (tenant: TenantId, runId: string) => Promise<void>;

const state = () => once("run ahead", () => ({ walker: null as Walker | null, walking: new Set<string>() }));

/** Say how runs are walked in this process. */
export function setWalker(walker: Walker): void {
  state().walker = walker;
}

/**
 * Walk a run right after the commit, in this process. Nothing depends on it: a run that cannot be walked now is left
 * to the durable function that its event wakes.
 */
export function sprintSoon(tenant: TenantId, runId: string, eventId: string): void {
  const { walker, walking } = state();
  if (!env().RUN_AHEAD || !walker || walking.size >= AT_ONCE || processState().shutdown.signal.aborted) return;
  walking.add(eventId);
  const walked = walker(tenant, runId)
    .then(() => true)
    .catch((error: unknown) => {
      log.warn({ err: error, runId }, "a run could not be walked ahead; the durable function will");
      return false;
    })
    .finally(() => walking.delete(eventId));
  doAhead(eventId, walked);
}
