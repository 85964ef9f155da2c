import { parsePhone } from "./phone";

export type OptOutKind = "stop" | "start" | "help";

/** Words by which customers of one kind of number take themselves out. The whole text must be the word. */
interface Words {
  stop: readonly string[];
  start: readonly string[];
  /** Back in, but only from somebody who is out: elsewhere it is an answer. */
  startIfOut: readonly string[];
  help: readonly string[];
  /** Whether one letter alone may be a word. */
  singleLetters: boolean;
}

const back = { start: ["START", "UNSTOP"], startIfOut: ["YES"], help: ["HELP"] } as const;

const byCallingCode: Record<string, Words> = {
  "1": { stop: ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"], ...back, singleLetters: false },
  "86": { stop: ["退订", "TD", "T", "R"], ...back, singleLetters: true },
};

const elsewhere: Words = { stop: ["STOP", "UNSUBSCRIBE", "退订"], ...back, singleLetters: false };

/** Email and web chat have links instead. */
const none: Words = { stop: [], start: [], startIfOut: [], help: [], singleLetters: false };

export interface OptOutPlace {
  kind: "sms" | "whatsapp" | "email" | "web" | "voice";
  /** Our number that was written to. */
  number: string;
  /** Further words of this number. */
  extra?: { stop?: readonly string[]; start?: readonly string[]; help?: readonly string[] };
}

/** The words that count at a number, folded, by what they do. `startIfOut` is kept apart. */
export function optOutWords(place: OptOutPlace): Record<"stop" | "start" | "startIfOut" | "help", Set<string>> {
  const words = wordsAt(place);
  const longEnough = (word: string) => word !== "" && (words.singleLetters || [...word].length > 1);
  const all = (own: readonly string[], extra: readonly string[] = []) =>
    new Set([...own, ...extra].map(foldWord).filter(longEnough));
  return {
    stop: all(words.stop, place.extra?.stop),
    start: all(words.start, place.extra?.start),
    startIfOut: all(words.startIfOut),
    help: all(words.help, place.extra?.help),
  };
}

/**
 * What a customer's text asks for, if it is one of the words of the number it was sent to; null for any other text.
 * `isOut`: whether the customer is out already. Compared after trimming, case folding and width folding. Never throws.
 */
export function optOutWord(text: string, place: OptOutPlace, isOut: boolean): OptOutKind | null {
  if (text.length > 100) return null;
  const word = foldWord(text);
  const words = optOutWords(place);
  if (words.stop.has(word)) return "stop";
  if (words.start.has(word) || (isOut && words.startIfOut.has(word))) return "start";
  return words.help.has(word) ? "help" : null;
}

/** Trimmed, full-width letters made plain, upper and lower case made one. */
export function foldWord(text: string): string {
  return text.normalize("NFKC").trim().toLowerCase();
}

function wordsAt({ kind, number }: OptOutPlace): Words {
  if (kind === "whatsapp") return elsewhere;
  if (kind !== "sms") return none;
  return byCallingCode[parsePhone(number)?.callingCode ?? ""] ?? elsewhere;
}
