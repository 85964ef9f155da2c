import type { DateTime, Value, Values } from "./types";

/** All variables of a run together may take this much, in bytes of JSON. */
export const MAX_VARIABLE_BYTES = 65_536;

/** One text made by a template or an expression is never longer. Unit: UTF-16 units. */
export const MAX_TEXT = 65_536;

export const isDateTime = (value: unknown): value is DateTime =>
  typeof value === "object" && value !== null && "date" in value && typeof value.date === "string";

/** An instant as a value of a variable. @throws RangeError outside the years JavaScript knows */
export const dateTime = (at: number): DateTime => ({ date: new Date(at).toISOString() });

/** Nothing at all: never set, nothing, an empty text, an empty list. */
export function isEmptyValue(value: Value | undefined): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === "string") return value.trim() === "";
  return Array.isArray(value) && value.length === 0;
}

export type ValueType = "text" | "number" | "boolean" | "date" | "list" | "nothing";

export function typeOf(value: Value | undefined): ValueType {
  if (value === undefined || value === null) return "nothing";
  if (typeof value === "string") return "text";
  if (typeof value === "number") return "number";
  if (typeof value === "boolean") return "boolean";
  return isDateTime(value) ? "date" : "list";
}

/** The same value of the same type; lists element by element. */
export function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (isDateTime(a) && isDateTime(b)) return Date.parse(a.date) === Date.parse(b.date);
  if (!Array.isArray(a) || !Array.isArray(b)) return (a ?? null) === (b ?? null);
  return a.length === b.length && a.every((item, index) => sameValue(item, b[index]));
}

/** A value as text: what `text(x)` gives and what appears when lists are joined. */
export function textOf(value: Value | undefined): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  if (isDateTime(value)) return value.date;
  if (Array.isArray(value)) return value.map(textOf).join(", ");
  return String(value);
}

/** The number a customer or an administrator wrote, full-width digits included; null when it is none. */
export function numberFrom(text: string): number | null {
  const plain = text.normalize("NFKC").trim();
  if (!/^[+-]?(\d{1,15}(\.\d{1,15})?|\.\d{1,15})$/.test(plain)) return null;
  return Number(plain);
}

/** Bytes of a variable in JSON, its name included; exact for what a flow can hold. */
export function bytesOf(name: string, value: Value): number {
  return name.length + 4 + valueBytes(value);
}

function valueBytes(value: Value): number {
  if (typeof value === "string") return textBytes(value);
  if (typeof value === "boolean" || value === null) return 5;
  if (typeof value === "number") return String(value).length;
  if (isDateTime(value)) return 38;
  return (value as readonly Value[]).reduce<number>((sum, item) => sum + valueBytes(item) + 1, 2);
}

function textBytes(text: string): number {
  let bytes = 2 + text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) bytes += code > 0x7ff ? 2 : 1;
    else if (code < 0x20 || code === 0x22 || code === 0x5c) bytes += 1;
  }
  return bytes;
}

/** What a person sees of a value in a trace: long texts cut to 500 characters, long lists to 50 items. */
export function clip(value: Value): Value {
  if (typeof value === "string") return value.length > 500 ? `${value.slice(0, 499)}…` : value;
  if (Array.isArray(value)) return value.length > 50 ? value.slice(0, 50).map(clip) : value.map(clip);
  return value;
}

export const clipAll = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, clip(value)]));
