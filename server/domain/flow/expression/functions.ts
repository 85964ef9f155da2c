import { instantOf, isZone, wallTime } from "../local-time";
import { type Pattern, parsePattern } from "../pattern";
import type { Value } from "../types";
import { dateTime, isDateTime, isEmptyValue, MAX_TEXT, numberFrom, sameValue, textOf, typeOf } from "../values";
import { fail } from "./failure";
import type { Scope } from "./scope";

export interface ExpressionFunction {
  /** How many arguments it takes. */
  arity: [min: number, max: number];
  /** Takes nothing (a variable that was never set) as well; all others fail on it. */
  takesNothing?: true;
  /** Looks at literal arguments when the expression is parsed; throws what is wrong with them. */
  check?(literals: readonly (Value | undefined)[]): void;
  run(args: readonly Value[], scope: Scope): Value;
}

const hourMs = 3_600_000;

/** Everything that can be called in an expression, always plainly: `contains(message_body, "order")`. */
export const expressionFunctions: Readonly<Record<string, ExpressionFunction>> = {
  lower: { arity: [1, 1], run: ([x]) => text("lower", x).toLowerCase() },
  upper: { arity: [1, 1], run: ([x]) => text("upper", x).toUpperCase() },
  trim: { arity: [1, 1], run: ([x]) => text("trim", x).trim() },
  contains: {
    arity: [2, 2],
    run: ([x, part]) =>
      Array.isArray(x) ? x.some((item) => sameValue(item, part)) : text("contains", x).includes(text("contains", part)),
  },
  startsWith: { arity: [2, 2], run: ([x, part]) => text("startsWith", x).startsWith(text("startsWith", part)) },
  endsWith: { arity: [2, 2], run: ([x, part]) => text("endsWith", x).endsWith(text("endsWith", part)) },
  matches: {
    arity: [2, 2],
    check: ([, pattern]) => {
      if (typeof pattern !== "string") fail("pattern_not_literal");
      patternOf(pattern);
    },
    run: ([x, pattern]) => patternOf(text("matches", pattern)).test(text("matches", x)),
  },
  number: { arity: [1, 2], takesNothing: true, run: ([x, otherwise]) => toNumber(x, otherwise) },
  text: { arity: [1, 1], run: ([x]) => textOf(x).slice(0, MAX_TEXT) },
  date: { arity: [1, 1], run: ([x], scope) => dateTime(toInstant("date", x, scope)) },
  now: { arity: [0, 0], run: (_, scope) => dateTime(scope.now) },
  daysSince: {
    arity: [1, 1],
    run: ([x], scope) => Math.floor((scope.now - toInstant("daysSince", x, scope)) / (24 * hourMs)),
  },
  hoursSince: {
    arity: [1, 1],
    run: ([x], scope) => Math.floor((scope.now - toInstant("hoursSince", x, scope)) / hourMs),
  },
  isEmpty: { arity: [1, 1], takesNothing: true, run: ([x]) => isEmptyValue(x) },
  inList: {
    arity: [2, 2],
    run: ([x, list]) =>
      Array.isArray(list) ? list.some((item) => sameValue(item, x)) : fail("not_a_list", { call: "inList" }),
  },
  hour: { arity: [0, 1], run: ([zone], scope) => wallTime(zoneOf(zone, scope), scope.now).hour },
  /** 1 Monday … 7 Sunday. */
  weekday: { arity: [0, 1], run: ([zone], scope) => wallTime(zoneOf(zone, scope), scope.now).weekday },
};

function text(call: string, value: Value | undefined): string {
  return typeof value === "string" ? value : fail("not_a_text", { call, got: typeOf(value) });
}

function toNumber(value: Value | undefined, otherwise: Value | undefined): Value {
  const number = typeof value === "string" ? numberFrom(value) : typeof value === "number" ? value : null;
  if (number !== null) return number;
  if (otherwise !== undefined) return otherwise;
  if (value === null || value === undefined) return fail("missing_value", { name: "number()" });
  return fail("not_a_number", { text: textOf(value).slice(0, 60) });
}

/** Days (`2026-03-01`) and times without a zone are local ones. */
function toInstant(call: string, value: Value | undefined, scope: Scope): number {
  if (isDateTime(value)) return Date.parse(value.date);
  const words = text(call, value).trim();
  const parts = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?$/.exec(words);
  if (parts) {
    const [year, month, day, hour, minute, second] = parts.slice(1).map((part) => Number(part ?? 0));
    if (year === undefined || month === undefined || day === undefined) return fail("not_a_date", { text: words });
    if (!isDay(year, month, day) || (hour ?? 0) > 23 || (minute ?? 0) > 59 || (second ?? 0) > 59) {
      return fail("not_a_date", { text: words.slice(0, 60) });
    }
    return instantOf(zoneOf(undefined, scope), year, month, day, hour, minute) + (second ?? 0) * 1000;
  }
  const withZone = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/.test(words);
  const at = withZone ? Date.parse(words.replace(" ", "T")) : Number.NaN;
  return Number.isNaN(at) ? fail("not_a_date", { text: words.slice(0, 60) }) : at;
}

function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function zoneOf(value: Value | undefined, scope: Scope): string {
  const zone = value === undefined ? scope.zone : text("zone", value);
  return isZone(zone) ? zone : fail("unknown_zone", { zone: zone.slice(0, 60) });
}

function patternOf(source: string): Pattern {
  const pattern = parsePattern(source);
  return "error" in pattern ? fail(pattern.error.code, pattern.error.params) : pattern;
}
