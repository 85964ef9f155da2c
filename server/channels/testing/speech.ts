import type { TenantId } from "@/server/domain/ids";
import type { FilledTemplate } from "@/server/domain/message-template";
import type { Heard, Said } from "./fakes";
import { type Recorded, recordings } from "./recorded";

export type Body = object | string;

/** What a customer says, in nobody's words yet. `file`: a picture that lies there. */
export type Told = { id: string; to: string; text: string; file?: string };

/** What became of a message of ours. */
export type Fate = { id: string; from: string; status: "sent" | "delivered" | "failed" };

/** What a carrier was asked to send. `from` is absent where only the address of the call tells. */
export type Asked = { from?: string; to: string; text: string; file?: string };

/** How one carrier is spoken with in both directions: what it posts, how it takes a message. */
export interface Speech {
  recorded: Recorded;
  /** The number of ours on the n-th line; without it one of +1. */
  own?(line: number): string;
  /** The customer, as we keep him. */
  customer: string;
  part?: string;
  filePart?: string;
  receiptPart?: string;
  message(told: Told): Body;
  /** Where it posts several at once: so many bodies as one. */
  together?(bodies: Body[]): Body;
  /** What it tells of a message of ours; `fates`: which of them it knows, when not all. */
  receipt?(fate: Fate): Body;
  fates?: readonly Fate["status"][];
  /** The same body, of another account of the same carrier; where its bodies name one. */
  ofAnotherAccount?(body: Body): Body;
  /** Its answer to a message it takes. */
  takes(id: string): Said;
  /** Its answer to any other call: a login, an upload, a list. */
  other?(heard: Heard): Said | null;
  /** What it was asked to send by all these calls. */
  asked(heard: readonly Heard[], line: { tenant: TenantId; channelId: string }): Asked[] | Promise<Asked[]>;
  /** Where a customer's picture lies. */
  file?: string;
  /** Our pictures are handed over instead of fetched from us. */
  uploads?: true;
  /** Whatever number a message names, it is for the only one that the channel has. */
  anyNumber?: true;
  /** An answer, where free text is refused: reads as `answer`. */
  template?: FilledTemplate;
}

export const answer = "Yes, ten to four.";

export const phone = "+14102161183";
export const digits = (number: string) => number.slice(1);
export const party = (phone_number: string, status?: string) => ({ phone_number, ...(status ? { status } : {}) });
export const recordedOf = (name: string): Recorded => {
  const one = recordings[name];
  if (!one) throw new Error(`nothing recorded of ${name}`);
  return one;
};

export const json = (status: number, body: unknown): Said => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

/** One call after another, read as JSON. */
// biome-ignore lint/suspicious/noExplicitAny: what a carrier was asked, read by hand
export const each = (of: (said: any) => Asked) => (heard: readonly Heard[]) =>
  heard.map(({ body }) => of(JSON.parse(body)));
/** The same where calls are forms. */
export const eachForm = (of: (said: URLSearchParams) => Asked) => (heard: readonly Heard[]) =>
  heard.map(({ body }) => of(new URLSearchParams(body)));
export const withFile = (asked: Asked, file: unknown): Asked => (file ? { ...asked, file: String(file) } : asked);
