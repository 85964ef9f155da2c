import { inngest } from "@/inngest/client";
import type { TenantId } from "@/server/domain/ids";
import { runsToWalk } from "@/server/flows/overdue";
import { runSprint } from "@/server/flows/run-sprint";
import { log } from "@/server/log";

/**
 * The net under flows: runs whose time came, or to whom something happened, while nobody was there to walk them. One
 * that cannot be walked keeps none of the others waiting: it is tried again, and given up in the end, by `flow-sprint`.
 */
export const flowSweep = inngest.createFunction(
  { id: "flow-sweep", triggers: [{ cron: "* * * * *" }], retries: 0 },
  async ({ step }) => {
    const stuck = await step.run("walk", async () => {
      const failed: { tenant: TenantId; runId: string }[] = [];
      for (const { tenant, runId } of await runsToWalk())
        await runSprint(tenant, runId).catch((error: unknown) => {
          log.warn({ err: error, runId }, "an overdue run could not be walked");
          failed.push({ tenant, runId });
        });
      return failed;
    });
    if (stuck.length === 0) return;
    // One try of a run at a time: told again within the hour, it is the same.
    const hour = new Date().toISOString().slice(0, 13);
    const due = stuck.map((data) => ({ name: "flow.run.due", id: `stuck/${data.runId}/${hour}`, data }));
    await step.sendEvent("try again", due);
  },
);
