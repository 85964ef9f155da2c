import { inngest } from "@/inngest/client";
import { channelsToReconcile, reconcileChannel } from "@/server/channels/reconcile";
import { provenTenant } from "@/server/domain/ids";

/** Every quarter of an hour, carriers that can be asked tell what their webhooks may have failed to. */
export const channelReconcile = inngest.createFunction(
  { id: "channel-reconcile", triggers: [{ cron: "*/15 * * * *" }], retries: 0 },
  async ({ step }) => {
    const due = await step.run("due", () => channelsToReconcile());
    for (const { tenant, channelId } of due)
      await step.run(`ask ${channelId}`, () => reconcileChannel(provenTenant(tenant), channelId));
  },
);
