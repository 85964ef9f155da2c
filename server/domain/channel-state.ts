/** What the last check of a channel's credentials found. */
export const channelStates = [
  "connected",
  "unauthorized",
  "service_unavailable",
  "unknown_source",
  "request_failed",
] as const;
export type ChannelState = (typeof channelStates)[number];

/** `unchanged`: the carrier was too busy to say; the state stays what it was and the check is made again later. */
export interface CheckResult {
  state: ChannelState | "unchanged";
  /** The carrier's own words, or ours about what was found. */
  detail?: string;
  retryAfterMs?: number;
}

/** What a check saw: no status at all, or a status and how its body reads. */
export interface CheckReply {
  status: number;
  body: "expected" | "error" | "other";
}

/**
 * State of a channel of the general contract. `expected` is the challenge and nothing else; `error` a body in the error
 * format. Only 500 is the third party's unavailability here: a 503 with an error body is an unknown source.
 */
export function generalState(reply: CheckReply | null): ChannelState {
  if (!reply) return "request_failed";
  if (reply.status === 200) return reply.body === "expected" ? "connected" : "unauthorized";
  if ([401, 403, 404].includes(reply.status)) return "unauthorized";
  if (reply.status === 500) return "service_unavailable";
  return reply.body === "error" ? "unknown_source" : "request_failed";
}

/**
 * State of a channel of a carrier we know by name: as above, but 429 changes nothing, every 5xx that names the service
 * is its unavailability, and 200 with anything unexpected proves nothing about the credentials.
 */
export function namedState(reply: CheckReply | null): ChannelState | "unchanged" {
  if (!reply) return "request_failed";
  if (reply.status === 200 && reply.body === "expected") return "connected";
  if ([401, 403, 404].includes(reply.status)) return "unauthorized";
  if (reply.status === 429) return "unchanged";
  if ([500, 502, 503, 504].includes(reply.status)) return "service_unavailable";
  return reply.body === "error" ? "unknown_source" : "request_failed";
}
