import { inngest } from "@/inngest/client";
import { provenTenant } from "@/server/domain/ids";
import { lookUpMessage } from "@/server/messages/look-up";

/** Asks the carrier, a few times, what became of a message it did not answer for. What it cannot say stays unknown. */
export const messageLookUp = inngest.createFunction(
  { id: "message-look-up", triggers: [{ event: "message.unknown" }], retries: 3 },
  async ({ event, step }) => {
    const { tenant, messageId } = event.data as { tenant: string; messageId: string };
    for (const [index, wait] of ["5s", "30s", "5m"].entries()) {
      await step.sleep(`wait ${index + 1}`, wait);
      if (await step.run(`ask ${index + 1}`, () => lookUpMessage(provenTenant(tenant), messageId))) return;
    }
  },
);
