import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import type { SendFailure } from "@/server/domain/send-errors";
import type { HttpAnswer } from "@/server/http";
import {
  type CarrierIo,
  type ChannelView,
  carrier,
  field,
  type Item,
  type Later,
  type MessageItem,
  messageKey,
  type ReceiptStatus,
  Refused,
  receiptKey,
  secret,
  switchField,
  Unreadable,
  type WebhookRequest,
} from "../carrier";
import { CarrierError, calling } from "../errors";
import { tenDlc } from "../guide-notes";
import { addressText, bodyObject, idOf, instantOf, isObject, member, textOf } from "../read-body";
import { checkResult, inWords, type ListedError, listedErrors, refusal, wordOf } from "../replies";
import { includedMedia } from "./json-api";
import { basicLogin } from "./login-headers";
import { northAmerican } from "./north-american";

const api = "https://api.flowroute.com";

const credentials = z.object({
  accessKey: field({ label: { en: "Access Key", "zh-CN": "Access Key" }, pattern: /^[^\s:]+$/ }),
  secretKey: secret({
    label: { en: "Secret Key", "zh-CN": "Secret Key" },
    help: { en: "Flowroute shows it once, when it is made.", "zh-CN": "Flowroute 仅在创建时显示一次。" },
  }),
  confirm: switchField({
    label: { en: "Confirm each message with Flowroute", "zh-CN": "向 Flowroute 核实每条消息" },
    help: {
      en: "Flowroute signs nothing. With this on, an incoming message is shown only after Flowroute has been asked for it: one more call per message.",
      "zh-CN": "Flowroute 不对回调签名。打开后，收到的消息会先向 Flowroute 核实再显示，每条消息多一次调用。",
    },
  }),
});
type Flowroute = z.infer<typeof credentials>;

/**
 * What receipts say, in lower case. Confirmed: `smsc submit`, `message buffered`, `delivered`. UNCONFIRMED: all others,
 * assumed from one other receiver and from what gateways usually say; a word that is not here changes nothing.
 */
const receipts: Record<string, ReceiptStatus> = {
  "smsc submit": "sent",
  "message sent": "sent",
  "message buffered": "sent",
  delivered: "delivered",
  "delivery success": "delivered",
  failed: "failed",
  undeliverable: "failed",
  "delivery failure": "failed",
  "smsc reject": "failed",
  rejected: "failed",
  expired: "failed",
};

