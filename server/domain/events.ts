/**
 * Every event of the product. `wakes`: a durable function waits for it, so the relay also hands it to Inngest (ids
 * only). `audience` says who hears of it live: those of the conversation, everybody in the workspace, one person, or
 * nobody.
 */
export const events = {
  "message.received": { wakes: false, audience: "conversation" },
  "message.queued": { wakes: true, audience: "conversation" },
  "message.status": { wakes: false, audience: "conversation" },
  "message.unknown": { wakes: true, audience: "conversation" },
  "attachment.due": { wakes: true, audience: "none" },
  "attachment.changed": { wakes: false, audience: "conversation" },
  "note.added": { wakes: false, audience: "conversation" },
  "conversation.created": { wakes: false, audience: "conversation" },
  "conversation.assigned": { wakes: false, audience: "conversation" },
  "conversation.transferred": { wakes: false, audience: "conversation" },
  "conversation.picked_up": { wakes: false, audience: "conversation" },
  "conversation.archived": { wakes: false, audience: "conversation" },
  "conversation.closed": { wakes: false, audience: "conversation" },
  "conversation.read": { wakes: false, audience: "conversation" },
  "contact.changed": { wakes: false, audience: "workspace" },
  "membership.changed": { wakes: false, audience: "workspace" },
  "queue.changed": { wakes: false, audience: "workspace" },
  "channel.changed": { wakes: true, audience: "workspace" },
  "flow.changed": { wakes: false, audience: "workspace" },
  "flow.run.due": { wakes: true, audience: "none" },
  "flow.timer.due": { wakes: true, audience: "none" },
  "webhook.pending": { wakes: true, audience: "none" },
  "sandbox.receipt.due": { wakes: true, audience: "none" },
} as const satisfies Record<string, { wakes: boolean; audience: "conversation" | "workspace" | "none" }>;

export type EventName = keyof typeof events;
