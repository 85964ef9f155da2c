import { z } from "zod";
import { type Text, t } from "../types";

/** Groups within groups within groups, no further. */
export const MAX_CONDITION_DEPTH = 3;

/** How a field is compared with a value in the builder; also the cases of a branch. */
export const operators = {
  eq: t("is", "等于"),
  ne: t("is not", "不等于"),
  gt: t("is greater than", "大于"),
  gte: t("is at least", "大于等于"),
  lt: t("is less than", "小于"),
  lte: t("is at most", "小于等于"),
  contains: t("contains", "包含"),
  notContains: t("does not contain", "不包含"),
  startsWith: t("starts with", "开头是"),
  endsWith: t("ends with", "结尾是"),
  inList: t("is one of", "属于其中之一"),
  isEmpty: t("is empty", "为空"),
  notEmpty: t("is not empty", "不为空"),
} as const satisfies Record<string, Text>;

export type Operator = keyof typeof operators;

/** Operators that look at the field alone. */
export const withoutValue: readonly Operator[] = ["isEmpty", "notEmpty"];

const literalSchema = z.union([
  z.string().max(1000),
  z.number(),
  z.boolean(),
  z.array(z.union([z.string().max(200), z.number()])).max(50),
]);

export const ConditionRow = z.object({
  /** A variable's name. */
  field: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,60}$/),
  op: z.enum(Object.keys(operators) as [Operator, ...Operator[]]),
  /** Text, number or yes/no: as the field is. A list for `inList`. */
  value: literalSchema.optional(),
});

export type ConditionRow = z.infer<typeof ConditionRow>;

export interface Conditions {
  join: "and" | "or";
  rows: (ConditionRow | Conditions)[];
}

const joinSchema = z.enum(["and", "or"]);

const level = (depth: number): z.ZodType<Conditions> =>
  z.object({
    join: joinSchema,
    rows: z.array(depth === 1 ? ConditionRow : z.union([ConditionRow, level(depth - 1)])).max(20),
  });

/** Rows joined by and/or, in groups to depth 3. */
export const Conditions: z.ZodType<Conditions> = level(MAX_CONDITION_DEPTH);

/** The builder's rows as one expression; the same language, so the same rules and the same failures. */
export function conditionsToExpression(conditions: Conditions): string {
  return conditions.rows
    .map((row) => ("rows" in row ? `(${conditionsToExpression(row)})` : rowToExpression(row)))
    .filter((part) => part !== "()")
    .join(conditions.join === "and" ? " && " : " || ");
}

const quote = (value: unknown): string => (typeof value === "string" ? JSON.stringify(value) : String(value));

function rowToExpression({ field, op, value = "" }: ConditionRow): string {
  const right = Array.isArray(value) ? `[${value.map(quote).join(", ")}]` : quote(value);
  switch (op) {
    case "eq":
      return `${field} == ${right}`;
    case "ne":
      return `${field} != ${right}`;
    case "gt":
      return `${field} > ${right}`;
    case "gte":
      return `${field} >= ${right}`;
    case "lt":
      return `${field} < ${right}`;
    case "lte":
      return `${field} <= ${right}`;
    case "contains":
    case "startsWith":
    case "endsWith":
      return `${op}(${field}, ${right})`;
    case "notContains":
      return `!contains(${field}, ${right})`;
    case "inList":
      return `inList(${field}, ${Array.isArray(value) ? right : `[${right}]`})`;
    case "isEmpty":
      return `isEmpty(${field})`;
    case "notEmpty":
      return `!isEmpty(${field})`;
  }
}
