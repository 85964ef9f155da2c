import { inngest } from "@/inngest/client";
import { removeOldLinks } from "@/server/auth/one-use-link";
import { removeOldSessions } from "@/server/auth/session";
import { removeOldTrials } from "@/server/carrier-trials/arrive";
import { removeOldWebhooks } from "@/server/channels/remove-old-webhooks";
import { closeIdle } from "@/server/conversations/auto-close";
import { returnSnoozed } from "@/server/conversations/return-snoozed";
import { removeOldMails } from "@/server/mail/deliver";
import { foldCounters } from "@/server/messages/fold-counters";
import { removeOldPaces } from "@/server/messages/remove-old-paces";
import { removeStrangeReceipts } from "@/server/messages/remove-strange-receipts";
import { removeOldAttempts } from "@/server/rate-limit";
import { removeOldEvents } from "@/server/realtime/retention";

/** Conversations that were put aside until a time come back at that time. */
export const snoozeReturn = inngest.createFunction(
  { id: "snooze-return", triggers: [{ cron: "* * * * *" }], retries: 0 },
  ({ step }) => step.run("return", returnSnoozed),
);

/** Conversations that nobody wrote in for as long as their channel says are closed. */
export const autoClose = inngest.createFunction(
  { id: "conversation-auto-close", triggers: [{ cron: "* * * * *" }], retries: 0 },
  ({ step }) => step.run("close", closeIdle),
);

/** What is kept for a time only. */
export const housekeeping = inngest.createFunction(
  { id: "housekeeping", triggers: [{ cron: "17 * * * *" }], retries: 2 },
  async ({ step }) => {
    await step.run("events", removeOldEvents);
    await step.run("attempts", removeOldAttempts);
    await step.run("sessions", removeOldSessions);
    await step.run("links", removeOldLinks);
    await step.run("mails", removeOldMails);
    await step.run("trials", removeOldTrials);
    await step.run("paces", removeOldPaces);
    await step.run("webhooks", removeOldWebhooks);
    await step.run("receipts", removeStrangeReceipts);
    await step.run("counters", foldCounters);
  },
);
