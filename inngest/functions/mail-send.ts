import { inngest } from "@/inngest/client";
import { deliverMail, forgottenMails } from "@/server/mail/deliver";

/** Hands a mail to the provider, again while it is busy. */
export const mailSend = inngest.createFunction(
  { id: "mail-send", triggers: [{ event: "mail.queued" }], retries: 8 },
  async ({ event, step }) => {
    const { mailId } = event.data as { mailId: string };
    await step.run("send", () => deliverMail(mailId));
  },
);

/** Every minute: mails that a crash left behind. */
export const mailSweep = inngest.createFunction(
  { id: "mail-sweep", triggers: [{ cron: "* * * * *" }], retries: 0 },
  async ({ step }) => {
    const forgotten = await step.run("forgotten", forgottenMails);
    if (forgotten.length === 0) return;
    const events = forgotten.map((mailId) => ({ name: "mail.queued", data: { mailId } }));
    await step.sendEvent("send", events);
  },
);
