import type { z } from "zod";
import { type Conditions, conditionsToExpression } from "./expression/conditions";
import { type Approved, objectOf } from "./fields";
import { outcomes } from "./outcomes";
import type {
  ConfigIssue,
  ConfigOf,
  Fields,
  FieldUi,
  Kind,
  NodeType,
  Step,
  StepAnswer,
  StepState,
  Text,
  Use,
} from "./types";

type Given<F extends Fields> = Pick<NodeType<F>, "type" | "group" | "class" | "label" | "icon"> & {
  help?: Text;
  kinds?: readonly Kind[];
  fields?: F;
  /** When absent: SUCCESS and FAILED. */
  outcomes?: NodeType<F>["outcomes"];
  /** When absent: the label. */
  summary?: NodeType<F>["summary"];
  /** Beyond what the settings say by themselves. */
  uses?: NodeType<F>["uses"];
  issues?: NodeType<F>["issues"];
  longestWait?: NodeType<F>["longestWait"];
  /** When absent, the node does nothing and succeeds. */
  step?(state: StepState, config: ConfigOf<F>, answer?: StepAnswer): Step;
};

/**
 * A node type from what is particular about it. Settings form, schema, uses and checks of required settings follow
 * from `fields`. Palette, run-time, simulator and reference page take the object as it is.
 */
export function node<const F extends Fields = Record<never, never>>(given: Given<F>): NodeType<F> {
  const fields = given.fields ?? ({} as F);
  return {
    ...given,
    kinds: given.kinds ?? "all",
    fields,
    schema: objectOf(fields) as unknown as z.ZodType<ConfigOf<F>>,
    outcomes: given.outcomes ?? (() => outcomes("SUCCESS", "FAILED")),
    summary: given.summary ?? (() => given.label),
    uses: (config) => [...usesOf(fields, config as Record<string, unknown>), ...(given.uses?.(config) ?? [])],
    issues: (config, kind) => [
      ...missingSettings(fields, config as Record<string, unknown>),
      ...(given.issues?.(config, kind) ?? []),
    ],
    step: given.step ?? (() => ({ outcome: "SUCCESS" })),
  };
}

/** Whether a setting counts, given its neighbours. */
export function isShown(fields: Fields, key: string, config: Record<string, unknown>): boolean {
  const when = fields[key]?.ui.when;
  if (!when) return true;
  return when.is.includes(config[when.field] as string | boolean) && isShown(fields, when.field, config);
}

/** Whether a setting would come to nothing in a flow of this kind; one that is filled in stays to be seen and emptied. */
export function isIdle({ when, idle }: FieldUi, config: Record<string, unknown>, kind: Kind, value: unknown): boolean {
  if (!when || !idle || !isBlank(value)) return false;
  return config[when.field] === idle.is && idle.in.includes(kind);
}

const isBlank = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === "string" && value.trim() === "") || isNone(value);

const isNone = (value: unknown): boolean =>
  (Array.isArray(value) && value.length === 0) ||
  (typeof value === "object" &&
    value !== null &&
    "rows" in value &&
    Array.isArray(value.rows) &&
    value.rows.length === 0);

/** Settings that are shown, must be filled in and are not, rows of lists included. */
export function missingSettings(fields: Fields, config: Record<string, unknown>, prefix = ""): ConfigIssue[] {
  return Object.entries(fields).flatMap(([key, { ui }]): ConfigIssue[] => {
    if (!isShown(fields, key, config)) return [];
    const [field, value] = [prefix + key, config[key]];
    if (ui.required && isBlank(value)) return [{ field, reason: { code: "setting_missing" } }];
    if (ui.input === "approved") return emptyVariables(value as Approved | null, field);
    return rowsOf(ui, value).flatMap((row, index) => missingSettings(ui.item ?? {}, row, `${field}.${index}.`));
  });
}

const emptyVariables = (chosen: Approved | null, field: string): ConfigIssue[] =>
  (chosen?.variables ?? []).flatMap(({ value }, index) =>
    isBlank(value) ? [{ field: `${field}.variables.${index}`, reason: { code: "setting_missing" } }] : [],
  );

const rowsOf = (ui: FieldUi, value: unknown): Record<string, unknown>[] =>
  ui.item && Array.isArray(value) ? (value as Record<string, unknown>[]) : [];

/** What settings mention, as far as their kinds tell: references, variables, expressions, templates. */
export function usesOf(fields: Fields, config: Record<string, unknown>, prefix = ""): Use[] {
  return Object.entries(fields).flatMap(([key, { ui }]): Use[] => {
    const [field, value] = [prefix + key, config[key]];
    if (!isShown(fields, key, config) || isBlank(value)) return [];
    const named = String(value);
    switch (ui.input) {
      case "expression":
        return [{ kind: "expression", source: named, field }];
      case "conditions":
        return [{ kind: "expression", source: conditionsToExpression(value as Conditions), field }];
      case "template":
        return [{ kind: "template", source: named, field }];
      case "variable":
        return [
          ui.sets
            ? { kind: "sets", variable: named, field, ...(ui.setOn && { on: ui.setOn }) }
            : { kind: "reads", variable: named, field },
        ];
      case "reference":
        return [{ kind: "reference", source: ui.source ?? "agents", id: named, field }];
      case "references":
        return (value as string[]).map((id) => ({ kind: "reference", source: ui.source ?? "agents", id, field }));
      case "approved":
        return (value as Approved).variables.flatMap(({ value: source }, index) =>
          isBlank(source) ? [] : [{ kind: "template", source, field: `${field}.variables.${index}` }],
        );
      case "list":
        return rowsOf(ui, value).flatMap((row, index) => usesOf(ui.item ?? {}, row, `${field}.${index}.`));
      default:
        return [];
    }
  });
}
