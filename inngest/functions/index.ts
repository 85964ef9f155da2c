import type { InngestFunction } from "inngest";
import { attachmentFetch, attachmentSweep } from "./attachment-fetch";
import { channelCheck } from "./channel-check";
import { channelCheckSweep } from "./channel-check-sweep";
import { channelReconcile } from "./channel-reconcile";
import { deliver } from "./deliver";
import { deliverySweep } from "./delivery-sweep";
import { flowSprint, flowTimer } from "./flow-sprint";
import { flowSweep } from "./flow-sweep";
import { autoClose, housekeeping, snoozeReturn } from "./housekeeping";
import { journalProcess } from "./journal-process";
import { mailSend, mailSweep } from "./mail-send";
import { messageLookUp } from "./message-look-up";
import { sandboxReceipt, sandboxReceiptSweep } from "./sandbox-receipts";

/** What runs after the transaction: one durable function per file, listed here. */
export const functions: InngestFunction.Any[] = [
  attachmentFetch,
  attachmentSweep,
  autoClose,
  channelCheck,
  channelCheckSweep,
  channelReconcile,
  deliver,
  deliverySweep,
  flowSprint,
  flowSweep,
  flowTimer,
  housekeeping,
  journalProcess,
  mailSend,
  mailSweep,
  messageLookUp,
  sandboxReceipt,
  sandboxReceiptSweep,
  snoozeReturn,
];
