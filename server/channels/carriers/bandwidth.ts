import { z } from "zod";
import { sameBytes } from "@/server/crypto";
import { toAddress } from "@/server/domain/phone";
import type { HttpAnswer } from "@/server/http";
import {
  type Answer,
  carrier,
  field,
  type InboundMedia,
  type Item,
  type MessageItem,
  madeField,
  messageKey,
  type ReceiptItem,
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
import { addressText, bodyJson, idOf, instantOf, member, textOf } from "../read-body";
import { checkResult, refusal, wordOf } from "../replies";
import { bandwidthFailure, receiptTimedOut } from "./bandwidth-errors";
import { NoLogin, withLogin } from "./bandwidth-login";

const api = "https://messaging.bandwidth.com/api/v2";

const credentials = z.object({
  applicationId: field({
    label: { en: "Application ID", "zh-CN": "Application ID" },
    help: {
      en: "Of the messaging application. A wrong one shows only with the first message.",
      "zh-CN": "消息应用的 ID。若填错，收发第一条消息时才会发现。",
    },
  }),
  accountId: field({ label: { en: "Account ID", "zh-CN": "Account ID" }, pattern: /^[A-Za-z0-9_-]+$/ }),
  // Two pairs fit here; Bandwidth switches the older one off on 2026-12-02.
  user: field({
    label: { en: "User name", "zh-CN": "用户名" },
    help: {
      en: "Or the client id of API credentials (OAuth). Bandwidth switches user names off on 2 December 2026.",
      "zh-CN": "也可填写 API 凭证（OAuth）的 client id。Bandwidth 将于 2026 年 12 月 2 日停用用户名登录。",
    },
  }),
  password: secret({
    label: { en: "Password", "zh-CN": "密码" },
    help: { en: "Or the client secret.", "zh-CN": "也可填写 client secret。" },
  }),
  callbackLogin: switchField({
    label: { en: "Require a login for callbacks", "zh-CN": "回调需要登录" },
    help: {
      en: "Bandwidth signs nothing. Turn this on after you have entered the callback user name and password shown above at your application.",
      "zh-CN": "Bandwidth 不对回调签名。请先将上方的回调用户名和密码填入 Bandwidth 应用，再打开此开关。",
    },
  }),
  callbackUser: madeField({ label: { en: "Callback user name", "zh-CN": "回调用户名" } }),
  callbackPassword: madeField({ label: { en: "Callback password", "zh-CN": "回调密码" } }),
});
type Bandwidth = z.infer<typeof credentials>;

/** Bandwidth's events of a message of ours. */
const events: Record<string, ReceiptStatus> = {
  "message-sending": "sent",
  "message-sent": "sent",
  "message-delivered": "delivered",
  "message-read": "read",
  "message-failed": "failed",
};

/** The words of the list of messages, which are others. */
const listed: Record<string, ReceiptStatus> = {
  QUEUED: "sent",
  SENDING: "sent",
  SENT: "sent",
  ACCEPTED: "sent",
  DELIVERED: "delivered",
  FAILED: "failed",
  UNDELIVERED: "failed",
};

/** Only upon this header does Bandwidth repeat a request with its login; a 403, or a 401 without it, loses the event. */
const challenge: Answer = { status: 401, headers: { "www-authenticate": 'Basic realm="webhook"' } };

export const bandwidth = carrier<Bandwidth>({
  name: "bandwidth",
  label: { en: "Bandwidth", "zh-CN": "Bandwidth" },
  kind: "sms",
  credentials,
  can: { media: true, receipts: true, optOutWords: [], freeText: "always", calls: false },
  limits: { textCharacters: 2048, mediaCount: 10, mediaBytesEach: 3_500_000 },
  webhooks: (address) => [
    {
      label: { en: "Inbound and status callback URL", "zh-CN": "接收与状态回调地址（Callback URL）" },
      url: address,
    },
  ],
  guide: [
    tenDlc,
    {
      en: "In the Bandwidth dashboard, create a messaging application for your sub-account with {url} as its callback URL, for inbound and for status callbacks, with all status types.",
      "zh-CN":
        "登录 Bandwidth，使用子账号创建一个应用（application），回调地址（Callback URL，接收与状态）均设为 {url}，并勾选全部状态类型。",
    },
    {
      en: "On the application's page, link it to your location.",
      "zh-CN": "在新建应用的详情页中，将应用与您的区域（location）绑定。",
    },
    {
      en: "Switch on HTTP SMS and MMS for that location and the linked application.",
      "zh-CN": "为区域和绑定的应用启用 HTTP SMS 和 MMS 消息设置。",
    },
    {
      en: "Find the number you want to text with and assign it to your sub-account.",
      "zh-CN": "搜索要使用 SMS 的号码，并与您的子账号绑定。",
    },
    {
      en: "Copy the Application ID and the Account ID.",
      "zh-CN": "记录应用 ID（Application ID）和账号 ID（Account ID）。",
    },
    {
      en: "Optional: choose “Use a username/password for callbacks” at the application, enter the callback user name and password shown above, and turn on “Require a login for callbacks” below.",
      "zh-CN":
        "可选：在应用中选择 “Use a username/password for callbacks”，填入上方的回调用户名和密码，并打开下方的“回调需要登录”。",
    },
  ],

  /** The first request of each event comes without the login, possibly without its body: Bandwidth wants to be asked. */
  handshake(request, [current]) {
    return current?.callbackLogin && !request.headers.has("authorization") ? challenge : null;
  },

  verify(request, all) {
    const [current] = all;
    if (!current?.callbackLogin) return current !== undefined;
    return all.some((one) => hasLogin(request, one));
  },

  parse(request, { credentials: { applicationId } }): Item[] {
    const all = bodyJson(request.rawBody);
    if (!Array.isArray(all)) throw new Unreadable("not a list of events");
    return all.flatMap((event) => itemsOf(event, applicationId));
  },

  answer(outcome) {
    switch (outcome) {
      case "accepted":
      case "ignored":
        return { status: 200 };
      case "refused":
        return challenge;
      case "unreadable":
        return { status: 400 };
      case "busy":
        return { status: 503, headers: { "retry-after": "2" } };
    }
  },

  async check({ credentials }, io) {
    const url = `${api}/users/${credentials.accountId}/media`;
    const reply = await withLogin(credentials, io, (headers) => io.http(url, { headers })).catch(
      (error: unknown) => error,
    );
    if (reply instanceof NoLogin) return checkResult(reply.reply, "other", { detail: reply.detail });
    if (reply instanceof Error) return checkResult(null, "other", { detail: reply.message });
    const answer = reply as HttpAnswer;
    // UNCONFIRMED: 204 for an empty list. Assumed to mean what an empty list means.
    if (answer.status === 204) return { state: "connected" };
    const said = errorOf(answer);
    const body = Array.isArray(answer.json()) ? "expected" : said ? "error" : "other";
    return checkResult(answer, body, said ? { detail: said.detail } : {});
  },

  async send({ from, to, text, media, clientRef }, { credentials }, io) {
    const body = JSON.stringify({
      to: [to], // two would be a group
      from,
      ...(text ? { text } : {}),
      ...(media.length > 0 ? { media: media.map(({ url }) => url) } : {}),
      applicationId: credentials.applicationId,
      tag: clientRef,
    });
    const url = `${api}/users/${credentials.accountId}/messages`;
    const reply = await withLogin(credentials, io, (login) => {
      const headers = { ...login, "content-type": "application/json; charset=utf-8" };
      return calling(() => io.http(url, { method: "POST", headers, body }));
    });
    if (reply.status < 200 || reply.status >= 300) throw refused(reply);
    const sent = z.object({ id: z.string().min(1), segmentCount: z.number().optional() }).safeParse(reply.json());
    if (!sent.success) throw new CarrierError({ kind: "unknown", detail: "Bandwidth's answer names no message" });
    const { id, segmentCount: segments } = sent.data;
    return { externalId: id, ...(segments ? { segments } : {}) };
  },

  async lookup({ externalId, from, to, text, since }, { credentials }, io) {
    // The list keeps no texts and no tags. UNCONFIRMED: messageLength counts as we do; else nothing is found.
    const query = externalId
      ? new URLSearchParams({ messageId: externalId })
      : new URLSearchParams({
          sourceTn: from,
          destinationTn: to,
          fromDateTime: new Date(since.getTime() - 1000).toISOString(),
          toDateTime: new Date(since.getTime() + 90_000).toISOString(),
        });
    const url = `${api}/users/${credentials.accountId}/messages?${query}`;
    const reply = await withLogin(credentials, io, (headers) => calling(() => io.http(url, { headers })));
    if (reply.status === 404) return null;
    if (reply.status !== 200) throw refused(reply);
    const page = z.object({ messages: z.array(ListedMessage) }).safeParse(reply.json());
    const found = page.data?.messages.filter((one) =>
      externalId ? one.messageId === externalId : one.messageLength === text.length && one.messageStatus !== "RECEIVED",
    );
    // Two that look alike prove nothing about either.
    return found?.length === 1 && found[0] ? foundOf(found[0]) : null;
  },

  async fetchMedia(media, { credentials }, io, maxBytes) {
    const options = { redirects: 3, maxBytes, timeoutMs: 60_000 };
    // The login goes to Bandwidth's own host and nowhere else.
    if (!/^https:\/\/messaging\.bandwidth\.com\//i.test(media.url)) return io.http(media.url, options);
    return withLogin(credentials, io, (headers) => io.http(media.url, { ...options, headers }));
  },
});

/** Compared as one text in constant time: our user names have no colon, so the first one is where theirs ends. */
function hasLogin(request: WebhookRequest, { callbackUser, callbackPassword }: Bandwidth): boolean {
  const given = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(request.headers.get("authorization") ?? "")?.[1] ?? "";
  return sameBytes(`${callbackUser}:${callbackPassword}`, Buffer.from(given, "base64").toString());
}

function itemsOf(event: unknown, applicationId: string): Item[] {
  const type = textOf(member(event, "type"));
  if (type === "") throw new Unreadable("an event without a type");
  const status = Object.hasOwn(events, type) ? events[type] : undefined;
  if (type !== "message-received" && !status) return []; // rich messages and words we do not know
  const message = member(event, "message");
  // Nothing is signed: what it says about itself has to fit.
  const application = textOf(member(message, "applicationId"));
  if (application === "") throw new Unreadable("an event of no application");
  if (application !== applicationId) throw new Refused("another application ID");
  return [status ? receiptOf(event, message, type, status) : messageOf(event, message)];
}

function messageOf(event: unknown, message: unknown): MessageItem {
  const externalId = idOf(member(message, "id"));
  const sentAt = instantOf(member(message, "time"));
  return {
    kind: "message",
    externalId,
    dedupeKey: messageKey(externalId),
    from: toAddress(addressText(member(message, "from"))),
    // `message.to` names everybody in a group; each number of ours gets an event of its own.
    to: toAddress(addressText(member(message, "owner") ?? member(event, "to"))),
    text: textOf(member(message, "text")),
    media: mediaOf(member(message, "media")),
    ...(sentAt ? { sentAt } : {}),
  };
}

/** Addresses alone, whose last part is the file's name; .smil and .xml say how a phone lays the others out. */
function mediaOf(list: unknown): InboundMedia[] {
  if (!Array.isArray(list)) return [];
  const urls = list.map((one) => textOf(one)).filter((url) => url !== "" && url.length <= 4096);
  return urls
    .map((url) => ({ url, fileName: fileNameOf(url) }))
    .filter(({ fileName }) => !/\.(smil|xml)$/i.test(fileName))
    .slice(0, 50)
    .map(({ url, fileName }) => ({ url, ...(fileName ? { fileName } : {}) }));
}

function fileNameOf(url: string): string {
  const last = /\/([^/?#]*)(?:[?#].*)?$/s.exec(url)?.[1] ?? "";
  try {
    return textOf(decodeURIComponent(last)).slice(-255);
  } catch {
    return last.slice(-255);
  }
}

function receiptOf(event: unknown, message: unknown, type: string, told: ReceiptStatus): ReceiptItem {
  const externalId = idOf(member(message, "id"));
  const description = textOf(member(event, "description")).slice(0, 500);
  const code = wordOf(member(event, "errorCode")).slice(0, 32);
  const at = instantOf(member(event, "time"));
  const clientRef = textOf(member(message, "tag")).slice(0, 255);
  const status = softened(told, code, description);
  return {
    kind: "receipt",
    externalId,
    dedupeKey: receiptKey(externalId, type),
    status,
    raw: code ? `${type} ${code}` : type,
    ...(at ? { at } : {}),
    ...(clientRef ? { clientRef } : {}),
    ...(status === "failed" ? { error: bandwidthFailure(code, description) } : {}),
  };
}

/** What claims more than it proves: MMS handed to the network, and a receipt that never came. */
function softened(status: ReceiptStatus, code: string, description: string): ReceiptStatus {
  if (status === "delivered" && /^message delivered to carrier$/i.test(description.trim())) return "sent";
  return status === "failed" && code === receiptTimedOut ? "sent" : status;
}

const ListedMessage = z.object({
  messageId: z.string().min(1),
  messageStatus: z.string(),
  messageLength: z.number().nullish(),
  errorCode: z.union([z.number(), z.string()]).nullish(),
});

function foundOf({ messageId: externalId, messageStatus, errorCode }: z.infer<typeof ListedMessage>) {
  const told = Object.hasOwn(listed, messageStatus) ? listed[messageStatus] : undefined;
  if (!told) return null;
  const code = wordOf(errorCode);
  const status = softened(told, code, "");
  return { externalId, status, ...(status === "failed" ? { error: bandwidthFailure(code, "") } : {}) };
}

const ErrorBody = z.object({
  type: z.string(),
  description: z.string(),
  fieldErrors: z.array(z.object({ fieldName: z.string(), description: z.string() })).optional(),
});

/** Bandwidth's own words and whether they are about the recipient. */
function errorOf(reply: HttpAnswer): { type: string; detail: string; aboutTo: boolean } | null {
  const error = ErrorBody.safeParse(reply.json());
  if (!error.success) return null;
  const { type, description, fieldErrors = [] } = error.data;
  const detail = [description, ...fieldErrors.map((one) => `${one.fieldName}: ${one.description}`)].join("; ");
  return { type, detail: detail.slice(0, 500), aboutTo: fieldErrors.some(({ fieldName }) => /^to\b/.test(fieldName)) };
}

function refused(reply: HttpAnswer): CarrierError {
  const error = errorOf(reply);
  const code = reply.status === 400 && error?.aboutTo ? "10001" : [400, 415].includes(reply.status) ? "10002" : null;
  const said = error ? { carrierCode: error.type, detail: error.detail } : {};
  return refusal(reply, code ? { kind: "refused", code } : undefined, said);
}
