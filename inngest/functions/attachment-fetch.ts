import { inngest } from "@/inngest/client";
import { fetchAttachment, fetchDelaysMs } from "@/server/attachments/fetch";
import { collectGarbage, settleOld } from "@/server/attachments/sweep";
import { provenTenant } from "@/server/domain/ids";

/** Gets a customer's file from the carrier: at once, and again while it may still come. A few at a time per process. */
export const attachmentFetch = inngest.createFunction(
  { id: "attachment-fetch", triggers: [{ event: "attachment.due" }], concurrency: { limit: 8 }, retries: 3 },
  async ({ event, step }) => {
    const { tenant, attachmentId } = event.data as { tenant: string; attachmentId: string };
    for (let tries = 0; tries <= fetchDelaysMs.length; tries++) {
      const last = tries === fetchDelaysMs.length;
      const settled = await step.run(`fetch ${tries}`, () =>
        fetchAttachment(provenTenant(tenant), attachmentId, { last }),
      );
      if (settled || last) return;
      await step.sleep(`wait ${tries}`, fetchDelaysMs[tries] ?? 0);
    }
  },
);

/** Files that belong to nothing any more. */
export const attachmentSweep = inngest.createFunction(
  { id: "attachment-sweep", triggers: [{ cron: "*/10 * * * *" }], retries: 1 },
  async ({ step }) => {
    await step.run("settle", settleOld);
    await step.run("collect", collectGarbage);
  },
);
