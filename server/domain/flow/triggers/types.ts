import type { z } from "zod";
import type { ConfigIssue, ConfigOf, Fields, Kind, Text, Values } from "../types";

/** Something that happened and may start flows. Facts only; who asks has looked them up. */
export type Occurrence =
  | {
      kind: "message";
      channel: "sms" | "whatsapp" | "email" | "web";
      /** Of our number or address that was written to. */
      numberId: string;
      text: string;
      /** The contact has never been seen before. */
      firstContact: boolean;
      /** A person has the conversation. */
      takenOver: boolean;
    }
  | { kind: "conversation.closed"; channel: string; numberId: string }
  /** Somebody runs the flow by hand, on a test contact. */
  | { kind: "manual"; flowId: string };

export interface TriggerType<F extends Fields = Fields> {
  id: string;
  label: Text;
  help: Text;
  icon: string;
  kinds: readonly Kind[] | "all";
  fields: F;
  schema: z.ZodType<ConfigOf<F>>;
  /** Built-in variables that are there when it starts a run, besides those that always are. */
  provides: readonly string[];
  issues(config: ConfigOf<F>): ConfigIssue[];
  /** Further variables when it starts a run; null when it does not. */
  matches(config: ConfigOf<F>, occurrence: Occurrence): Values | null;
  /** Whether one thing can start flows with either setting. */
  overlaps(one: ConfigOf<F>, other: ConfigOf<F>): boolean;
}
