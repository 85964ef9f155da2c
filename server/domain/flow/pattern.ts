import { RE2JS } from "re2js";
import type { Reason } from "./types";

/** Longest pattern, and most steps its program may have: together they keep matching linear with a small factor. */
const MAX_PATTERN = 500;
const MAX_STEPS = 5000;

export interface Pattern {
  /** Whether it is found anywhere in a text. Time grows with the text and never faster. */
  test(text: string): boolean;
}

const patterns = new Map<string, Pattern>();

/** A pattern of the linear-time engine (RE2: no back-references, no look-around), or what is wrong with it. */
export function parsePattern(source: string): Pattern | { error: Reason } {
  const known = patterns.get(source);
  if (known) return known;
  if (source.length > MAX_PATTERN) return { error: { code: "pattern_too_long", params: { max: MAX_PATTERN } } };
  // Repeats of repeats multiply; what they come to is worked out before the engine unrolls them.
  if (stepsOf(source) > MAX_STEPS) return { error: { code: "pattern_too_large" } };
  try {
    const engine = RE2JS.compile(source);
    const pattern: Pattern = { test: (text) => engine.test(text) };
    if (patterns.size >= 500) patterns.clear();
    patterns.set(source, pattern);
    return pattern;
  } catch {
    return { error: { code: "pattern_invalid", params: { pattern: source.slice(0, 60) } } };
  }
}

/** How many steps a pattern comes to once its counted repeats are written out. An estimate from above. */
function stepsOf(source: string): number {
  const sums = [0];
  let last = 0;
  const add = (steps: number) => {
    last = steps;
    sums[sums.length - 1] = (sums.at(-1) ?? 0) + steps;
  };
  for (let at = 0; at < source.length; at++) {
    const c = source[at];
    const repeat = c === "{" ? /^\{(\d{1,9})(?:,(\d{0,9}))?\}/.exec(source.slice(at, at + 24)) : null;
    if (repeat) {
      const times = Math.max(1, Number(repeat[1]), Number(repeat[2] || 0));
      const once = last;
      add(once * (times - 1));
      last = once * times;
      at += repeat[0].length - 1;
    } else if (c === "(") sums.push(0);
    else if (c === ")" && sums.length > 1) add(sums.pop() ?? 0);
    else {
      if (c === "\\") at++;
      if (c === "[") at = endOfClass(source, at);
      add(1);
    }
  }
  return sums.reduce((sum, part) => sum + part, 0);
}

function endOfClass(source: string, start: number): number {
  for (let at = start + 2; at < source.length; at++) {
    if (source[at] === "\\") at++;
    else if (source[at] === "]") return at;
  }
  return source.length;
}
