import { z } from "zod";
import type { CheckResult } from "@/server/domain/channel-state";
import type { MessageLimits } from "@/server/domain/message-limits";
import type { Http, HttpAnswer } from "@/server/http";
import type { SendFailure } from "@/server/domain/send-errors";
import type { SandboxLine } from "./sandbox-line";

/** A text of the interface in every language we speak. */
export interface Words {
  en: string;
  "zh-CN": string;
}

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
  /** E.164, or as the carrier gave it: short codes and names are senders too. */
  from: string;
  to: string;
  text: string;
  media: InboundMedia[];
  sentAt?: Date;
  /** Only when the carrier itself says so; the words are recognised at ingest. */
  optOut?: "stop" | "start" | "help";
  fromName?: string;
  /** Other addresses of the same person, in the carrier's words. */
  aliases?: string[];
  /** The carrier's id of the message this one answers. */
  replyTo?: string;
}

/** What a receipt can say. The ranks between these states are kept elsewhere; here they are only named. */
export type ReceiptStatus = "sent" | "delivered" | "read" | "failed" | "bounced";

export interface ReceiptItem {
  kind: "receipt";
  externalId: string;
  dedupeKey: string;
  status: ReceiptStatus;
  error?: SendFailure;
  at?: Date;
  /** Our own message id, where the carrier gives it back. */
  clientRef?: string;
  /** The carrier's word for the state. */
  raw: string;
}

export type Item = MessageItem | ReceiptItem;

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
}

export interface OutgoingMessage {
  from: string;
  to: string;
  text: string;
  media: OutgoingMedia[];
  /** Where receipts for this message go: the channel's webhook address with the carrier's receipt part. */
  statusCallback: string;
  /** Our message id. Never used as proof, only to match. */
  clientRef: string;
}

/** The carrier took it. `externalId` is null where a carrier takes a message without naming it. */
export interface Sent {
  externalId: string | null;
  /** Where one message had to be split: the ids after the first. */
  moreExternalIds?: string[];
  /** SMS parts, in the carrier's count. */
  segments?: number;
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

/** A pace beside the channel's own: claims take one slot of every key. */
export interface PaceKey {
  key: string;
  everyMs: number;
}

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
  /** Recognises STOP itself and answers the customer. */
  optOutHandled: boolean;
  /** `window`: free text only within 24 hours of the customer's last message. `template`: never. */
  freeText: "always" | "window" | "template";
  calls: boolean;
}

export type ChannelKind = "sms" | "whatsapp" | "email" | "web" | "voice";

/** What the settings form needs to know about a field beyond its schema. */
export interface FieldMeta {
  label: Words;
  help?: Words;
  placeholder?: string;
  /** Sealed at rest, never shown again, never logged. */
  secret?: boolean;
  /** Made by us with the draft; shown to copy, never typed. */
  made?: boolean;
  input?: "text" | "url" | "switch";
}

/** A field of a settings form as plain data: what the browser gets. */
export interface FormField extends FieldMeta {
  name: string;
  required: boolean;
  input: "text" | "url" | "switch";
  pattern?: string;
  maxLength?: number;
}

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
  can: Can;
  limits: MessageLimits;
  /** Time the webhook door may take, in milliseconds. */
  doorBudgetMs: number;
  /** What may follow the token in the webhook's path; "" is always allowed. */
  parts: readonly string[];
  /** The part that receipts come to. */
  receiptPart: string;
  /** An inbound message to a number that is not the channel's: what the carrier is answered. */
  unknownNumber: "ignored" | "refused";
  /** Addresses to paste at the carrier, given the channel's own address. */
  webhooks(address: string): { label: Words; url: string }[];
  /** How to connect it, step by step. */
  guide: Words[];

  /** Answers a carrier's proof-of-address request (a GET with a challenge); null when the request is not one. */
  handshake?(request: WebhookRequest, credentials: readonly C[]): Answer | null;
  /**
   * Whether the request was made by the holder of one of these credentials (current first, then those still honoured
   * after a change), for the account that they name. Raw bytes, constant time, never throws.
   */
  verify(request: WebhookRequest, credentials: readonly C[]): boolean;
  /** What a verified request says. Throws `Unreadable`, or `Refused` for another account's, and nothing else. */
  parse(request: WebhookRequest, channel: ChannelView<C>): Item[] | Later;
  /** Finishes what `parse` put off, given the one request or all pieces of a join. May be repeated. */
  resolve?(requests: readonly WebhookRequest[], channel: ChannelView<C>, io: CarrierIo): Promise<Item[]>;
  answer(outcome: Outcome, request: WebhookRequest): Answer;

  /** Whether the credentials work now. Never throws. */
  check(channel: ChannelView<C>, io: CarrierIo): Promise<CheckResult>;
  /** Hands one message over. Throws `CarrierError`, which says whether it may have been sent. */
  send(message: OutgoingMessage, channel: ChannelView<C>, io: CarrierIo): Promise<Sent>;
  /** What the carrier knows of a message; null when it cannot tell. Throws `CarrierError`. */
  lookup?(sought: Sought, channel: ChannelView<C>, io: CarrierIo): Promise<Found | null>;
  /** Paces beside the channel's own. */
  paces?(message: Pick<OutgoingMessage, "from" | "to">): PaceKey[];
  /** Fetches a customer's file with the carrier's login; without it, files are fetched as anybody would. */
  fetchMedia?(media: InboundMedia, channel: ChannelView<C>, io: CarrierIo, maxBytes: number): Promise<HttpAnswer>;
}

