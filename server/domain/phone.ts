import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js";

/** A phone number that was understood. */
export interface Phone {
  /** `+` and digits. */
  e164: string;
  /** ISO 3166 code; missing where a calling code has several countries and the digits do not tell. */
  country?: string;
  /** The calling code, digits only. */
  callingCode: string;
  /** International format with spaces, for people. */
  display: string;
  /** The format used inside the number's own country. */
  national: string;
}

/**
 * Understands a number as people and carriers write it: with `+`, or in the national way when `country` (ISO 3166) is
 * given. Possible numbers are taken, not only assigned ones: test ranges such as 555-01xx are real senders.
 * null for everything else: short codes, names, extensions, too few digits. Never throws. Source: libphonenumber.
 */
export function parsePhone(text: string, country?: string): Phone | null {
  // Longer than any way to write a number; the parser's own patterns are not asked to look at it.
  if (text.length > 64) return null;
  const home = country && isSupportedCountry(country) ? (country as CountryCode) : undefined;
  const parsed = parsePhoneNumberFromString(text, { ...(home ? { defaultCountry: home } : {}), extract: false });
  if (!parsed?.isPossible() || parsed.ext) return null;
  return {
    e164: parsed.number,
    ...(parsed.country ? { country: parsed.country } : {}),
    callingCode: parsed.countryCallingCode,
    display: parsed.formatInternational(),
    national: parsed.formatNational(),
  };
}

/** E.164 of a number, or null. */
export function toE164(text: string, country?: string): string | null {
  return parsePhone(text, country)?.e164 ?? null;
}

/** Whether a text is E.164 already: `+`, then 2 to 15 digits. */
export function isE164(text: string): boolean {
  return /^\+[1-9]\d{1,14}$/.test(text);
}

/**
 * The address of a sender as it is stored: E.164 where it is a number with `+`, else the text itself, trimmed, because
 * short codes and names are senders too. Without `+` nothing is guessed.
 */
export function toAddress(text: string): string {
  const trimmed = text.trim();
  return trimmed.startsWith("+") ? (toE164(trimmed) ?? trimmed) : trimmed;
}

/** How an address is shown: numbers in international format, everything else as it is. */
export function displayAddress(address: string): string {
  return isE164(address) ? (parsePhone(address)?.display ?? address) : address;
}
