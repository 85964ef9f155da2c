import { checkInstallation } from "@/server/canary";
import { env } from "@/server/env";
import { watchForShutdown } from "@/server/shutdown";

/**
 * What a process does before its first request: refuse wrong settings and a wrong key in plain words, and watch for its
 * end. Leaves with code 1 when something is wrong; a stack would hide the sentence.
 */
export async function startProcess(): Promise<void> {
  try {
    process.env.AUTH_URL = env().AUTH_URL; // next-auth reads it there, and without it takes every host for localhost
    await checkInstallation();
  } catch (error) {
    console.error(`\n${error instanceof Error ? error.message : error}\n`);
    process.exit(1);
  }
  watchForShutdown();
}
