import { z } from "zod";
import type { CheckResult } from "@/server/domain/channel-state";
import { toE164 } from "@/server/domain/phone";
import { smsSize } from "@/server/domain/sms";
import { splitText } from "@/server/domain/split-text";
import type { HttpAnswer } from "@/server/http";
import {
  type CarrierIo,
  type ChannelView,
  type Found,
  type InboundMedia,
  type MessageItem,
  messageKey,
  type OutgoingMessage,
  type Sought,
  Unreadable,
  type WebhookRequest,
} from "../carrier";
import { CarrierError, calling, kindOfStatus } from "../errors";
import { addressText, bodyObject, idOf, instantOf, member, textOf, wallClockOf } from "../read-body";
import { inPieces } from "./in-pieces";
import { voipmsForbids, voipmsMeaning } from "./voipms-errors";

/** The published API of VoIP.ms: one address, the answer always HTTP 200, the word in `status` decides. */
type Login = { apiKey: string; secret: string; sendUrl: string };

/** Times of URL callbacks are written by this wall clock. */
const zone = "America/New_York";

/** One sendMMS takes this much. UNCONFIRMED: newer pages say 2,048 characters. */
const mms = { characters: 1600, files: 3 };

export const isRest = ({ sendUrl }: Login): boolean =>
  URL.canParse(sendUrl) && new URL(sendUrl).pathname.endsWith("/api/v1/rest.php");

/** A message as VoIP.ms tells of it: by URL callback (GET) or by JSON (POST), whichever the number is set to. */
export function restItem(request: WebhookRequest): MessageItem | null {
  return request.method === "GET" ? fromQuery(request.url) : fromJson(request.rawBody);
}

