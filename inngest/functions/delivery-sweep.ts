import { inngest } from "@/inngest/client";
import { channelsWithDueMessages, markOverdueUnknown } from "@/server/messages/deliver";

/** The net under sending: messages whose sender died become unknown, and lines that nobody works on are taken up. */
export const deliverySweep = inngest.createFunction(
  { id: "delivery-sweep", triggers: [{ cron: "* * * * *" }], retries: 0 },
  async ({ step }) => {
    await step.run("overdue", markOverdueUnknown);
    const lines = await step.run("lines", channelsWithDueMessages);
    if (lines.length === 0) return;
    await step.sendEvent(
      "wake",
      lines.map(({ tenant, channelId }) => ({ name: "channel.line", data: { tenant, channelId } })),
    );
  },
);
