import type { Reason, Value } from "../types";
import { isEmptyValue, numberFrom, textOf, typeOf } from "../values";
import type { Operator } from "./conditions";

type Compared = boolean | { error: Reason };

/**
 * A value against what somebody typed into a form. The typed text is taken as what the value is: a number beside a
 * number, `true`/`是` beside yes and no. Nothing at all can only be asked whether it is empty.
 */
export function compareWithText(value: Value, op: Operator, typed: string): Compared {
  if (op === "isEmpty") return isEmptyValue(value);
  if (op === "notEmpty") return !isEmptyValue(value);
  if (value === null) return { error: { code: "missing_value", params: { name: "" } } };
  if (op === "inList")
    return anyOf(
      typed.split(/[,，、\n]/).map((part) => part.trim()),
      value,
    );
  if (op === "contains" || op === "notContains") {
    const found = Array.isArray(value)
      ? value.some((item) => textOf(item) === typed)
      : inText(value, op, (x) => x.includes(typed));
    return typeof found === "boolean" ? found === (op === "contains") : found;
  }
  if (op === "startsWith") return inText(value, op, (x) => x.startsWith(typed));
  if (op === "endsWith") return inText(value, op, (x) => x.endsWith(typed));
  const order = orderWith(value, typed);
  if (typeof order !== "number") return order;
  return { eq: order === 0, ne: order !== 0, gt: order > 0, gte: order >= 0, lt: order < 0, lte: order <= 0 }[op];
}

function inText(value: Value, operator: string, test: (text: string) => boolean): Compared {
  if (typeof value === "string") return test(value);
  return { error: { code: "type_mismatch", params: { operator, left: typeOf(value), right: "text" } } };
}

function anyOf(words: string[], value: Value): Compared {
  for (const word of words.filter((one) => one !== "")) {
    const order = orderWith(value, word);
    if (typeof order !== "number") return order;
    if (order === 0) return true;
  }
  return false;
}

function orderWith(value: Value, typed: string): number | { error: Reason } {
  if (typeof value === "string") return value === typed ? 0 : value < typed ? -1 : 1;
  if (typeof value === "number") {
    const number = numberFrom(typed);
    if (number !== null) return value - number;
  }
  if (typeof value === "boolean") {
    const word = typed.trim().toLowerCase();
    if (["true", "yes", "是"].includes(word)) return value ? 0 : -1;
    if (["false", "no", "否"].includes(word)) return value ? 1 : 0;
  }
  return { error: { code: "type_mismatch", params: { operator: "==", left: typeOf(value), right: "text" } } };
}
