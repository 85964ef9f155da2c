const LENGTH = 160;

/** Stands in a list for a message that is files and no words; each screen puts its own word beside it. */
export const filePreview = "📎";

/** The line that stands for a message in a list: its first 160 characters, white space as single blanks. Never throws. */
export function previewOf(text: string, files = 0): string {
  if (files > 0 && text.trim() === "") return filePreview;
  // Cut before it is taken apart: a text may be megabytes long, and no character has more than two units.
  const start = text
    .trim()
    .slice(0, 20 * LENGTH)
    .replace(/\s+/g, " ");
  return [...start.slice(0, 2 * LENGTH)].slice(0, LENGTH).join("");
}
