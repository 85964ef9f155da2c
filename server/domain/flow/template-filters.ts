import { instantOf, isZone, wallTime } from "./local-time";
import { MAX_TEXT, numberFrom } from "./values";

/** A text or a list that grew past every limit. */
export class TooMuch extends Error {}

export class DivisionByZero extends Error {}

/** A date-time as templates see it: printed as local time, compared as an instant. */
export class Moment {
  constructor(
    readonly at: number,
    readonly zone: string,
  ) {}
  toString(): string {
    return strftime(this.at, "%Y-%m-%d %H:%M", this.zone);
  }
  valueOf(): number {
    return this.at;
  }
}

/** What the library hands a filter as `this`. */
export interface FilterContext {
  context: { getRegister(key: string): unknown };
}

const zoneOf = (filter: FilterContext): string => String(filter.context.getRegister("zone") || "UTC");

const words = (value: unknown): string => {
  if (value === null || value === undefined) return "";
  return Array.isArray(value) ? value.map(words).join("") : String(value);
};

function fits(length: number): void {
  if (length > MAX_TEXT) throw new TooMuch();
}

function numeric(value: unknown): number {
  if (typeof value === "number") return value;
  return numberFrom(words(value)) ?? 0;
}

/** As a person would write it: 0.1 + 0.2 is 0.3. */
const tidy = (value: number): number => Number(value.toPrecision(12));

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;" };

type Filter = (this: FilterContext, value: unknown, ...args: unknown[]) => unknown;

