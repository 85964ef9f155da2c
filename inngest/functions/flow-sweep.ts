import { inngest } from "@/inngest/client";
import { runsToWalk } from "@/server/flows/overdue";
import { runSprint } from "@/server/flows/run-sprint";

/** The net under flows: runs whose time came, or to whom something happened, while nobody was there to walk them. */
export const flowSweep = inngest.createFunction(
  { id: "flow-sweep", triggers: [{ cron: "* * * * *" }], retries: 0 },
  ({ step }) =>
    step.run("walk", async () => {
      const due = await runsToWalk();
      for (const { tenant, runId } of due) await runSprint(tenant, runId);
      return due.length;
    }),
);
