import { z } from "zod";
import type { ChannelState } from "@/server/domain/channel-state";
import type { SendFailure } from "@/server/domain/send-errors";
import { splitText } from "@/server/domain/split-text";
import type { HttpAnswer } from "@/server/http";
import {
  type CarrierIo,
  carrier,
  field,
  type InboundMedia,
  type Item,
  type Later,
  type MessageItem,
  messageKey,
  type ReceiptStatus,
  receiptKey,
  secret,
  switchField,
  Unreadable,
  type WebhookRequest,
} from "../carrier";
import { CarrierError, calling, kindOfStatus } from "../errors";
import { MediaError } from "../fetch-media";
import { tenDlc } from "../guide-notes";
import { addressText, bodyForm, bodyObject, idOf, member, sizeOf, textOf } from "../read-body";
import { inPieces } from "./in-pieces";
import { retryAfter } from "./retry-after";

const hosts = { live: "clients.voicemeup.com", test: "dev-clients.voicemeup.com" };

const credentials = z.object({
  username: field({
    label: { en: "Username", "zh-CN": "用户名" },
    help: {
      en: "Of a portal user with API access switched on.",
      "zh-CN": "门户用户的用户名，须已开启 API 访问权限。",
    },
  }),
  authToken: secret({
    label: { en: "Auth Token", "zh-CN": "Auth Token" },
    pattern: /^[0-9a-f]{32}$/,
    help: { en: "32 characters, on the details page of that user.", "zh-CN": "32 个字符，位于该用户的详情页。" },
  }),
  testSystem: switchField({
    label: { en: "Use VoiceMeUp's test system", "zh-CN": "使用 VoiceMeUp 测试环境" },
    help: { en: hosts.test, "zh-CN": hosts.test },
  }),
});
type VoiceMeUp = z.infer<typeof credentials>;

/** UTF-16 units in one message; longer texts go in several. */
const longest = 1000;

/** How long one half of an MMS waits for the other. Unit: milliseconds. */
const halfWaitMs = 5000;

/** UNCONFIRMED that receipts exist; should one come, these are the words of `transmission_status` that settle a message. */
const receipts = new Map<string, ReceiptStatus>([
  ["completed", "delivered"],
  ["failed", "failed"],
  ["error", "failed"],
  ["rejected", "failed"],
]);