/** The fixed list of filters. Texts in, texts out; no clock, no files, nothing longer than a text may be. */
export const templateFilters: Readonly<Record<string, Filter>> = {
  default: (value, otherwise) =>
    value === null || value === undefined || value === false || words(value) === "" ? otherwise : value,
  upcase: (value) => words(value).toUpperCase(),
  downcase: (value) => words(value).toLowerCase(),
  capitalize: (value) => {
    const [first = "", ...rest] = [...words(value)];
    return first.toUpperCase() + rest.join("").toLowerCase();
  },
  strip: (value) => words(value).trim(),
  truncate: (value, length = 50, ellipsis = "...") => {
    const [all, end] = [[...words(value)], [...words(ellipsis)]];
    const most = Math.max(0, Math.floor(numeric(length)));
    if (all.length <= most) return all.join("");
    return all.slice(0, Math.max(0, most - end.length)).join("") + end.join("");
  },
  date(value, format = "%Y-%m-%d", zone = undefined) {
    return formatted(value, words(format), zone === undefined ? zoneOf(this) : words(zone));
  },
  /** In the recipient's zone. */
  local_time(value, format = "%Y-%m-%d %H:%M") {
    return formatted(value, words(format), zoneOf(this));
  },
  plus: (value, other) => tidy(numeric(value) + numeric(other)),
  minus: (value, other) => tidy(numeric(value) - numeric(other)),
  times: (value, other) => tidy(numeric(value) * numeric(other)),
  divided_by: (value, other) => {
    const divisor = numeric(other);
    if (divisor === 0) throw new DivisionByZero();
    const result = numeric(value) / divisor;
    return Number.isInteger(divisor) ? Math.floor(result) : tidy(result);
  },
  round: (value, digits = 0) => {
    const factor = 10 ** Math.min(12, Math.max(0, Math.floor(numeric(digits))));
    return Math.round(tidy(numeric(value) * factor)) / factor;
  },
  replace: (value, from, to = "") => {
    const [all, part, other] = [words(value), words(from), words(to)];
    if (part === "") return all;
    const pieces = all.split(part);
    fits(all.length + (pieces.length - 1) * (other.length - part.length));
    return pieces.join(other);
  },
  split: (value, separator = " ") => (words(value) === "" ? [] : words(value).split(words(separator))),
  join: (value, separator = " ") => {
    const items = (Array.isArray(value) ? value : [value]).map(words);
    fits(items.reduce((sum, item) => sum + item.length, 0) + items.length * words(separator).length);
    return items.join(words(separator));
  },
  first: (value) => (Array.isArray(value) ? value[0] : ([...words(value)][0] ?? "")),
  last: (value) => (Array.isArray(value) ? value.at(-1) : ([...words(value)].at(-1) ?? "")),
  size: (value) => (Array.isArray(value) ? value.length : [...words(value)].length),
  escape: (value) => {
    const all = words(value);
    fits(all.length * 5);
    return all.replace(/[&<>"']/g, (c) => entities[c] ?? c);
  },
  url_encode: (value) => encodeURIComponent(words(value).toWellFormed()).replaceAll("%20", "+"),
  append: (value, other = "") => joined(words(value), words(other)),
  prepend: (value, other = "") => joined(words(other), words(value)),
  number: (value, digits = undefined) => {
    const number = numeric(value);
    return digits === undefined ? number : number.toFixed(Math.min(12, Math.max(0, Math.floor(numeric(digits)))));
  },
  money: (value, currency = undefined) => money(numeric(value), words(currency)),
};

function joined(a: string, b: string): string {
  fits(a.length + b.length);
  return a + b;
}

/** `1234.5` → `1,234.50`; with an ISO code its sign, with anything else that in front. */
function money(value: number, currency: string): string {
  if (/^[A-Z]{3}$/.test(currency)) {
    return new Intl.NumberFormat("en-US", { style: "currency", currency, currencyDisplay: "narrowSymbol" }).format(
      value,
    );
  }
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  return currency.slice(0, 10) + new Intl.NumberFormat("en-US", digits).format(value);
}

/** What is no date stays as it was written. */
function formatted(value: unknown, format: string, zone: string): string {
  const at = instant(value, zone);
  return at === null ? words(value) : strftime(at, format.slice(0, 200), zone);
}

function instant(value: unknown, zone: string): number | null {
  if (value instanceof Moment) return value.at;
  const text = words(value).trim();
  const day = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2}))?$/
    .exec(text)
    ?.slice(1)
    .map((part) => Number(part ?? 0));
  const [year, month, date, hour, minute] = day ?? [];
  if (year !== undefined && month !== undefined && date !== undefined) {
    return instantOf(isZone(zone) ? zone : "UTC", year, month, date, hour, minute);
  }
  if (!/^\d{4}-\d{2}-\d{2}[T ]/.test(text)) return null;
  const at = Date.parse(text.replace(" ", "T"));
  return Number.isNaN(at) ? null : at;
}

const monthNames = "January February March April May June July August September October November December".split(" ");
const dayNames = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(" ");

/** `%Y %m %d %H %M %S` and their kin; an unknown mark stays. A zone that is none counts as UTC. */
function strftime(at: number, format: string, zone: string): string {
  const time = wallTime(isZone(zone) ? zone : "UTC", at);
  const two = (n: number) => String(n).padStart(2, "0");
  const [month, day] = [monthNames[time.month - 1] ?? "", dayNames[time.weekday - 1] ?? ""];
  const marks: Record<string, string> = {
    Y: String(time.year),
    y: two(time.year % 100),
    m: two(time.month),
    d: two(time.day),
    e: String(time.day),
    H: two(time.hour),
    I: two(time.hour % 12 || 12),
    M: two(time.minute),
    S: two(time.second),
    p: time.hour < 12 ? "AM" : "PM",
    B: month,
    b: month.slice(0, 3),
    A: day,
    a: day.slice(0, 3),
    u: String(time.weekday),
    "%": "%",
  };
  // `%-d`: without the leading zero.
  return format.replace(/%(-?)([A-Za-z%])/g, (all, bare, mark) =>
    Object.hasOwn(marks, mark) ? (bare ? (marks[mark] ?? "").replace(/^0(?=.)/, "") : (marks[mark] ?? "")) : all,
  );
}
