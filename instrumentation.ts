/** Run by Next once per process, before the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { startProcess } = await import("./server/startup");
  await startProcess();
  const { start } = await import("./inngest/start");
  await start();
}
