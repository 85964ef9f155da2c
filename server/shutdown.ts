import { processState } from "@/server/process";

const STREAMS_END_WITHIN_MS = 1_500;

/**
 * How the process leaves. Next would wait for every open stream, and browsers come back over their kept connection
 * every few seconds, so it would never leave: it runs with NEXT_MANUAL_SIG_HANDLE and this decides instead.
 * Streams, loops and pools watch `processState().shutdown`; after a moment for their goodbyes the process exits.
 * The launcher's channel closes when the launcher is killed, and then nobody else would end this process.
 */
export function watchForShutdown(): void {
  const leave = (afterMs: number) => {
    processState().shutdown.abort();
    setTimeout(() => process.exit(0), afterMs);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => leave(STREAMS_END_WITHIN_MS));
  if (process.connected) process.once("disconnect", () => leave(500));
}
