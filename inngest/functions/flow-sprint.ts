import { NonRetriableError } from "inngest";
import { inngest } from "@/inngest/client";
import { provenTenant } from "@/server/domain/ids";
import { failRun } from "@/server/flows/fail-run";
import { BrokenPlan } from "@/server/flows/plans";
import { runSprint } from "@/server/flows/run-sprint";

type Data = { tenant: string; runId: string };

async function walk({ tenant, runId }: Data): Promise<void> {
  try {
    await runSprint(provenTenant(tenant), runId);
  } catch (error) {
    throw error instanceof BrokenPlan ? new NonRetriableError(error.message, { cause: error }) : error;
  }
}

/** However often it was tried: the run has failed, and its customer goes to people. */
const onFailure = async ({ event }: { event: { data: { event: { data?: unknown } } } }): Promise<void> => {
  const { tenant, runId } = event.data.event.data as Data;
  await failRun(provenTenant(tenant), runId);
};

/** Walks a run that something happened to. Usually the process that heard of it has done so already. */
export const flowSprint = inngest.createFunction(
  { id: "flow-sprint", triggers: [{ event: "flow.run.due" }], retries: 8, onFailure },
  async ({ event, step }) => {
    await step.run("walk", () => walk(event.data as Data));
  },
);

/** Walks a run at its deadline; a wait that is over by then makes it nothing. */
export const flowTimer = inngest.createFunction(
  { id: "flow-timer", triggers: [{ event: "flow.timer.due" }], retries: 8, onFailure },
  async ({ event, step }) => {
    const data = event.data as Data & { at: string };
    await step.sleepUntil("until it is time", new Date(data.at));
    await step.run("walk", () => walk(data));
  },
);
