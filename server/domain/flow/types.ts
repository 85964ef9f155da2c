import type { z } from "zod";

/** A text in both languages of the interface. */
export interface Text {
  en: string;
  "zh-CN": string;
}

export type Language = keyof Text;

export const languages = ["zh-CN", "en"] as const satisfies readonly Language[];

/** `t("Start", "开始")`: English first. */
export const t = (en: string, zh: string): Text => ({ en, "zh-CN": zh });

/** A date-time among variables; ISO 8601 in UTC. Plain data, so that a run stays JSON. */
export interface DateTime {
  date: string;
}

/** What a variable can hold. JSON throughout. */
export type Value = string | number | boolean | null | DateTime | readonly Value[];

export type Values = Readonly<Record<string, Value>>;

/** Message type of a flow (流程类型). */
export const kinds = ["web", "sms", "whatsapp", "email", "event", "auto", "sub"] as const;
export type Kind = (typeof kinds)[number];

/** Kinds whose runs begin with something a customer wrote or opened. */
export const messageKinds: readonly Kind[] = ["web", "sms", "whatsapp", "email"];

export type OutcomeId = string;

/** Why something failed or was noticed, as data; its words are in `reasons.ts`. */
export interface Reason {
  code: string;
  params?: Readonly<Record<string, string | number>>;
}

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
  | { what: "agents_offline"; scope: "all" | "queue" | "agents"; queueId?: string; agentIds?: string[]; countAway: boolean };

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

// ---- nodes ----------------------------------------------------------------------------------------------------------

export const groups = ["structure", "condition", "message", "routing", "data", "time", "integration"] as const;
export type Group = (typeof groups)[number];

/** P pure, R reads our data, W writes our data, X calls the outside world, S stops the run; N never runs. */
export type NodeClass = "P" | "R" | "W" | "X" | "S" | "N";

export interface Outcome {
  id: OutcomeId;
  /** Of a user-made branch; fixed words have theirs in `outcomes.ts`. */
  label?: Text;
  /** May stay unconnected. */
  optional?: true;
}

export type ReferenceSource =
  | "agents"
  | "queues"
  | "nodes"
  | "variables"
  | "fields"
  | "channelNumbers"
  | "savedReplies"
  | "tags";

/** How a setting is shown and filled in. Plain data. */
export interface FieldUi {
  input:
    | "text"
    | "multiline"
    | "template"
    | "expression"
    | "conditions"
    | "number"
    | "switch"
    | "select"
    | "reference"
    | "references"
    | "variable"
    | "duration"
    | "time"
    | "weekdays"
    | "timezone"
    | "texts"
    | "files"
    | "list";
  label: Text;
  help?: Text;
  placeholder?: Text;
  options?: { value: string; label: Text }[];
  source?: ReferenceSource;
  /** Of `variable`: the node sets it. Of `list` rows as well. */
  sets?: true;
  /** Outcomes on which a set variable is certain; all but FAILED when absent. */
  setOn?: OutcomeId[];
  /** Settings of one row of a `list`. */
  item?: Record<string, Field>;
  min?: number;
  max?: number;
  required?: true;
  /** Shown, checked and used only while another setting of the same level is shown and has one of these values. */
  when?: { field: string; is: (string | boolean)[] };
}

/** One setting: what it may be, and how it is shown. */
export interface Field<S extends z.ZodType = z.ZodType> {
  schema: S;
  ui: FieldUi;
}

export type Fields = Record<string, Field>;
export type ConfigOf<F extends Fields> = { [K in keyof F]: z.output<F[K]["schema"]> };

/** What a node mentions, for publish checks and for refusing to delete what a flow uses. */
export type Use =
  | { kind: "reference"; source: ReferenceSource; id: string; field: string }
  | { kind: "reads"; variable: string; field: string }
  | { kind: "sets"; variable: string; field: string; on?: OutcomeId[] }
  /** Makes a number greater, every time: what bounds a loop. */
  | { kind: "counts"; variable: string; field: string }
  | { kind: "expression"; source: string; field: string }
  | { kind: "template"; source: string; field: string };

/** What a node sees of its run while it takes a step. */
export interface StepState {
  /** Milliseconds since the epoch: the signal's. */
  now: number;
  runId: string;
  visit: number;
  zone: string;
  memory: unknown;
  /** A variable, own or built-in; undefined when it was never set. */
  variable(name: string): Value | undefined;
  /** An expression of this node's settings, parsed at publish. `over`: variables just about to be set. */
  evaluate(source: string, over?: Values): { value: Value } | { error: Reason };
  /** A template of this node's settings, parsed at publish. Unknown variables are noted on the visit. */
  render(source: string, over?: Values): { text: string } | { error: Reason };
}

/** What a node is told when it is stepped again in the same visit. */
export type StepAnswer = Extract<Signal, { kind: "answered" | "reply" | "event" | "timeout" | "closed" }>;

export type Step =
  | {
      outcome: OutcomeId;
      /** Own variables to write. */
      set?: Values;
      /** Built-in variables that changed with a message. */
      data?: Values;
      notes?: Reason[];
      reason?: Reason;
    }
  | { ask: Ask; memory?: unknown; notes?: Reason[] }
  | { end: { result: RunResult; closeConversation?: boolean } };

/** Names for summaries; undefined when there is no such thing any more. */
export type Names = (source: ReferenceSource, id: string) => string | undefined;

export interface ConfigIssue {
  field: string;
  reason: Reason;
}

/** A node type, everything about it. Made by `node()`. */
export interface NodeType<F extends Fields = Fields> {
  type: string;
  group: Group;
  class: NodeClass;
  label: Text;
  help?: Text;
  /** Name of an icon of lucide. */
  icon: string;
  kinds: readonly Kind[] | "all";
  fields: F;
  /** The whole configuration; unknown keys are dropped, defaults filled in. */
  schema: z.ZodType<ConfigOf<F>>;
  outcomes(config: ConfigOf<F>): Outcome[];
  /** One line in the user's words. */
  summary(config: ConfigOf<F>, names: Names): Text;
  uses(config: ConfigOf<F>): Use[];
  /** What the schema cannot say by itself. */
  issues(config: ConfigOf<F>, kind: Kind): ConfigIssue[];
  /** How long it may stop the run at most, in milliseconds; null where it cannot be known. */
  longestWait?(config: ConfigOf<F>): number | null;
  step(state: StepState, config: ConfigOf<F>, answer?: StepAnswer): Step;
}
