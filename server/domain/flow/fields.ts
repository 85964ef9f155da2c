import { z } from "zod";
import { Conditions } from "./expression/conditions";
import { isZone } from "./local-time";
import type { Field, Fields, FieldUi, OutcomeId, ReferenceSource, Text } from "./types";
import { ownVariable } from "./variables";

/**
 * One setting each: what it may be and how it is shown. Drafts are lenient: a setting that must be filled in may be
 * empty here, and is reported (`required`) when the flow is compiled.
 */
type Ui = Partial<Omit<FieldUi, "input" | "label">>;

const ui = (input: FieldUi["input"], label: Text, rest: Ui = {}): FieldUi => ({ input, label, ...rest });

export const text = (label: Text, rest: Ui = {}) => ({
  schema: z
    .string()
    .max(rest.max ?? 200)
    .default(""),
  ui: ui("text", label, rest),
});

/** A message text: Liquid. */
export const template = (label: Text, rest: Ui = {}) => ({
  schema: z
    .string()
    .max(rest.max ?? 20_000)
    .default(""),
  ui: ui("template", label, rest),
});

/** CEL. */
export const expression = (label: Text, rest: Ui = {}) => ({
  schema: z.string().max(2000).default(""),
  ui: ui("expression", label, rest),
});

/** The rows of the builder. */
export const conditions = (label: Text, rest: Ui = {}) => ({
  schema: Conditions.default({ join: "and", rows: [] }),
  ui: ui("conditions", label, rest),
});

export const integer = (
  label: Text,
  { min, max, value, ...rest }: Ui & { min: number; max: number; value: number },
) => ({
  schema: z.number().int().min(min).max(max).default(value),
  ui: ui("number", label, { min, max, ...rest }),
});

export const toggle = (label: Text, value = false, rest: Ui = {}) => ({
  schema: z.boolean().default(value),
  ui: ui("switch", label, rest),
});

/** The first option is what a new node has. */
export const select = <const V extends string>(label: Text, options: { value: V; label: Text }[], rest: Ui = {}) => ({
  schema: z.enum(options.map((option) => option.value) as [V, ...V[]]).default(options[0]?.value as V),
  ui: ui("select", label, { options, ...rest }),
});

/** The id of something that exists elsewhere; empty until it is chosen. */
export const reference = (label: Text, source: ReferenceSource, rest: Ui = {}) => ({
  schema: z.string().max(80).default(""),
  ui: ui("reference", label, { source, ...rest }),
});

export const references = (label: Text, source: ReferenceSource, rest: Ui = {}) => ({
  schema: z
    .array(z.string().max(80))
    .max(rest.max ?? 100)
    .default([]),
  ui: ui("references", label, { source, ...rest }),
});

/** The name of a variable that the node sets. */
export const ownVar = (label: Text, { setOn, ...rest }: Ui & { setOn?: OutcomeId[] } = {}) => ({
  schema: z.union([z.literal(""), z.string().regex(ownVariable, "variable_name")]).default(""),
  ui: ui("variable", label, { sets: true, source: "variables", ...(setOn && { setOn }), ...rest }),
});

/** The name of a variable that the node reads. */
export const readVar = (label: Text, rest: Ui = {}) => ({
  schema: z.string().max(80).default(""),
  ui: ui("variable", label, { source: "variables", ...rest }),
});

export const timeUnits = { seconds: 1000, minutes: 60_000, hours: 3_600_000, days: 86_400_000, weeks: 604_800_000 };
export type TimeUnit = keyof typeof timeUnits;
export interface Duration {
  n: number;
  unit: TimeUnit;
}

export const durationMs = ({ n, unit }: Duration): number => n * timeUnits[unit];

/** A length of time; `min` and `max` in milliseconds. */
export const duration = (
  label: Text,
  { min, max, value, ...rest }: Ui & { min: number; max: number; value: Duration },
) => ({
  schema: z
    .object({
      n: z.number().int().min(-100_000).max(100_000),
      unit: z.enum(Object.keys(timeUnits) as [TimeUnit, ...TimeUnit[]]),
    })
    .refine((it) => durationMs(it) >= min && durationMs(it) <= max, "out_of_range")
    .default(value),
  ui: ui("duration", label, { min, max, ...rest }),
});

/** `HH:mm`. */
export const timeOfDay = (label: Text, value: string, rest: Ui = {}) => ({
  schema: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "time_of_day")
    .default(value),
  ui: ui("time", label, rest),
});

/** 1 Monday … 7 Sunday; none chosen means every day. */
export const weekdays = (label: Text, rest: Ui = {}) => ({
  schema: z.array(z.number().int().min(1).max(7)).max(7).default([]),
  ui: ui("weekdays", label, rest),
});

export const timeZone = (label: Text, rest: Ui = {}) => ({
  schema: z.union([z.literal(""), z.string().refine(isZone, "unknown_zone")]).default(""),
  ui: ui("timezone", label, rest),
});

/** A few short texts: tags, keywords. */
export const texts = (label: Text, { each = 60, ...rest }: Ui & { each?: number } = {}) => ({
  schema: z
    .array(z.string().trim().min(1).max(each))
    .max(rest.max ?? 20)
    .default([]),
  ui: ui("texts", label, rest),
});

/** Ids of uploaded files. */
export const files = (label: Text, rest: Ui = {}) => ({
  schema: z
    .array(z.string().max(80))
    .max(rest.max ?? 10)
    .default([]),
  ui: ui("files", label, rest),
});

/** An approved template, how it read when it was chosen, and what fills its variables: Liquid each. */
export interface Approved {
  name: string;
  language: string;
  text: string;
  variables: { name: string; value: string }[];
}

const filledVariable = z.object({ name: z.string().min(1).max(100), value: z.string().max(2000).default("") });
const chosenTemplate = z.object({
  name: z.string().min(1).max(512),
  language: z.string().max(20),
  text: z.string().max(10_000),
  variables: z.array(filledVariable).max(50),
});

/** A carrier's template; null until one is chosen. */
export const approved = (label: Text, rest: Ui = {}) => ({
  schema: chosenTemplate.nullable().default(null),
  ui: ui("approved", label, rest),
});

/** Rows of the same settings. */
export const list = <F extends Fields>(label: Text, item: F, rest: Ui & { max: number }) => ({
  schema: z.array(objectOf(item)).max(rest.max).default([]),
  ui: ui("list", label, { item, ...rest }),
});

/** The id of a row, by which its outcome is known; made by whoever adds the row. */
export const rowId = (label: Text) => ({
  schema: z.string().regex(/^[A-Za-z0-9_-]{1,40}$/, "row_id"),
  ui: ui("text", label),
});

export type SchemaOf<F extends Fields> = z.ZodObject<{ [K in keyof F]: F[K]["schema"] }>;

export function objectOf<F extends Fields>(fields: F): SchemaOf<F> {
  return z.object(
    Object.fromEntries(Object.entries(fields).map(([key, field]: [string, Field]) => [key, field.schema])),
  ) as unknown as SchemaOf<F>;
}
