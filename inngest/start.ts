import { systemSql } from "@/db/system";
import { inngest } from "@/inngest/client";
import { createEngine } from "@/inngest/engine";
import { setEmbeddedEngine } from "@/inngest/engine/of-process";
import { functions } from "@/inngest/functions";
import { startRelay } from "@/inngest/relay";
import { env } from "@/server/env";
import { runSprint } from "@/server/flows/run-sprint";
import { setWalker } from "@/server/flows/sprint-soon";
import { log } from "@/server/log";
import { onMailQueued } from "@/server/mail/send";
import { once, processState } from "@/server/process";

/** Start what runs after the transaction, once per process. Rejects when it cannot: then the process should not serve. */
export const start = (): Promise<void> => once("start", startAll);

async function startAll(): Promise<void> {
  if (!env().externalInngest) await startEngine();
  setWalker(runSprint);
  startRelay();
  onMailQueued(async (mailId) => void (await inngest.send({ name: "mail.queued", data: { mailId } })));
}

/** Every process can send events; those with the role also run functions. */
async function startEngine(): Promise<void> {
  const { DATABASE_URL, ROLES } = env();
  const engine = createEngine({ client: inngest, functions, sql: systemSql(), databaseUrl: DATABASE_URL, log });
  await engine.install();
  setEmbeddedEngine(engine);
  if (!ROLES.includes("engine")) return;
  await engine.start();
  const { health, shutdown } = processState();
  health.set("engine", engine.check);
  shutdown.signal.addEventListener("abort", () => void engine.stop().catch(reportStop));
}

const reportStop = (error: Error) => log.error({ err: error }, "the engine did not stop well");