/** A webhook that says something we cannot read: signed or not, it will not become readable by repeating it. */
export class Unreadable extends Error {
  override name = "Unreadable";
}

/** A readable webhook that is not for this channel: another account's, another application's. */
export class Refused extends Error {
  override name = "Refused";
}

type Optional = "doorBudgetMs" | "parts" | "receiptPart" | "unknownNumber";

/** Completes a carrier's object with what most carriers share. */
export function carrier<C extends Credentials>(
  own: Omit<Carrier<C>, Optional> & Partial<Pick<Carrier<C>, Optional>>,
): Carrier<C> {
  return { doorBudgetMs: 1500, parts: [], receiptPart: "", unknownNumber: "ignored", ...own };
}

const fieldMetas = z.registry<FieldMeta>();

/** A text field of a carrier's form. Blanks around a pasted value are taken off. */
export function field(meta: FieldMeta & { pattern?: RegExp; maxLength?: number }) {
  const { pattern, maxLength = 500, ...rest } = meta;
  const text = z.string().trim().min(1).max(maxLength);
  return (pattern ? text.regex(pattern) : text).register(fieldMetas, rest);
}

/** A text field that is sealed at rest and never shown again. */
export function secret(meta: Omit<FieldMeta, "secret"> & { pattern?: RegExp; maxLength?: number }) {
  return field({ ...meta, secret: true });
}

/** A text field that may stay empty. */
export function optionalField(meta: FieldMeta & { maxLength?: number }) {
  const { maxLength = 500, ...rest } = meta;
  return z.string().trim().max(maxLength).default("").register(fieldMetas, rest);
}

/** A full address of the administrator's, checked for form here and for where it leads at every call. */
export function addressField(meta: FieldMeta) {
  return z
    .string()
    .trim()
    .max(2000)
    .refine((text) => /^https?:\/\/[^\s/?#@]+([/?][^\s#]*)?$/i.test(text) && URL.canParse(text))
    .register(fieldMetas, { input: "url", ...meta });
}

/** The fields of a form as plain data, in the order of the schema. */
export function formFields(schema: z.ZodObject): FormField[] {
  return Object.entries(schema.shape).map(([name, own]) => {
    const meta = fieldMetas.get(own as z.ZodType) ?? { label: { en: name, "zh-CN": name } };
    const json = z.toJSONSchema(own as z.ZodType, { io: "input", unrepresentable: "any" });
    return {
      ...meta,
      name,
      input: meta.input ?? "text",
      required: json.default === undefined && json.type === "string",
      ...(json.pattern ? { pattern: json.pattern } : {}),
      ...(json.maxLength ? { maxLength: json.maxLength } : {}),
    };
  });
}

/** The names of the fields that are sealed at rest. */
export function secretFields(schema: z.ZodObject): string[] {
  return formFields(schema).flatMap(({ name, secret }) => (secret ? [name] : []));
}

/** Default key of an inbound message. */
export const messageKey = (externalId: string) => `message:${externalId}`;

/** Default key of a receipt: the same word for the same message is told once. */
export const receiptKey = (externalId: string, word: string) => `receipt:${externalId}:${word.toLowerCase()}`;
