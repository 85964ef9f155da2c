import { inngest } from "@/inngest/client";
import { provenTenant } from "@/server/domain/ids";
import { runSprint } from "@/server/flows/run-sprint";

type Data = { tenant: string; runId: string };

/** Walks a run that something happened to. Usually the process that heard of it has done so already. */
export const flowSprint = inngest.createFunction(
  { id: "flow-sprint", triggers: [{ event: "flow.run.due" }], retries: 8 },
  async ({ event, step }) => {
    const { tenant, runId } = event.data as Data;
    await step.run("walk", () => runSprint(provenTenant(tenant), runId));
  },
);

/** Walks a run at its deadline; a wait that is over by then makes it nothing. */
export const flowTimer = inngest.createFunction(
  { id: "flow-timer", triggers: [{ event: "flow.timer.due" }], retries: 8 },
  async ({ event, step }) => {
    const { tenant, runId, at } = event.data as Data & { at: string };
    await step.sleepUntil("until it is time", new Date(at));
    await step.run("walk", () => runSprint(provenTenant(tenant), runId));
  },
);
