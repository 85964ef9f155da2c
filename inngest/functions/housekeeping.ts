import { inngest } from "@/inngest/client";
import { returnSnoozed } from "@/server/conversations/return-snoozed";
import { removeOldAttempts } from "@/server/rate-limit";
import { removeOldEvents } from "@/server/realtime/retention";

/** Conversations that were put aside until a time come back at that time. */
export const snoozeReturn = inngest.createFunction(
  { id: "snooze-return", triggers: [{ cron: "* * * * *" }], retries: 0 },
  ({ step }) => step.run("return", returnSnoozed),
);

/** What is kept for a time only. */
export const housekeeping = inngest.createFunction(
  { id: "housekeeping", triggers: [{ cron: "17 * * * *" }], retries: 2 },
  async ({ step }) => {
    await step.run("events", removeOldEvents);
    await step.run("attempts", removeOldAttempts);
  },
);
