import type { z } from "zod";
import type { Ask, RunResult, Signal } from "./run-types";
import type { Group, Kind, OutcomeId, Reason, Text, Value, Values } from "./types";

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
    | "approved"
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
  /** Comes to nothing in flows of these kinds while the setting that `when` names has this value: not offered there. */
  idle?: { is: string; in: readonly Kind[] };
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