export const flowroute = carrier<Flowroute>({
  name: "flowroute",
  label: { en: "Flowroute", "zh-CN": "Flowroute" },
  kind: "sms",
  credentials,
  // These two are Flowroute's, and still come here.
  can: { media: true, receipts: true, optOutWords: ["STOP", "UNSTOP"], freeText: "always", calls: false },
  // UNCONFIRMED: a limit for texts; none is assumed.
  limits: {
    mediaBytesTotal: 767_840,
    mediaKinds: [
      { types: ["image/jpeg", "image/png", "image/gif", "image/bmp"] },
      {
        types: [
          ...["video/3gpp", "video/mp4", "video/vnd.avi", "video/mpeg", "text/plain"],
          ...["audio/amr", "audio/midi", "audio/wav", "audio/ac3", "audio/vnd.dolby.dd-raw", "audio/mpeg"],
        ],
      },
    ],
  },
  parts: ["sms", "mms", "dlr"],
  receiptPart: "dlr",
  webhooks: (address) => [
    { label: { en: "SMS callback", "zh-CN": "SMS 回调地址" }, url: `${address}/sms` },
    { label: { en: "MMS callback", "zh-CN": "MMS 回调地址" }, url: `${address}/mms` },
    { label: { en: "Delivery receipts (SMS and MMS)", "zh-CN": "状态回执（SMS 与 MMS）" }, url: `${address}/dlr` },
  ],
  guide: [
    tenDlc,
    {
      en: "In Flowroute, choose your number and enable messaging for it.",
      "zh-CN": "登录 Flowroute，选择 DID 号码，并启用短信功能。",
    },
    {
      en: "Under Preferences → API Control, set the SMS webhook version to 2.1.",
      "zh-CN": "进入 Preference → API Control，将 SMS Webhook Version 设为 2.1。",
    },
    {
      en: "Set the messaging webhooks, for this number or for the whole account. SMS and MMS are separate, and without the second one pictures never arrive: SMS {url}/sms, MMS {url}/mms.",
      "zh-CN":
        "为该号码单独配置，或为账户中的所有号码配置消息 Webhook。SMS 与 MMS 需分别设置，否则收不到图片：SMS 为 {url}/sms，MMS 为 {url}/mms。",
    },
    {
      en: "Receipts are asked for with each message; {url}/dlr may also be set for the account.",
      "zh-CN": "发送每条消息时都会请求状态回执；也可在账户中设为 {url}/dlr。",
    },
    {
      en: "Create an API key. Its Secret Key is shown only once: copy it at once, and the Access Key with it.",
      "zh-CN": "创建 API 密钥。密钥仅显示一次，请立即记录 Secret Key，并记录其 Access Key。",
    },
  ],

  // Somebody may look whether the address is there; nothing else than POST is ever a callback.
  handshake: ({ method }) => (method === "POST" ? null : { status: 405, headers: { allow: "POST" } }),

  // Nobody signs. The address is the secret; what a message says of itself is looked at below.
  verify: (_, all) => all.length > 0,

  parse(request, { credentials, numbers }): Item[] | Later {
    const { data, attributes, included } = bodyOf(request);
    const externalId = idOf(member(data, "id"));
    if (!externalId.startsWith("mdr2-")) throw new Unreadable("not an id of Flowroute's");
    const type = textOf(member(data, "type"));
    if (type === "delivery_receipt" || (type === "" && request.part === "dlr"))
      return receiptOf(externalId, attributes);
    const direction = member(attributes, "direction");
    if (direction !== undefined && direction !== "inbound") return [];
    const message = messageOf(externalId, attributes, included);
    const ours = numbers.some(({ address }) => address === message.to);
    return credentials.confirm && ours ? { later: true, why: "fetch" } : [message];
  },

  async resolve(requests, channel, io) {
    return Promise.all(requests.map((request) => confirmed(request, channel, io)));
  },

  async check({ credentials }, { http }) {
    const reply = await http(`${api}/v2/numbers?limit=1`, { headers: login(credentials) }).catch(() => null);
    if (!reply) return checkResult(null, "other");
    const [error] = listedErrors(reply) ?? [];
    const body = Array.isArray(member(reply.json(), "data")) ? "expected" : error ? "error" : "other";
    return checkResult(reply, body, error ? { detail: inWords(error) } : {});
  },

  async send({ from, to, text, media, statusCallback }, { credentials }, { http }) {
    const files = media.map(({ url }) => url);
    const attributes = {
      to: digits(to),
      from: digits(from),
      body: files.length > 0 ? straightQuotes(text) : text,
      ...(files.length > 0 ? { is_mms: true, media_urls: files } : {}),
      ...(statusCallback ? { dlr_callback: statusCallback } : {}),
    };
    const headers = { ...login(credentials), "content-type": "application/vnd.api+json" };
    const body = JSON.stringify({ data: { type: "message", attributes } });
    const reply = await calling(() => http(`${api}/v2.1/messages`, { method: "POST", headers, body }));
    if (reply.status < 200 || reply.status >= 300) throw refused(reply);
    const externalId = textOf(member(member(reply.json(), "data"), "id"));
    if (externalId === "") throw new CarrierError({ kind: "unknown", detail: "Flowroute's answer names no message" });
    return { externalId };
  },

  async lookup({ externalId, from, to, text, since }, { credentials }, { http }) {
    const query = new URLSearchParams({ start_date: new Date(since.getTime() - 1000).toISOString(), limit: "100" });
    const path = externalId ? `/${encodeURIComponent(externalId)}` : `?${query}`;
    const reply = await calling(() => http(`${api}/v2.1/messages${path}`, { headers: login(credentials) }));
    if (reply.status === 404) return null;
    if (reply.status !== 200) throw refused(reply);
    const data = member(reply.json(), "data");
    const all = (Array.isArray(data) ? data : [data]).filter(
      (one) => externalId || isSame(one, { from, to, texts: [text, straightQuotes(text)], direction: "outbound" }),
    );
    // Two that look alike prove nothing about either.
    return all.length === 1 ? foundOf(all[0]) : null;
  },

  async missed(since, { credentials, numbers }, { http }) {
    const query = new URLSearchParams({ start_date: since.toISOString(), limit: "100" });
    const reply = await calling(() => http(`${api}/v2.1/messages?${query}`, { headers: login(credentials) }));
    if (reply.status !== 200) throw refused(reply);
    const data = member(reply.json(), "data");
    // UNCONFIRMED: whether records bring their files along. Assumed not: such a message is shown without them.
    const inbound = (Array.isArray(data) ? data : []).filter(
      (one) => member(member(one, "attributes"), "direction") === "inbound",
    );
    return inbound
      .map((one) => messageOf(idOf(member(one, "id")), member(one, "attributes"), undefined))
      .filter(({ to }) => numbers.some(({ address }) => address === to));
  },

  // Per access key, which a channel has one of; texts and pictures are counted apart.
  paces: ({ files }) =>
    files > 0 ? [{ key: "flowroute:mms", everyMs: 1000 }] : [{ key: "flowroute:sms", everyMs: 200 }],
});

/** Wrapped in `data` since v2.1; before that, and with some receipts, the inner object alone; at first all flat. */
function bodyOf(request: WebhookRequest) {
  const body = bodyObject(request.rawBody);
  const data = isObject(body.data) ? body.data : body;
  const own = member(data, "attributes");
  return { data, attributes: isObject(own) ? own : data, included: body.included };
}

