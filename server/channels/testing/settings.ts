import { readEnv } from "@/server/env";
import { processState } from "@/server/process";

/** Lets a test run under other settings than the process's own. `null` takes a variable away. */
export function withSettings(changes: Record<string, string | null>): void {
  const variables: Record<string, string | undefined> = { ...process.env };
  for (const [name, value] of Object.entries(changes)) variables[name] = value ?? undefined;
  processState().singletons.set("env", readEnv(variables));
}

/** A live installation: nothing local is allowed. */
export const live = { PUBLIC_URL: "https://inbox.example.com" };

/** A local installation that may call private addresses. */
export const local = { PUBLIC_URL: "http://localhost:3000", ALLOW_PRIVATE_NETWORK: "1" };
