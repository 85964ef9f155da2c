/**
 * A text in pieces of at most `max` UTF-16 units, in order: cut at a blank where there is one in the second half of the
 * piece, never inside a surrogate pair. The blank at a cut goes. An empty text has no pieces.
 */
export function splitText(text: string, max: number): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > max) {
    const blank = Math.max(rest.lastIndexOf(" ", max), rest.lastIndexOf("\n", max));
    let at = blank >= max / 2 ? blank : max;
    if (at !== blank && isHighSurrogate(rest.charCodeAt(at - 1))) at -= 1;
    pieces.push(rest.slice(0, at));
    rest = rest.slice(at === blank ? at + 1 : at);
  }
  return rest === "" ? pieces : [...pieces, rest];
}

const isHighSurrogate = (unit: number) => unit >= 0xd800 && unit <= 0xdbff;
