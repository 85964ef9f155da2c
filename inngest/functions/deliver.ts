import { inngest } from "@/inngest/client";
import { provenTenant } from "@/server/domain/ids";
import { deliverChannel } from "@/server/messages/deliver";

/** What an event about a channel's line carries. */
type Data = { tenant: string; channelId: string };

/**
 * Send what a channel has waiting, a few seconds at a time: each stretch is a run of its own, so that nothing long is
 * ever in flight, and one that dies is taken up by the next. One at a time per channel is enough; the claim keeps any
 * number of them apart.
 */
export const deliver = inngest.createFunction(
  {
    id: "deliver",
    triggers: [{ event: "message.queued" }, { event: "channel.line" }],
    concurrency: { limit: 1, key: "event.data.channelId" },
    retries: 5,
  },
  async ({ event, step }) => {
    const { tenant, channelId } = event.data as Data;
    const nextAt = await step.run("send", () => deliverChannel(provenTenant(tenant), channelId));
    if (nextAt === null) return;
    await step.sendEvent("again", {
      name: "channel.line",
      data: { tenant, channelId },
      ts: new Date(nextAt).getTime(),
    });
  },
);