function fromQuery(url: string): MessageItem {
  const raw = /\?([^#]*)/.exec(url)?.[1] ?? "";
  // Templates with `;` between the parameters are in use; in the raw query, so that one inside a text stays a text.
  const query = new URLSearchParams(raw.includes("&") ? raw : raw.replaceAll(";", "&"));
  const externalId = idOf(query.get("id"));
  const sentAt = wallClockOf(query.get("date"), zone);
  return {
    kind: "message",
    externalId,
    dedupeKey: messageKey(externalId),
    from: northAmerican(addressText(query.get("from"))),
    to: northAmerican(addressText(query.get("to"))),
    text: textOf(query.get("message")),
    // UNCONFIRMED: several files are separated by commas.
    media: mediaOf(textOf(query.get("media")).split(/,(?=https?:)/i)),
    ...(sentAt ? { sentAt } : {}),
  };
}

function fromJson(body: Uint8Array): MessageItem | null {
  const data = member(bodyObject(body), "data");
  const type = member(data, "event_type");
  if (typeof type !== "string") throw new Unreadable("data.event_type is missing");
  if (type !== "message.received") return null;
  const payload = member(data, "payload");
  const externalId = idOf(member(payload, "id"));
  const receivers = member(payload, "to");
  const receiver = Array.isArray(receivers) ? receivers[0] : receivers;
  const media = member(payload, "media");
  const sentAt = instantOf(member(payload, "received_at"));
  return {
    kind: "message",
    externalId,
    dedupeKey: messageKey(externalId),
    from: northAmerican(addressText(member(member(payload, "from"), "phone_number"))),
    to: northAmerican(addressText(member(receiver, "phone_number"))),
    text: textOf(member(payload, "text")),
    media: mediaOf(Array.isArray(media) ? media.map((one) => member(one, "url")) : []),
    ...(sentAt ? { sentAt } : {}),
  };
}

function mediaOf(urls: unknown[]): InboundMedia[] {
  return urls
    .slice(0, 50)
    .map((url) => textOf(url).trim())
    .filter((url) => url !== "" && url.length <= 4096)
    .map((url) => ({ url }));
}

/** Ten digits are a number of +1; short codes and names stay as they are. */
function northAmerican(text: string): string {
  if (/^\d{10}$/.test(text)) return `+1${text}`;
  if (/^1\d{10}$/.test(text)) return `+${text}`;
  return toE164(text) ?? text;
}

/** The ten digits that VoIP.ms wants; null for a number of another country. */
const tenDigits = (address: string): string | null => /^\+1(\d{10})$/.exec(address)?.[1] ?? null;

export async function restCheck({ credentials, numbers }: ChannelView<Login>, io: CarrierIo): Promise<CheckResult> {
  const reply = await call(credentials, io, { method: "getDIDsInfo" }).catch((error: Error) => error.message);
  if (typeof reply === "string") return { state: "request_failed", detail: reply };
  if (reply.status >= 500) return { state: "service_unavailable", detail: `HTTP ${reply.status}` };
  const word = wordOf(reply);
  if (word === null) return { state: "request_failed", detail: `HTTP ${reply.status}, not the API` };
  if (word === "api_limit_exceeded") return { state: "unchanged", detail: word };
  if (word === "no_did") return { state: "connected", ...unknownNumbers(numbers, []) };
  if (word !== "success") return { state: voipmsForbids(word) ? "unauthorized" : "unknown_source", detail: word };
  const dids = z.array(z.object({ did: z.coerce.string(), sms_enabled: z.coerce.string().optional() }));
  const known = dids.safeParse(member(reply.json(), "dids"));
  return { state: "connected", ...(known.success ? unknownNumbers(numbers, known.data) : {}) };
}

/** Numbers of the channel that the account does not have, or has without SMS. */
function unknownNumbers(numbers: ChannelView["numbers"], dids: { did: string; sms_enabled?: string }[]) {
  const without = numbers.filter(({ address }) => {
    const did = dids.find((one) => one.did === tenDigits(address));
    return !did || did.sms_enabled === "0";
  });
  return without.length > 0 ? { detail: `no SMS at VoIP.ms: ${without.map(({ address }) => address).join(", ")}` } : {};
}

type Piece = { text: string; media: string[] };

export async function restSend(message: OutgoingMessage, { credentials }: ChannelView<Login>, io: CarrierIo) {
  const { from, to, text, media } = message;
  const [did, dst] = [tenDigits(from), tenDigits(to)];
  if (!did) throw new CarrierError({ kind: "refused", code: "10002", detail: "VoIP.ms sends from +1 numbers only" });
  if (!dst) throw new CarrierError({ kind: "refused", code: "10001", detail: "VoIP.ms reaches +1 numbers only" });
  const pieces = piecesOf(
    text,
    media.map(({ url }) => url),
  );
  const asSms = fitsSms(text) && media.length === 0;
  return inPieces(pieces, (piece) => sendPiece({ did, dst, asSms, ...piece }, credentials, io));
}

/**
 * sendSMS takes 160 characters and does not split. UNCONFIRMED whether those are counted in characters or bytes, and
 * whether emoji survive: what is not GSM-7 and longer than one part goes by sendMMS.
 */
function fitsSms(text: string): boolean {
  return text.length <= 160 && (smsSize(text).encoding === "GSM-7" || text.length <= 70);
}

function piecesOf(text: string, urls: string[]): Piece[] {
  const texts = splitText(text, mms.characters);
  const files = Array.from({ length: Math.ceil(urls.length / mms.files) }, (_, at) =>
    urls.slice(at * mms.files, (at + 1) * mms.files),
  );
  const count = Math.max(texts.length, files.length, 1);
  return Array.from({ length: count }, (_, at) => ({ text: texts[at] ?? "", media: files[at] ?? [] }));
}

async function sendPiece(
  { did, dst, text, media, asSms }: Piece & { did: string; dst: string; asSms: boolean },
  login: Login,
  io: CarrierIo,
): Promise<string> {
  const kind = asSms ? "sms" : "mms";
  const files = Object.fromEntries(media.map((url, index) => [`media${index + 1}`, url]));
  const fields = { method: asSms ? "sendSMS" : "sendMMS", did, dst, message: text, ...files };
  const reply = await calling(() => call(login, io, fields));
  const word = wordOf(reply);
  if (reply.status !== 200) throw failure(reply, word);
  // A page of a firewall or of their maintenance: nobody says what became of the message.
  if (word === null)
    throw new CarrierError({ kind: "unknown", code: "10007", detail: "VoIP.ms answered with no word" });
  if (word !== "success") throw failure(reply, word);
  const id = member(reply.json(), kind);
  if (typeof id !== "number" && typeof id !== "string")
    throw new CarrierError({ kind: "unknown", detail: "VoIP.ms's answer names no message" });
  // Two series of numbers that may overlap.
  return `${kind}:${id}`;
}

/** Sent messages of the same text to the same number since then; two that look alike prove nothing about either. */
export async function restLookup(
  sought: Sought,
  { credentials }: ChannelView<Login>,
  io: CarrierIo,
): Promise<Found | null> {
  const [did, contact] = [tenDigits(sought.from), tenDigits(sought.to)];
  if (!did || !contact || sought.text.length > mms.characters) return null;
  const asSms = fitsSms(sought.text);
  const rows = await list(credentials, io, {
    method: asSms ? "getSMS" : "getMMS",
    type: "0",
    did,
    contact,
    ...days(sought.since, io.now()),
  });
  const same = rows.filter(
    ({ message, at }) => message === sought.text && at !== undefined && at.getTime() >= sought.since.getTime() - 1000,
  );
  const [only] = same;
  return same.length === 1 && only ? { externalId: `${asSms ? "sms" : "mms"}:${only.id}`, status: "sent" } : null;
}

/** What customers wrote since then, SMS and MMS in one list; a callback that got lost is made up for here. */
export async function restMissed(since: Date, { credentials, numbers }: ChannelView<Login>, io: CarrierIo) {
  const items: MessageItem[] = [];
  for (const { address } of numbers) {
    const did = tenDigits(address);
    if (!did) continue;
    const rows = await list(credentials, io, {
      method: "getMMS",
      all_messages: "1",
      type: "1",
      did,
      ...days(since, io.now()),
    });
    for (const row of rows) {
      if (row.at && row.at < since) continue;
      items.push({
        kind: "message",
        externalId: row.id,
        dedupeKey: messageKey(row.id),
        from: northAmerican(row.contact),
        to: address,
        text: textOf(row.message),
        media: mediaOf(row.media),
        ...(row.at ? { sentAt: row.at } : {}),
      });
    }
  }
  return items;
}

const Row = z.object({
  id: z.coerce.string().min(1).max(255),
  date: z.string().optional(),
  contact: z.coerce.string().min(1).max(255),
  message: z
    .string()
    .nullish()
    .transform((text) => text ?? ""),
  media: z.array(z.unknown()).nullish(),
  col_media1: z.string().nullish(),
  col_media2: z.string().nullish(),
  col_media3: z.string().nullish(),
});

async function list(login: Login, io: CarrierIo, fields: Record<string, string>) {
  const reply = await calling(() => call(login, io, { ...fields, limit: "100" }));
  const word = wordOf(reply);
  if (word === "no_sms") return [];
  if (word !== "success") throw failure(reply, word);
  const rows = member(reply.json(), "sms");
  return (Array.isArray(rows) ? rows : []).flatMap((row) => {
    const read = Row.safeParse(row);
    if (!read.success) return [];
    const { id, date, contact, message, media, col_media1, col_media2, col_media3 } = read.data;
    const files = media && media.length > 0 ? media : [col_media1, col_media2, col_media3];
    return [{ id, contact, message, media: files, at: wallClockOf(date, "UTC") }];
  });
}

/** UNCONFIRMED: `timezone=0` gives UTC. Were it Eastern time, a look-up would find nothing, which proves nothing. */
const days = (since: Date, now: Date) => ({
  from: since.toISOString().slice(0, 10),
  to: now.toISOString().slice(0, 10),
  timezone: "0",
});

/** POST: so the login stays out of the logs of addresses. */
function call({ apiKey, secret, sendUrl }: Login, { http }: CarrierIo, fields: Record<string, string>) {
  const form = new URLSearchParams({ api_username: apiKey, api_password: secret, content_type: "json", ...fields });
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  return http(sendUrl, { method: "POST", headers, body: form.toString() });
}

function wordOf(reply: HttpAnswer): string | null {
  const word = member(reply.json(), "status");
  return typeof word === "string" && word !== "" ? textOf(word).slice(0, 100) : null;
}

function failure(reply: HttpAnswer, word: string | null): CarrierError {
  const meaning = word === null ? undefined : voipmsMeaning(word);
  if (reply.status !== 200 || word === null) {
    const kind = kindOfStatus(reply.status);
    return new CarrierError({ kind, code: "10007", detail: word ?? `HTTP ${reply.status}` });
  }
  return new CarrierError({ kind: "refused", ...meaning, carrierCode: word, detail: word });
}
