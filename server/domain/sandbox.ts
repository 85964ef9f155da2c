import { z } from "zod";
import { sendCodes } from "./send-errors";

/**
 * How a pretended phone takes the messages sent to it. Stored with the phone, chosen in the simulator.
 *
 * - `deliver`: receipts "sent" at once and "delivered" after `afterMs`.
 * - `fail`: taken, then a receipt "failed" with this code.
 * - `refuse`: the send itself is refused with this code; `opted_out` as a phone that texted STOP.
 * - `busy`: refused for now, as by a carrier that answers "too many requests".
 * - `silent`: taken, and nothing more is ever said.
 * - `vanish`: taken, but the answer to the send is lost; the receipt comes after `afterMs`, or never when it is null.
 */
export const SandboxBehaviour = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("deliver"), afterMs: z.int().min(0).max(86_400_000).default(0) }),
  z.object({ kind: z.literal("fail"), code: z.enum(sendCodes), afterMs: z.int().min(0).max(86_400_000).default(0) }),
  z.object({ kind: z.literal("refuse"), code: z.enum([...sendCodes, "opted_out"]) }),
  z.object({ kind: z.literal("busy"), retryAfterMs: z.int().min(0).max(3_600_000).default(1000) }),
  z.object({ kind: z.literal("silent") }),
  z.object({ kind: z.literal("vanish"), afterMs: z.int().min(0).max(86_400_000).nullable().default(null) }),
]);
export type SandboxBehaviour = z.infer<typeof SandboxBehaviour>;

export const normalBehaviour: SandboxBehaviour = { kind: "deliver", afterMs: 0 };

/** A receipt that a pretended phone will give, and how long after the message was taken. Unit: milliseconds. */
export interface PlannedReceipt {
  afterMs: number;
  status: "sent" | "delivered" | "failed";
  code?: string;
}

/** The receipts a behaviour leads to, in the order of their times. */
export function plannedReceipts(behaviour: SandboxBehaviour): PlannedReceipt[] {
  switch (behaviour.kind) {
    case "deliver":
      return [
        { afterMs: 0, status: "sent" },
        { afterMs: behaviour.afterMs, status: "delivered" },
      ];
    case "fail":
      return [{ afterMs: behaviour.afterMs, status: "failed", code: behaviour.code }];
    case "vanish":
      return behaviour.afterMs === null ? [] : [{ afterMs: behaviour.afterMs, status: "delivered" }];
    default:
      return [];
  }
}
