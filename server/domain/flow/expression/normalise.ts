/** What may stand for a quotation mark, and what then closes the text. */
const closers: Record<string, string> = {
  '"': '"',
  "'": "'",
  "“": '”“"',
  "”": '”“"',
  "‘": "’‘'",
  "’": "’‘'",
};

/** Marks of Chinese keyboards that mean the plain ones outside of texts. */
const fullWidth: Record<string, string> = {
  "（": "(",
  "）": ")",
  "，": ",",
  "：": ":",
  "？": "?",
  "！": "!",
  "＝": "=",
  "＞": ">",
  "＜": "<",
  "＆": "&",
  "｜": "|",
  "＋": "+",
  "－": "-",
  "＊": "*",
  "／": "/",
  "　": " ",
};

const words: Record<string, string> = {
  and: "&&",
  or: "||",
  AND: "&&",
  OR: "||",
  TRUE: "true",
  True: "true",
  FALSE: "false",
  False: "false",
  None: "null",
};

/**
 * An expression as it is kept: older habits rewritten to what the language says. `and or not` (`not a == b` means
 * `!(a == b)`), `TRUE True FALSE False None`, single and typographic quotes, full-width marks. What it does not know
 * it leaves alone, so that the parser can name it. Normalising twice changes nothing. Never throws.
 */
export function normaliseExpression(written: string): string {
  const source = written.trim();
  let out = "";
  let depth = 0;
  /** Depths at which a `not` is open and its bracket waits for the end of what it denies. */
  const open: number[] = [];
  const close = () => {
    const gap = /\s*$/.exec(out)?.[0] ?? "";
    let brackets = "";
    for (; open.at(-1) === depth; open.pop()) brackets += ")";
    if (brackets !== "") out = out.trimEnd() + brackets + gap;
  };
  for (let at = 0; at < source.length; ) {
    const raw = source[at] ?? "";
    if (closers[raw]) {
      const [text, next] = readText(source, at);
      out += text;
      at = next;
      continue;
    }
    const word = /^[A-Za-z_][A-Za-z0-9_]*/.exec(source.slice(at, at + 200))?.[0];
    if (word) {
      at += word.length;
      if ((word === "not" || word === "NOT") && !/[A-Za-z0-9_.]\s*$/.test(out.slice(-20))) {
        at += /^\s*/.exec(source.slice(at))?.[0].length ?? 0;
        open.push(depth);
        out += "!(";
        continue;
      }
      const plain = Object.hasOwn(words, word) && !out.endsWith(".") ? (words[word] ?? word) : word;
      if (plain === "&&" || plain === "||") close();
      out += plain;
      continue;
    }
    const digits = /^[0-9][0-9a-zA-Z.]*/.exec(source.slice(at, at + 200))?.[0];
    if (digits) {
      out += digits;
      at += digits.length;
      continue;
    }
    const mark = fullWidth[raw] ?? raw;
    const next = source[at + 1] ?? "";
    const pair = mark + (fullWidth[next] ?? next);
    if (pair === "&&" || pair === "||") {
      close();
      out += pair;
      at += 2;
      continue;
    }
    if (mark === "(" || mark === "[") depth++;
    if (mark === ")" || mark === "]") {
      close();
      depth--;
    }
    if (mark === "," || mark === "?" || mark === ":") close();
    out += mark;
    at++;
  }
  return out.trimEnd() + ")".repeat(open.length);
}

/** A quoted text, in plain double quotes, and where it ends. An unclosed one stays as it is, for the parser to name. */
function readText(source: string, start: number): [string, number] {
  const quote = source[start] ?? "";
  const ends = closers[quote] ?? quote;
  let text = "";
  for (let at = start + 1; at < source.length; at++) {
    const c = source[at] ?? "";
    if (ends.includes(c)) return [`"${text}"`, at + 1];
    if (c === "\\") {
      text += c + (source[++at] ?? "");
      continue;
    }
    text += c === '"' ? '\\"' : c;
  }
  return [source.slice(start), source.length];
}
