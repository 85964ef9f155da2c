const LENGTH = 160;

/** The line that stands for a message in a list: its first 160 characters, white space as single blanks. Never throws. */
export function previewOf(text: string): string {
  // Cut before it is taken apart: a text may be megabytes long, and no character has more than two units.
  const start = text
    .trim()
    .slice(0, 20 * LENGTH)
    .replace(/\s+/g, " ");
  return [...start.slice(0, 2 * LENGTH)].slice(0, LENGTH).join("");
}
