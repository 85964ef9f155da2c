import type { Readable } from "node:stream";
import type { z } from "zod";
import type { CheckResult } from "@/server/domain/channel-state";
import type { MessageLimits } from "@/server/domain/message-limits";
import type { FilledTemplate, Template } from "@/server/domain/message-template";
import type { SendFailure } from "@/server/domain/send-errors";
import type { Http, HttpAnswer } from "@/server/http";
import type { SandboxLine } from "./carriers/sandbox-line";
import type { GuideStep, Words } from "./form";

export {
  addressField,
  type FieldMeta,
  type FormField,
  field,
  formFields,
  type GuideStep,
  madeField,
  optionalField,
  secret,
  secretFields,
  switchField,
  type Words,
} from "./form";
export type { FilledTemplate, Template };

/** What a channel's owner typed in, opened. Only text and switches, so that it can be stored, sealed and compared. */
export type Credentials = Record<string, string | boolean>;

/** One number (or address) of a channel, with what the carrier's file asks for beside it. */
export interface ChannelNumber {
  address: string;
  fields: Record<string, string>;
}

/** What a carrier's file may know of a channel. */
export interface ChannelView<C extends Credentials = Credentials> {
  credentials: C;
  numbers: readonly ChannelNumber[];
}

/** A webhook as it came, before anything was believed. */
export interface WebhookRequest {
  method: string;
  /** Exactly as we issued it: PUBLIC_URL + path + raw query. Never normalised, never from the request's Host. */
  url: string;
  /** The path alone, without query. */
  path: string;
  headers: Headers;
  rawBody: Uint8Array;
  /** What follows the token in the path: "" or one of the carrier's `parts`. */
  part: string;
  receivedAt: Date;
}

/** A file the carrier holds for us. `url` may be empty where only the carrier's own id leads to it. */
export interface InboundMedia {
  url: string;
  id?: string;
  contentType?: string;
  fileName?: string;
  sizeBytes?: number;
  /** Lower-case hex. */
  sha256?: string;
}

export interface MessageItem {
  kind: "message";
  externalId: string;
  /** Unique per channel; a second item with the same key is the same message told again. */
  dedupeKey: string;
  /** Where one message came in several webhooks: the keys of the others, so that a repeat of any is recognised. */
  alsoKeys?: string[];
  /** E.164, or as the carrier gave it: short codes and names are senders too. */
  from: string;
  to: string;
  text: string;
  media: InboundMedia[];
  sentAt?: Date;
  /** Only when the carrier itself says so; the words are recognised at ingest. */
  optOut?: "stop" | "start" | "help";
  /** What the sender calls himself; a customer who was unknown goes by it until people say otherwise. */
  fromName?: string;
  /** Other addresses of the same person, in the carrier's words: a person may come without a phone number. */
  aliases?: string[];
  /** The carrier's id of the message this one answers. */
  replyTo?: string;
}

/** What a receipt can say. The ranks between these states are kept elsewhere; here they are only named. */
export type ReceiptStatus = "sent" | "delivered" | "read" | "failed" | "bounced";

/** One piece of a message that goes in several: `index` from 1. */
export type PieceOf = { index: number; of: number };

export interface ReceiptItem {
  kind: "receipt";
  externalId: string;
  dedupeKey: string;
  status: ReceiptStatus;
  error?: SendFailure;
  at?: Date;
  /** Our own message id, where the carrier gives it back; with it, which piece of the message this is about. */
  clientRef?: string;
  piece?: PieceOf;
  /** The carrier's word for the state. */
  raw: string;
}

/** A trouble with the account that the carrier tells of by itself, about no message: shown on the channel. */
export interface NoticeItem {
  kind: "notice";
  dedupeKey: string;
  /** In the carrier's words. */
  text: string;
}

export type Item = MessageItem | ReceiptItem | NoticeItem;

/**
 * The webhook alone is not enough: it is journalled, answered as accepted and worked on afterwards by `resolve`.
 * `join`: pieces of one message; those with the same key within `waitMs` are resolved together.
 */
export interface Later {
  later: true;
  why: "fetch" | "join";
  join?: { key: string; waitMs: number };
}

/** What became of a webhook; each carrier wants to hear it in its own way. */
export type Outcome = "accepted" | "ignored" | "refused" | "unreadable" | "busy";

export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

/** A file we offer: the carrier fetches it from `url` without a login. */
export interface OutgoingMedia {
  url: string;
  contentType: string;
  sizeBytes: number;
  fileName?: string;
  /** Begins to read the file, for a carrier that wants it handed over; without it, `url` is given. */
  open?(): Promise<Readable>;
}

