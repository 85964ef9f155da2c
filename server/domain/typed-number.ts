import { type Phone, parsePhone } from "./phone";

/**
 * A phone number as somebody types it into a settings field: with `+`, with `00`, with the country's digits first, or
 * in the national way when `country` (ISO 3166) is given. null when it cannot be a number. Never throws.
 */
export function typedNumber(text: string, country?: string): Phone | null {
  const trimmed = text.trim();
  if (trimmed.startsWith("+")) return parsePhone(trimmed);
  if (/^00\s*[1-9]/.test(trimmed)) return parsePhone(`+${trimmed.slice(2).trim()}`);
  const national = country ? parsePhone(trimmed, country) : null;
  return national ?? parsePhone(`+${trimmed}`);
}
