import type { FilledTemplate } from "../message-template";
import type { OutcomeId, Reason, Value, Values } from "./types";

/** One message of the customer, as a flow sees it. */
export interface InboundMessage {
  id: string;
  text: string;
  /** text, image, file …; `message_subtype`. */
  subtype?: string;
}

// ---- what a run asks of the world -----------------------------------------------------------------------------------

/** Where a conversation may be routed to. */
export type AssignTarget =
  | { kind: "all" }
  | { kind: "agent"; agentId: string; ifUnavailable: "assign_anyway" | "fail" }
  | { kind: "contact_owner"; ifUnavailable: "assign_anyway" | "fail" }
  | { kind: "last_agent"; ifUnavailable: "assign_anyway" | "fail" }
  | {
      kind: "queue";
      queueId: string;
      mode: "whole_queue" | "random" | "round_robin" | "least_busy";
      onlineFirst: boolean;
    };

export type DataSource = "standard" | "custom" | "event" | "conversation" | "message";

export type ReadWhat =
  /** Answer: `value` = the values by `var`; a field that is empty is `null`. */
  | { what: "contact"; outputs: { var: string; from: DataSource; field: string }[] }
  /** Answer: `value` = true when somebody is assigned. */
  | { what: "assigned"; by: "contact_owner" | "conversation" }
  /** Answer: `value` = true when everyone in scope is offline. */
  | {
      what: "agents_offline";
      scope: "all" | "queue" | "agents";
      queueId?: string;
      agentIds?: string[];
      countAway: boolean;
    };

export type WriteWhat =
  /** Answer: ok, `outcome: "FALSE"` (nobody suitable in a queue), or not ok (deleted, disabled, no owner, unavailable). */
  | { what: "assign"; to: AssignTarget }
  | { what: "tag"; on: "contact" | "conversation"; add: string[]; remove: string[] }
  | {
      what: "transform";
      target: "inbox" | "web" | "sms" | "whatsapp" | "email";
      stripQuoted: boolean;
      stripHtml: boolean;
      setReplyChannel: boolean;
    };

export interface OutgoingMessage {
  as: "bot" | "agent";
  agentId?: string;
  channel: "conversation" | "web" | "sms" | "whatsapp" | "email" | "app";
  /** Rendered; empty when `savedReplyId` is given. */
  text: string;
  /** An approved template with its variables rendered; `text` is how it reads. */
  template?: FilledTemplate;
  savedReplyId?: string;
  subject?: string;
  attachmentIds: string[];
  quickReplies: string[];
  /** Agents are not notified of it. */
  silent: boolean;
  category: "service" | "marketing";
}

/** What a waiting run can be woken by, besides its deadline. */
export type Wait =
  | { kind: "reply" }
  /** Nothing but the deadline. */
  | { kind: "delay" }
  /** Signal `event` of this name and, where given, this ref (a message id). */
  | { kind: "event"; name: string; ref?: string }
  | { kind: "closed" };

/** How a run ended; anything else is the label of its end node. */
export type RunResult = "completed" | "goal" | "abandoned" | "failed" | "cancelled" | (string & {});

/**
 * What the world is asked to do: plain data. `id` is unique in the run (`<visit>` or `<visit>.<n>`); `visit` is the
 * key of every effect. `read`, `write`, `send` and `call` are answered by a signal `answered`; `wait` is ended by
 * whatever it waits for; `end` is not answered.
 */
export type Request = { id: string; visit: number; nodeId: string } & (
  | ({ kind: "read" } & ReadWhat)
  | ({ kind: "write" } & WriteWhat)
  | { kind: "send"; message: OutgoingMessage }
  | { kind: "call"; what: string; input: unknown }
  /** `deadline`: milliseconds since the epoch; null: none. */
  | { kind: "wait"; waits: Wait[]; deadline: number | null }
  | {
      kind: "end";
      result: RunResult;
      reason?: Reason;
      closeConversation?: boolean;
      /** On failure: assign to all agents with an internal note that says which node failed and why. */
      handover?: { nodeId: string; nodeName: string; reason: Reason };
    }
);

export type RequestKind = Request["kind"];

type Bare<T> = T extends unknown ? Omit<T, "id" | "visit" | "nodeId"> : never;

/** A request as a node writes it; `advance` adds its id, visit and node. */
export type Ask = Bare<Exclude<Request, { kind: "end" }>>;

/** The world's answer to a request. */
export type Answer =
  /** `outcome` instead of SUCCESS where the node has such a one (FALSE, SKIPPED). */
  | { ok: true; value?: Value | Values; outcome?: OutcomeId; ref?: string; reason?: Reason }
  | { ok: false; reason: Reason };

// ---- what happens to a run ------------------------------------------------------------------------------------------

/** `at`: when it happened, milliseconds since the epoch. `data`: built-in variables as they are now, merged in. */
export type Signal = { at: number; data?: Values } & (
  | { kind: "started"; zone?: string }
  | { kind: "answered"; to: string; answer: Answer }
  | { kind: "reply"; message: InboundMessage }
  | { kind: "event"; name: string; ref?: string }
  /** The clock. Before the deadline, or when nothing waits, it changes nothing. */
  | { kind: "timeout" }
  | { kind: "takeover" }
  | { kind: "released" }
  | { kind: "closed" }
  | { kind: "cancelled" }
);

export type RunStatus = "new" | "running" | "waiting" | "paused" | "ended";

/** A journey. JSON; only `newRun` and `advance` write it. */
export interface Run {
  readonly id: string;
  readonly status: RunStatus;
  readonly nodeId: string | null;
  /** Number of the visit the run is in; 0 before the first. */
  readonly visit: number;
  /** The visit as far as it has come; null when none is open. */
  readonly open: Visit | null;
  /** Visits since the last wait. */
  readonly sprintVisits: number;
  /** Requests made in this visit. */
  readonly requests: number;
  /** What the node of this visit keeps between its own requests. */
  readonly memory: unknown;
  /** The request without an answer yet; the wait while waiting. */
  readonly asked: Request | null;
  /** What came when nothing waited for it, oldest first. */
  readonly held: readonly Signal[];
  readonly variables: Values;
  readonly variableBytes: number;
  /** Built-in variables. */
  readonly data: Values;
  /** The recipient's time zone. */
  readonly zone: string;
  /** The conversation closed while the run walked. */
  readonly conversationClosed: boolean;
  readonly result: RunResult | null;
  readonly reason: Reason | null;
}

/** One arrival at a node. The same number again is the same visit, further on. */
export interface Visit {
  visit: number;
  nodeId: string;
  nodeType: string;
  arrivedAt: number;
  leftAt: number | null;
  /** null: still there. */
  outcome: OutcomeId | null;
  /** What it read, by variable. Texts cut to 500 characters. */
  input?: Values;
  /** What it set, by variable; likewise. */
  output?: Values;
  /** What it asked for, without waits. */
  asked?: Request;
  notes: Reason[];
  /** Why FAILED or SKIPPED. */
  reason?: Reason;
}