export interface OutgoingMessage {
  from: string;
  to: string;
  text: string;
  media: OutgoingMedia[];
  /** An approved template with its variables filled in; `text` then only says how it reads. */
  template?: FilledTemplate;
  /** Where receipts for this message go: the channel's webhook address with the carrier's receipt part. */
  statusCallback: string;
  /** Our message id. Never used as proof, only to match. */
  clientRef: string;
  /** An earlier attempt of it ended without an answer, and a person said to send it again. */
  retryOfUnknown?: boolean;
}

/** The carrier took it. `externalId` is null where a carrier takes a message without naming it. */
export interface Sent {
  externalId: string | null;
  /** Where one message had to be split: the ids after the first. */
  moreExternalIds?: (string | null)[];
  /** SMS parts, in the carrier's count. */
  segments?: number;
  /** By what else the carrier knows the recipient: he may write under one of these. */
  recipients?: string[];
}

/** Which message to ask after: one whose id is known, or one whose send ended without an answer. */
export interface Sought {
  externalId?: string;
  from: string;
  to: string;
  text: string;
  since: Date;
  clientRef: string;
}

export interface Found {
  externalId: string;
  status: ReceiptStatus;
  error?: SendFailure;
}

/**
 * A pace beside the channel's own: claims take one slot of every key, or `slots` of it for a message that makes several
 * calls. `burst`: so many may go at once (default 1).
 */
export interface PaceKey {
  key: string;
  everyMs: number;
  burst?: number;
  slots?: number;
}

/** What a pace may depend on. `files`: how many go with the message. */
export type Paced = Pick<OutgoingMessage, "from" | "to"> & { files: number };

/** What a verb may touch beyond its arguments. `http` already knows the carrier's replaced base address. */
export interface CarrierIo {
  http: Http;
  sandbox: SandboxLine;
  now(): Date;
}

export interface Can {
  /** Sends pictures and files. */
  media: boolean;
  /** Tells us what became of a message. */
  receipts: boolean;
  /** The words on which it opts a customer out, or back in, and answers him itself; other words are ours to answer. */
  optOutWords: readonly string[];
  /** `window`: free text only within 24 hours of the customer's last message. `template`: never. */
  freeText: "always" | "window" | "template";
  calls: boolean;
}

export type ChannelKind = "sms" | "whatsapp" | "email" | "web" | "voice";

type CredentialsSchema<C extends Credentials> = z.ZodObject & z.ZodType<C>;

/**
 * One carrier. Forms, validation, the contract test and the page of instructions are derived from this object; see
 * `index.ts` for the registration. `verify`, `handshake`, `parse` and `answer` are pure; the others speak to the
 * carrier through `io` alone.
 */
export interface Carrier<C extends Credentials = Credentials> {
  /** Key in the registry, in the database and in CARRIER_BASE_URLS. */
  name: string;
  label: Words;
  kind: ChannelKind;
  /** Only for trying out: marked "test" wherever it appears. */
  test?: boolean;
  credentials: CredentialsSchema<C>;
  /** Further fields of each number. */
  numberFields?: z.ZodObject;
  /** An own number of another form than E.164 (a long service number, say), from what was typed; null when it is none. */
  ownAddress?(typed: string): string | null;
  /** Where it is the carrier's rule and not the administrator's: days without a message after which a conversation closes. */
  autoCloseDays?: number;
  /** Messages per second that a channel begins with, where the carrier takes more than the usual one. */
  sendRatePerS?: number;
  can: Can;
  limits: MessageLimits;
  /** Time the webhook door may take, in milliseconds. */
  doorBudgetMs: number;
  /** After this the carrier hears that we are busy, whatever hangs: set where it gives up early. In milliseconds. */
  longestWaitMs: number;
  /** What may follow the token in the webhook's path; "" is always allowed. */
  parts: readonly string[];
  /** The part that receipts come to. */
  receiptPart: string;
  /** An inbound message to a number that is not the channel's: what the carrier is answered. */
  unknownNumber: "ignored" | "refused";
  /** Addresses to paste at the carrier, given the channel's own address. */
  webhooks(address: string): { label: Words; url: string }[];
  /** How to connect it, step by step; `{url}` stands for the channel's own address. */
  guide: GuideStep[];
  /** `false` where a check may cost something: then only when asked for, when saved, and after a refused login. */
  timedChecks: boolean;

