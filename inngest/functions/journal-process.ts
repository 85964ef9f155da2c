import { inngest } from "@/inngest/client";
import { processJournalEntry } from "@/server/channels/journal";
import { provenTenant } from "@/server/domain/ids";

/** Works on a webhook that was only kept at the door, because it needed more time or was too long. */
export const journalProcess = inngest.createFunction(
  { id: "journal-process", triggers: [{ event: "webhook.pending" }], retries: 8 },
  async ({ event, step }) => {
    const { tenant, journalId } = event.data as { tenant: string; journalId: string };
    await step.run("take", () => processJournalEntry(provenTenant(tenant), journalId));
  },
);
