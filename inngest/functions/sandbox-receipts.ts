import { inngest } from "@/inngest/client";
import { provenTenant } from "@/server/domain/ids";
import { overdueReceipts, receiptDueAt, reportReceipt } from "@/server/sandbox/report-receipt";

/** A pretended phone that reports late: waits for the time its behaviour says, then gives the receipt at the door. */
export const sandboxReceipt = inngest.createFunction(
  { id: "sandbox-receipt", triggers: [{ event: "sandbox.receipt.due" }], retries: 5 },
  async ({ event, step }) => {
    const { tenant, messageId } = event.data as { tenant: string; messageId: string };
    const dueAt = await step.run("due", () => receiptDueAt(provenTenant(tenant), messageId));
    if (dueAt === null) return;
    await step.sleepUntil("wait", new Date(dueAt));
    await step.run("report", async () => {
      if (!(await reportReceipt(provenTenant(tenant), messageId))) throw new Error("the door did not take the receipt");
    });
  },
);

/** The net under it: receipts whose process died before it gave them. */
export const sandboxReceiptSweep = inngest.createFunction(
  { id: "sandbox-receipt-sweep", triggers: [{ cron: "* * * * *" }], retries: 0 },
  ({ step }) =>
    step.run("report", async () => {
      const overdue = await overdueReceipts();
      for (const { tenant, messageId } of overdue) await reportReceipt(tenant, messageId);
      return overdue.length;
    }),
);
