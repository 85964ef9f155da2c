import { Inngest } from "inngest";
import { embeddedEngine } from "@/inngest/engine/of-process";
import { env } from "@/server/env";
import { log } from "@/server/log";

/**
 * The one client. Events it sends carry ids only. Nothing is read from the environment before it is used: an installation
 * with an external Inngest is known by its INNGEST_ variables, which the SDK reads itself; any other has the engine of its
 * own process, which answers in place of the network.
 */
export const inngest = new Inngest({
  id: "patchbay",
  logger: log,
  aiMetadata: false,
  fetch: (input: Parameters<typeof fetch>[0], init?: RequestInit) =>
    env().externalInngest ? fetch(input, init) : embeddedEngine().fetch(input, init),
  get isDev() {
    if (!env().externalInngest) return true; // nobody signs within a process
    return env().isLocal ? undefined : false; // signed, whatever INNGEST_DEV says
  },
});
