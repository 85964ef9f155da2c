import { nodes } from "@/server/domain/flow/nodes";
import type { Kind, Names, NodeType, Outcome, Text } from "@/server/domain/flow/types";
import type { StepData } from "./canvas-graph";

const types = nodes as Readonly<Record<string, NodeType>>;

/** The type of a node; undefined for one that this version does not know. */
export const stepType = (type: string): NodeType | undefined => (Object.hasOwn(types, type) ? types[type] : undefined);

type Config = Record<string, unknown>;

const parsed = new WeakMap<Config, Config>();

/** The settings with what is missing filled in; as they are where something in them is wrong. */
export function configOf({ type, config }: Pick<StepData, "type" | "config">): Config {
  const known = parsed.get(config);
  if (known) return known;
  const result = stepType(type)?.schema.safeParse(config);
  const whole = result?.success ? (result.data as Config) : { ...defaultsOf(type), ...config };
  parsed.set(config, whole);
  return whole;
}

function defaultsOf(type: string): Config {
  const result = stepType(type)?.schema.safeParse({});
  return result?.success ? (result.data as Config) : {};
}

/** What a node can end with; a draft may hold settings from which it cannot be told. */
export function outcomesOf(data: Pick<StepData, "type" | "config">): Outcome[] {
  try {
    return stepType(data.type)?.outcomes(configOf(data)) ?? [];
  } catch {
    return [];
  }
}

/** The node's one line in the user's words. */
export function summaryOf(data: Pick<StepData, "type" | "config">, names: Names): Text | undefined {
  try {
    return stepType(data.type)?.summary(configOf(data), names);
  } catch {
    return undefined;
  }
}

/** Whether a cord may lead here. */
export const takesCords = (type: string): boolean => type !== "start" && type !== "note";

export const fitsKind = (type: NodeType, kind: Kind): boolean => type.kinds === "all" || type.kinds.includes(kind);