  /** Answers a carrier's proof-of-address request (a GET with a challenge); null when the request is not one. */
  handshake?(request: WebhookRequest, credentials: readonly C[]): Answer | null;
  /**
   * Whether the request was made by the holder of one of these credentials (current first, then those still honoured
   * after a change), for the account that they name. Raw bytes, constant time, never throws.
   */
  verify(request: WebhookRequest, credentials: readonly C[]): boolean;
  /** What a verified request says. Throws `Unreadable`, or `Refused` for another account's, and nothing else. */
  parse(request: WebhookRequest, channel: ChannelView<C>): Item[] | Later;
  /** Finishes what `parse` put off, given the one request or all pieces of a join. Outside of transactions; may be repeated. */
  resolve?(requests: readonly WebhookRequest[], channel: ChannelView<C>, io: CarrierIo): Promise<Item[]>;
  /** What its webhook hears. Most are content with a status; 503 gets its Retry-After from the door. */
  answer(outcome: Outcome, request: WebhookRequest): Answer;

  /** Whether the credentials work now. Never throws. */
  check(channel: ChannelView<C>, io: CarrierIo): Promise<CheckResult>;
  /** Hands one message over. Throws `CarrierError`, which says whether it may have been sent. */
  send(message: OutgoingMessage, channel: ChannelView<C>, io: CarrierIo): Promise<Sent>;
  /** What the carrier knows of a message; null when it cannot tell. Throws `CarrierError`. */
  lookup?(sought: Sought, channel: ChannelView<C>, io: CarrierIo): Promise<Found | null>;
  /** The approved templates a person may choose from. Throws `CarrierError`, `FieldNeeded`. */
  templates?(channel: ChannelView<C>, io: CarrierIo): Promise<Template[]>;
  /** What a verified webhook tells about the form's optional fields, for those that were left empty. */
  learn?(request: WebhookRequest): Partial<C>;
  /** Customers' messages that the carrier holds since then: what a gap in its webhooks missed. Throws `CarrierError`. */
  missed?(since: Date, channel: ChannelView<C>, io: CarrierIo): Promise<MessageItem[]>;
  /** Paces beside the channel's own. */
  paces?(message: Paced): PaceKey[];
  /**
   * Fetches a customer's file with the carrier's login; without it, files are fetched as anybody would. The call for the
   * file itself is given `maxBytes` as it came: by that it is known, and its body goes to storage instead of memory.
   */
  fetchMedia?(media: InboundMedia, channel: ChannelView<C>, io: CarrierIo, maxBytes: number): Promise<HttpAnswer>;
}

/** A webhook that says something we cannot read: signed or not, it will not become readable by repeating it. */
export class Unreadable extends Error {
  override name = "Unreadable";
}

/** What was asked for takes an optional field of the form that was left empty. */
export class FieldNeeded extends Error {
  override name = "FieldNeeded";
  constructor(readonly field: string) {
    super(`${field} is empty`);
  }
}

/** A readable webhook that is not for this channel: another account's, another application's. */
export class Refused extends Error {
  override name = "Refused";
}

/** What a door may take where its carrier has no limit of its own, or is not known yet. */
export const USUAL_DOOR_BUDGET_MS = 1500;

const usual = {
  kind: "sms",
  limits: {},
  webhooks: (address) => [{ label: { en: "Webhook URL", "zh-CN": "Webhook URL" }, url: address }],
  guide: [],
  doorBudgetMs: USUAL_DOOR_BUDGET_MS,
  longestWaitMs: 8000,
  parts: [],
  receiptPart: "",
  unknownNumber: "ignored",
  timedChecks: true,
  answer: (outcome) => ({
    status: { accepted: 200, ignored: 200, refused: 403, unreadable: 400, busy: 503 }[outcome],
  }),
} as const satisfies Partial<Carrier>;

/** The least that a carrier can do: texts both ways. */
const textsAlone: Can = { media: false, receipts: false, optOutWords: [], freeText: "always", calls: false };

type Shared = keyof typeof usual;
type Own<C extends Credentials> = Omit<Carrier<C>, Shared | "can"> &
  Partial<Pick<Carrier<C>, Shared>> & { can?: Partial<Can> };

/** Completes a carrier's object with what most carriers share. */
export function carrier<C extends Credentials>(own: Own<C>): Carrier<C> {
  return { ...usual, ...own, can: { ...textsAlone, ...own.can } };
}

/** Default key of an inbound message. */
export const messageKey = (externalId: string) => `message:${externalId}`;

/** Default key of a receipt: the same word for the same message is told once. */
export const receiptKey = (externalId: string, word: string) => `receipt:${externalId}:${word.toLowerCase()}`;