function messageOf(externalId: string, attributes: unknown, included: unknown): MessageItem {
  const sentAt = instantOf(member(attributes, "timestamp"));
  return {
    kind: "message",
    externalId,
    dedupeKey: messageKey(externalId),
    from: northAmerican(addressText(member(attributes, "from"))),
    to: northAmerican(addressText(member(attributes, "to"))),
    text: textOf(member(attributes, "body")),
    media: includedMedia(included),
    ...(sentAt ? { sentAt } : {}),
  };
}

function receiptOf(externalId: string, attributes: unknown): Item[] {
  const { word, status, error } = stateOf(attributes);
  if (!status) return [];
  const at = instantOf(member(attributes, "timestamp"));
  return [
    {
      kind: "receipt",
      externalId,
      dedupeKey: receiptKey(externalId, word),
      status,
      raw: word,
      ...(at ? { at } : {}),
      ...(error ? { error } : {}),
    },
  ];
}

function stateOf(receipt: unknown): { word: string; status?: ReceiptStatus; error?: SendFailure } {
  const word = textOf(member(receipt, "status")).trim().slice(0, 64).toLowerCase();
  const status = Object.hasOwn(receipts, word) ? receipts[word] : undefined;
  if (status !== "failed") return { word, ...(status ? { status } : {}) };
  // UNCONFIRMED: what the codes mean. They are shown with their description.
  const code = wordOf(member(receipt, "status_code")).slice(0, 32) || word;
  const said = textOf(member(receipt, "status_code_description")).slice(0, 500);
  const detail = [code, said].filter(Boolean).join(" - ");
  return { word, status, error: { kind: "refused", carrierCode: code, detail } };
}

/** A message that Flowroute has just posted may be missing from its list for a moment. */
const knownAfterMs = 2000;

/** Shown only when Flowroute, asked with the channel's login, knows the same message; it may need a moment for that. */
async function confirmed(
  request: WebhookRequest,
  { credentials }: ChannelView<Flowroute>,
  io: CarrierIo,
): Promise<Item> {
  const { data, attributes, included } = bodyOf(request);
  const message = messageOf(idOf(member(data, "id")), attributes, included);
  const url = `${api}/v2.1/messages/${encodeURIComponent(message.externalId)}`;
  const ask = () => calling(() => io.http(url, { headers: login(credentials) }));
  let reply = await ask();
  if (reply.status === 404) {
    await setTimeout(knownAfterMs);
    reply = await ask();
  }
  if (reply.status === 404) throw new Refused("Flowroute knows no such message");
  if (reply.status !== 200) throw refused(reply);
  const { from, to, text } = message;
  if (!isSame(member(reply.json(), "data"), { from, to, texts: [text], direction: "inbound" }))
    throw new Refused("Flowroute knows another message by this id");
  return message;
}

/** Whether a record of Flowroute's is this message, by all that it says. */
function isSame(
  record: unknown,
  { from, to, texts, direction }: { from: string; to: string; texts: string[]; direction: string },
): boolean {
  const attributes = member(record, "attributes");
  const said = member(attributes, "direction");
  return (
    northAmerican(textOf(member(attributes, "from"))) === from &&
    northAmerican(textOf(member(attributes, "to"))) === to &&
    texts.includes(textOf(member(attributes, "body"))) &&
    (said === undefined || said === direction)
  );
}

const certainty: ReceiptStatus[] = ["sent", "failed", "delivered"];

/** The surest of its receipts; a message without any was taken and no more is known. */
function foundOf(record: unknown) {
  const externalId = textOf(member(record, "id"));
  if (externalId === "") return null;
  const told = member(member(record, "attributes"), "delivery_receipts");
  const states = (Array.isArray(told) ? told : []).map(stateOf);
  const { status = "sent", error } =
    certainty.flatMap((one) => states.filter(({ status }) => status === one)).at(-1) ?? {};
  return { externalId, status, ...(error ? { error } : {}) };
}

/** There are no codes of Flowroute's: what is wrong stands in its words. UNCONFIRMED: those about a wrong recipient. */
function refused(reply: HttpAnswer): CarrierError {
  const [error] = listedErrors(reply) ?? [];
  const said = error ? { detail: inWords(error) } : {};
  const code = reply.status === 422 && error ? codeOf(error) : [400, 415, 422].includes(reply.status) ? "10002" : null;
  return refusal(reply, code ? { kind: "refused", code } : undefined, said);
}

function codeOf({ title, detail }: ListedError) {
  if (/byte limit/i.test(detail) || (/error fetching media/i.test(detail) && /\bover\b/i.test(detail))) return "10008";
  if (/fetching media/i.test(detail)) return "10003";
  return /(^|['"`\s])to(['"`:]|\s+(number|field|address|is|must)|$)/i.test(`${title} ${detail}`) ? "10001" : "10002";
}

const login = ({ accessKey, secretKey }: Flowroute) => basicLogin(accessKey, secretKey);

const digits = (number: string) => number.replace(/^\+/, "");

/** Typographic quotes are known to cause errors beside pictures. */
const straightQuotes = (text: string) => text.replace(/[‘’‚‛]/g, "'").replace(/[“”„‟]/g, '"');