export const voicemeup = carrier<VoiceMeUp>({
  name: "voicemeup",
  label: { en: "VoiceMeUp", "zh-CN": "VoiceMeUp" },
  kind: "sms",
  credentials,
  can: { media: true, receipts: false, optOutWords: [], freeText: "always", calls: false },
  limits: {},
  // A check is a message that lacks everything: not to be made every few minutes.
  timedChecks: false,
  webhooks: (address) => [{ label: { en: "Callback URL", "zh-CN": "Callback URL（回调地址）" }, url: address }],
  guide: [
    tenDlc,
    {
      en: "In the VoiceMeUp portal, order a DID number that can do SMS.",
      "zh-CN": "在 VoiceMeUp 门户购买具有 SMS 功能的 DID 号码。",
    },
    {
      en: "Edit the number: enable SMS/MMS and paste {url} at “Callback URL”.",
      "zh-CN": "编辑该号码：启用 SMS/MMS 功能，并将 {url} 粘贴到 “Callback URL”。",
    },
    {
      en: "Create a user account with API access, note its username, and copy the Auth Token from the details page of that account.",
      "zh-CN": "创建一个用户账号并开启 API 访问权限，记下用户名，然后在该账号的详情页复制 Auth Token。",
    },
  ],

  // Nothing is signed: the address is the secret, and the receiving number has to be the channel's.
  verify: (_request, all) => all.length > 0,

  parse(request, { numbers }): Item[] | Later {
    const told = read(request);
    const ours = numbers.some(({ address }) => address === told.from);
    if ((told.direction !== "" && told.direction !== "inbound") || ours) return receiptOf(told);
    if (!isHalf(told)) return [messageOf([told])];
    const key = `${told.from}:${told.to}:${told.transmittedAt}`;
    return { later: true, why: "join", join: { key, waitMs: halfWaitMs } };
  },

  resolve: async (requests) => [messageOf(requests.map(read))],

  answer(outcome) {
    const status = { accepted: 200, ignored: 200, refused: 403, unreadable: 400, busy: 503 }[outcome];
    return { status, headers: { "content-type": "text/plain" }, body: status === 200 ? "ok" : "" };
  },

  // UNCONFIRMED: no call is documented for this. One that names neither numbers nor text cannot send anything, and what
  // it complains about tells whether the login was let in.
  async check({ credentials }, io) {
    const reply = await call(credentials, io, {}).catch((error: Error) => error.message);
    if (typeof reply === "string") return { state: "request_failed", detail: reply };
    const waitMs = retryAfter(reply.headers);
    if (reply.status === 429) return { state: "unchanged", ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }) };
    const { state, detail } = checked(reply);
    return { state, ...(detail ? { detail } : {}) };
  },

  async send({ from, to, text, media, retryOfUnknown }, { credentials }, io) {
    const texts = splitText(text, longest);
    const count = Math.max(texts.length, media.length, 1);
    const pieces = Array.from({ length: count }, (_, at) => ({ text: texts[at] ?? "", file: media[at]?.url ?? "" }));
    return inPieces(pieces, async (piece) => {
      const fields = {
        source_number: from.replace(/^\+/, ""),
        destination_number: to.replace(/^\+/, ""),
        ...(piece.text ? { message: piece.text } : {}),
        ...(piece.file ? { attachment: piece.file } : {}),
      };
      const reply = await calling(() => call(credentials, io, fields));
      const said = envelope(reply);
      if (reply.status !== 200 || !said) throw unusable(reply);
      if (said.status === "success") return said.messages.find(({ code }) => code === "queued_sms_hash")?.text || null;
      // The same text to the same number shortly before: after an attempt without an answer, that one was taken.
      if (said.code === "duplicate_entry" && retryOfUnknown) return null;
      throw refusal(said);
    });
  },

  fetchMedia(media, _channel, { http }, maxBytes) {
    // UNCONFIRMED that no login is needed. Only VoiceMeUp's own hosts: a webhook here proves nothing.
    const own = Object.values(hosts).some((host) => media.url.toLowerCase().startsWith(`https://${host}/`));
    if (!own) throw new MediaError("not on VoiceMeUp's host", false);
    return http(media.url, { redirects: 3, maxBytes, timeoutMs: 60_000 });
  },
});

/** One webhook's fields; what is empty is absent. */
interface Told {
  hash: string;
  direction: string;
  from: string;
  to: string;
  text: string;
  /** The page that wraps an MMS is no file of the customer's. */
  wrapper: boolean;
  file: InboundMedia | null;
  transmittedAt: string;
  transmission: string;
}

