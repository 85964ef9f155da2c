import { foldWord } from "../../opt-out-words";

export type KeywordMatch = "whole" | "word" | "contains";

/**
 * The first of some words that a text matches, as it was written in the list; null when none. Compared after trimming,
 * case folding and width folding. A word ends where letters and digits end; Chinese has no such ends, so there it is
 * found anywhere.
 */
export function matchedWord(text: string, words: readonly string[], match: KeywordMatch): string | null {
  const folded = foldWord(text.slice(0, 10_000));
  return words.find((word) => isFound(folded, foldWord(word), match)) ?? null;
}

function isFound(text: string, word: string, match: KeywordMatch): boolean {
  if (word === "") return false;
  if (match === "whole") return text === word;
  if (match === "contains") return text.includes(word);
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (isEdge(text, at) && isEdge(text, at + word.length)) return true;
  }
  return false;
}

const letter = /[\p{L}\p{N}_]/u;
const withoutSpaces = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/** Whether a word may begin or end at a place. */
function isEdge(text: string, at: number): boolean {
  const [before, after] = [text[at - 1] ?? " ", text[at] ?? " "];
  if (withoutSpaces.test(before) || withoutSpaces.test(after)) return true;
  return !letter.test(before) || !letter.test(after);
}
