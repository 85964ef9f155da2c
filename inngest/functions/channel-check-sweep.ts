import { inngest } from "@/inngest/client";
import { dueChecks } from "@/server/channels/due-checks";

/** Every five minutes, each channel that is due is checked by a run of its own. */
export const channelCheckSweep = inngest.createFunction(
  { id: "channel-check-sweep", triggers: [{ cron: "*/5 * * * *" }], retries: 0 },
  async ({ step }) => {
    const due = await step.run("due", () => dueChecks());
    if (due.length === 0) return;
    await step.sendEvent(
      "check",
      due.map(({ tenant, channelId }) => ({ name: "channel.check", data: { tenant, channelId } })),
    );
  },
);
