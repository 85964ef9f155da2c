import {
  type Answer,
  type Carrier,
  type ChannelView,
  type Credentials,
  type Item,
  type Later,
  Refused,
  Unreadable,
  type WebhookRequest,
} from "./carrier";

export type Reading =
  | { outcome: "handshake"; answer: Answer }
  | { outcome: "refused"; reason: string }
  | { outcome: "unreadable"; reason: string }
  | { outcome: "ignored" }
  | { outcome: "items"; items: Item[] }
  | { outcome: "later"; later: Later };

/** More items than this in one webhook are not worked on while the carrier waits. */
export const mostItemsAtOnce = 50;

/**
 * What a webhook is, by its carrier's file: nothing of it is believed before `verify`. Pure. Whatever `parse` throws
 * beyond its two errors is a bug of ours and is thrown on, so that the door can keep the raw request.
 */
export function readWebhook<C extends Credentials>(
  carrier: Carrier<C>,
  request: WebhookRequest,
  credentials: readonly C[],
  channel: ChannelView<C>,
): Reading {
  if (request.part !== "" && !carrier.parts.includes(request.part))
    return { outcome: "refused", reason: "unknown part" };
  const answer = carrier.handshake?.(request, credentials);
  if (answer) return { outcome: "handshake", answer };
  if (!carrier.verify(request, credentials)) return { outcome: "refused", reason: "signature" };
  try {
    const read = carrier.parse(request, channel);
    if (!Array.isArray(read)) return { outcome: "later", later: read };
    return read.length === 0 ? { outcome: "ignored" } : { outcome: "items", items: read };
  } catch (error) {
    if (error instanceof Unreadable) return { outcome: "unreadable", reason: error.message };
    if (error instanceof Refused) return { outcome: "refused", reason: error.message };
    throw error;
  }
}
