import { cleanText } from "@/server/domain/clean-text";
import { instantOf as zonedInstant } from "@/server/domain/flow/local-time";
import { Unreadable } from "./carrier";

/** Bytes as text. Broken UTF-8 becomes U+FFFD: a message with a wrong byte is still a message. */
export function bodyText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** A JSON object of a webhook. Throws `Unreadable` for anything else, however deeply it is nested. */
export function bodyObject(bytes: Uint8Array): Record<string, unknown> {
  const value = bodyJson(bytes);
  if (!isObject(value)) throw new Unreadable("not a JSON object");
  return value;
}

export function bodyJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(bodyText(bytes));
  } catch {
    throw new Unreadable("not JSON");
  }
}

export function bodyForm(bytes: Uint8Array): URLSearchParams {
  return new URLSearchParams(bodyText(bytes));
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A member of an object, or undefined when there is no such object. */
export function member(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** A text fit to be stored; "" for what is none. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? cleanText(value) : "";
}

/** An id as text: carriers write some as numbers. Throws `Unreadable` when there is none, or one of unbelievable length. */
export function idOf(value: unknown): string {
  const id = typeof value === "number" && Number.isFinite(value) ? String(value) : textOf(value).trim();
  if (id === "" || id.length > 255) throw new Unreadable("no usable message id");
  return id;
}

/** An address as text. Throws `Unreadable` when there is none, or one of unbelievable length. */
export function addressText(value: unknown): string {
  const address = textOf(value).trim();
  if (address === "" || address.length > 255) throw new Unreadable("no usable address");
  return address;
}

/** An instant with its offset, or undefined: a wrong time is no reason to refuse a message. */
export function instantOf(value: unknown): Date | undefined {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:?\d\d)$/.test(value)) return undefined;
  const instant = new Date(value);
  const year = instant.getUTCFullYear();
  return year >= 2000 && year < 2100 ? instant : undefined;
}

/** An instant told as a carrier's wall clock shows it, "2026-01-15 03:30:00" without an offset; undefined for what is none. */
export function wallClockOf(value: unknown, zone: string): Date | undefined {
  const told = typeof value === "string" ? /^(20\d\d)-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)$/.exec(value) : null;
  if (!told) return undefined;
  const [year, month, day, hour, minute, second] = told.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59) return undefined;
  return new Date(zonedInstant(zone, year, month, day, hour, minute) + second * 1000);
}

/** A whole number of bytes, given as number or text. */
export function sizeOf(value: unknown): number | undefined {
  const size = typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof size === "number" && Number.isSafeInteger(size) && size >= 0 ? size : undefined;
}
