import { inngest } from "@/inngest/client";
import { processJournalEntry } from "@/server/channels/journal";
import { provenTenant } from "@/server/domain/ids";

/**
 * Works on a webhook that was only kept at the door, because it needed more time, was too long, or is one piece of a
 * message: then it waits for the others, but not for ever.
 */
export const journalProcess = inngest.createFunction(
  { id: "journal-process", triggers: [{ event: "webhook.pending" }], retries: 8 },
  async ({ event, step }) => {
    const { tenant, journalId } = event.data as { tenant: string; journalId: string };
    const take = (hurry: boolean) => processJournalEntry(provenTenant(tenant), journalId, { hurry });
    const processed = await step.run("take", () => take(false));
    if (!processed || !("waitMs" in processed)) return;
    await step.sleep("wait for the other piece", processed.waitMs);
    await step.run("take what there is", () => take(true));
  },
);
