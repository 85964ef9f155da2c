/**
 * Text from outside made fit to be stored: NUL is taken out, which PostgreSQL refuses and carriers have been seen to
 * send, and half a surrogate pair becomes U+FFFD, which JSON columns refuse. Nothing else is changed. Never throws.
 */
export function cleanText(text: string): string {
  return text.replaceAll("\u0000", "").toWellFormed();
}