function read(request: WebhookRequest): Told {
  // UNCONFIRMED: the form variant.
  const isForm = request.headers.get("content-type")?.includes("form");
  const body = isForm ? Object.fromEntries(bodyForm(request.rawBody)) : bodyObject(request.rawBody);
  const text = (name: string, max = 255) => textOf(member(body, name)).trim().slice(0, max);
  const url = text("attachment", 4096) || text("attachment_url", 4096);
  const type = text("attachment_mime_type") || text("attachment_type");
  const wrapper = /\.mms\.html([?#]|$)/i.test(url) || (url !== "" && /^text\/html\b/i.test(type));
  const sizeBytes = sizeOf(text("attachment_size") || undefined);
  return {
    hash: idOf(member(body, "sms_hash")),
    direction: text("direction").toLowerCase(),
    from: withPlus(addressText(member(body, "source_number"))),
    to: withPlus(addressText(member(body, "destination_number"))),
    text: textOf(member(body, "message")),
    wrapper,
    file:
      url === "" || wrapper
        ? null
        : { url, ...(type ? { contentType: type } : {}), ...(sizeBytes === undefined ? {} : { sizeBytes }) },
    // UNCONFIRMED time zone: compared with its like, never read as a time.
    transmittedAt: text("datetime_transmission"),
    transmission: text("transmission_status").toLowerCase(),
  };
}

const withPlus = (number: string) => (/^\d{10,15}$/.test(number) ? `+${number}` : number);

/** One MMS makes two webhooks with different hashes: the text with a wrapper page, and the file without a text. */
function isHalf({ wrapper, file, text, transmittedAt }: Told): boolean {
  return transmittedAt !== "" && (wrapper || (file !== null && text.trim() === ""));
}

/** One message of all its pieces. The text's hash names it; a repeat of any piece is recognised. */
function messageOf(pieces: readonly Told[]): MessageItem {
  const media = pieces.flatMap(({ file }) => file ?? []);
  const main = pieces.find(({ text }) => text.trim() !== "") ?? pieces.find(({ wrapper }) => wrapper) ?? pieces[0];
  if (!main || (main.text.trim() === "" && media.length === 0)) throw new Unreadable("neither text nor file");
  const others = pieces.filter(({ hash }) => hash !== main.hash).map(({ hash }) => messageKey(hash));
  return {
    kind: "message",
    externalId: main.hash,
    dedupeKey: messageKey(main.hash),
    ...(others.length > 0 ? { alsoKeys: others } : {}),
    from: main.from,
    to: main.to,
    text: main.text,
    media,
  };
}

function receiptOf({ hash, transmission }: Told): Item[] {
  const status = receipts.get(transmission);
  if (!status) return [];
  const item = { kind: "receipt", externalId: hash, dedupeKey: receiptKey(hash, transmission), status } as const;
  if (status !== "failed") return [{ ...item, raw: transmission }];
  return [{ ...item, raw: transmission, error: { kind: "refused", carrierCode: transmission, detail: transmission } }];
}

/** POST: so the token stays out of the logs of addresses. */
function call({ username, authToken, testSystem }: VoiceMeUp, { http }: CarrierIo, fields: Record<string, string>) {
  const body = new URLSearchParams({ username, auth_token: authToken, ...fields }).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const host = testSystem ? hosts.test : hosts.live;
  return http(`https://${host}/api/v1.1/json/queue_sms`, { method: "POST", headers, body });
}

interface Envelope {
  status: string;
  messages: { code: string; text: string }[];
  /** The first entry's. */
  code: string;
  detail: string;
}

/** The answer is XML turned into JSON: one entry is an object, several are a list. */
function envelope(reply: HttpAnswer): Envelope | null {
  const details = member(reply.json(), "response_details");
  const status = member(details, "response_status");
  if (typeof status !== "string") return null;
  const entries = member(member(details, "response_messages"), "message");
  const messages = (Array.isArray(entries) ? entries : [entries]).slice(0, 50).map((one) => ({
    code: textOf(member(one, "code")).slice(0, 100),
    text: textOf(member(one, "_content")).slice(0, 255),
  }));
  const first = messages[0] ?? { code: "", text: "" };
  return { status, messages, code: first.code, detail: [first.code, first.text].filter(Boolean).join(" - ") };
}

/** UNCONFIRMED: the whole list of codes; these are recognised by what they name. */
const namesLogin = (code: string) => /^(permission_|invalid_auth|auth|access_denied|user_|login)/i.test(code);

function checked(reply: HttpAnswer): { state: ChannelState; detail?: string } {
  if ([401, 403, 404].includes(reply.status)) return { state: "unauthorized", detail: `HTTP ${reply.status}` };
  if (reply.status >= 500) return { state: "service_unavailable", detail: `HTTP ${reply.status}` };
  const said = reply.status === 200 ? envelope(reply) : null;
  if (!said) return { state: "request_failed", detail: `HTTP ${reply.status}, not the API` };
  if (said.status !== "error") return { state: "unknown_source", detail: said.status };
  return namesLogin(said.code) ? { state: "unauthorized", detail: said.detail } : { state: "connected" };
}

/** An HTML page or an empty body: the API did not see the message. */
function unusable(reply: HttpAnswer): CarrierError {
  const waitMs = retryAfter(reply.headers);
  return new CarrierError({
    kind: kindOfStatus(reply.status),
    code: reply.status === 429 ? "10006" : [401, 403].includes(reply.status) ? "10004" : "10007",
    detail: reply.status === 200 ? "VoiceMeUp answered with no status" : `HTTP ${reply.status}`,
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
  });
}

function refusal({ code, detail }: Envelope): CarrierError {
  const ours = codeOf(code);
  return new CarrierError({ kind: "refused", ...(ours ? { code: ours } : {}), carrierCode: code, detail });
}

function codeOf(code: string): SendFailure["code"] {
  if (code === "duplicate_entry") return undefined;
  if (/^(permission_|access_denied)/i.test(code)) return "10005";
  if (namesLogin(code)) return "10004";
  return /(source|destination).*number|number.*(source|destination)/i.test(code) ? "10001" : "10002";
}
