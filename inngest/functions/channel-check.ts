import { inngest } from "@/inngest/client";
import { runCheck } from "@/server/channels/check-channel";
import { provenTenant } from "@/server/domain/ids";
import { AppError } from "@/server/errors";

/**
 * Asks a carrier whether a channel's credentials still work. One at a time per channel; a carrier that is too busy to
 * say leaves the state as it is, and the next sweep asks again.
 */
export const channelCheck = inngest.createFunction(
  {
    id: "channel-check",
    triggers: [{ event: "channel.check" }],
    concurrency: [{ limit: 1, key: "event.data.channelId" }, { limit: 10 }],
    retries: 1,
  },
  async ({ event, step }) => {
    const { tenant, channelId } = event.data as { tenant: string; channelId: string };
    return step.run("check", () =>
      runCheck(provenTenant(tenant), channelId).catch((error: unknown) => {
        // Deleted or emptied since the sweep: nothing is left to check.
        if (error instanceof AppError) return null;
        throw error;
      }),
    );
  },
);
