import { z } from "zod";
import { sameBytes } from "@/server/crypto";
import { namedState } from "@/server/domain/channel-state";
import { toAddress } from "@/server/domain/phone";
import type { HttpAnswer } from "@/server/http";
import {
  carrier,
  field,
  type InboundMedia,
  type Item,
  messageKey,
  type ReceiptStatus,
  receiptKey,
  secret,
  type WebhookRequest,
} from "../carrier";
import { CarrierError, calling, kindOfStatus } from "../errors";
import { tenDlc } from "../guide-notes";
import { addressText, bodyForm, idOf, textOf } from "../read-body";
import { retryAfter } from "./retry-after";
import { twilioMeaning, twilioReceiptFailure } from "./twilio-errors";
import { retries, signedByTwilio } from "./twilio-signature";

const api = "https://api.twilio.com/2010-04-01/Accounts";

const credentials = z.object({
  accountSid: field({
    label: { en: "Account SID", "zh-CN": "Account SID" },
    placeholder: "AC…",
    pattern: /^AC[0-9a-fA-F]{32}$/,
    help: {
      en: "Of the account that owns the number; a sub-account has its own.",
      "zh-CN": "须为号码所属账户；子账户有自己的 SID 和令牌。",
    },
  }),
  authToken: secret({
    label: { en: "Auth Token", "zh-CN": "Auth Token" },
    help: {
      en: "Not an API key: webhooks are signed with the Auth Token.",
      "zh-CN": "不能使用 API Key：Webhook 由 Auth Token 签名。",
    },
  }),
});
type Twilio = z.infer<typeof credentials>;

/** Far above the ten that Twilio sends: `NumMedia` is only a text in a form. */
const mostMedia = 50;

/** Twilio's words for what became of a message. Its own queue is `sent`: we cannot take a message back from there. */
const receipts: Record<string, ReceiptStatus> = {
  accepted: "sent",
  scheduled: "sent",
  queued: "sent",
  sending: "sent",
  sent: "sent",
  partially_delivered: "sent",
  delivered: "delivered",
  read: "read",
  undelivered: "failed",
  failed: "failed",
  canceled: "failed",
};

const optOuts: Record<string, "stop" | "start" | "help"> = { STOP: "stop", START: "start", HELP: "help" };

/** What it does for a customer by itself, and answers. */
const optOutWords = ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "START", "UNSTOP", "YES"];

export const twilio = carrier<Twilio>({
  name: "twilio",
  label: { en: "Twilio", "zh-CN": "Twilio" },
  kind: "sms",
  credentials,
  can: { media: true, receipts: true, optOutWords, freeText: "always", calls: true },
  // It gives a message 15 s in all, repeated or not: time for a slow answer, and for coming again.
  doorBudgetMs: 5_000,
  limits: {
    textCharacters: 1600,
    mediaCount: 10,
    mediaBytesTotal: 5 * 1024 * 1024,
    // By Twilio's page of accepted types. The first it fits to the handset, all others it only hands on.
    mediaKinds: [
      { types: ["image/jpeg", "image/png", "image/gif"] },
      {
        types: [
          ...["image/bmp", "image/tiff", "image/heic", "image/heif", "audio/*", "video/*", "application/pdf"],
          ...["text/vcard", "text/x-vcard", "text/csv", "text/rtf", "text/calendar", "application/vcard"],
        ],
        bytesTotal: 500 * 1024,
      },
    ],
  },
  parts: ["status"],
  receiptPart: "status",
  webhooks: (address) => [
    {
      label: { en: "A message comes in (POST)", "zh-CN": "收到消息时（A message comes in，POST）" },
      url: address + retries,
    },
  ],
  guide: [
    tenDlc,
    {
      en: "In the Twilio Console, buy a number that can do SMS.",
      "zh-CN": "登录 Twilio，搜索并购买具有短信功能的号码。",
    },
    {
      en: "Under Phone Numbers → Active numbers → your number → Messaging, paste {url} with its ending, as shown above, at “A message comes in” and choose HTTP POST. What follows # asks Twilio to try again when we cannot be reached. Receipts need no setting.",
      "zh-CN":
        "进入 Phone Numbers → Active numbers → 您的号码 → Messaging，将 {url}（含上方所示 # 之后的部分）粘贴到 “A message comes in”，并选择 HTTP POST。# 之后的部分让 Twilio 在无法送达时重试。状态回执无需设置。",
    },
    {
      en: "In the main account, under Messaging → Settings → Geo permissions, allow the countries of your customers.",
      "zh-CN":
        "在主账号中进入 Messaging → Settings → Geo permissions，启用客户所在地区的地理权限，以保证消息可以成功发送。",
    },
    {
      en: "On the dashboard, copy Account SID and Auth Token of the account that bought the number: a subaccount has its own.",
      "zh-CN": "进入账号的仪表盘，记录 Account SID 和 Auth Token。须为购买号码的账号：子账号有自己的一组。",
    },
  ],

  verify(request, all) {
    const accountSid = isForm(request) ? fieldsOf(request).get("AccountSid") : null;
    return all.some(
      (one) => signedByTwilio(request, one.authToken) && (!isForm(request) || sameBytes(accountSid, one.accountSid)),
    );
  },

  parse(request): Item[] {
    if (!isForm(request)) return []; // JSON is for events of other products
    const form = fieldsOf(request);
    const word = form.get("MessageStatus") ?? (request.part === "status" ? form.get("SmsStatus") : null);
    const externalId = idOf(form.get("MessageSid") ?? form.get("SmsSid"));
    if (word !== null) return receiptOf(externalId, word.toLowerCase(), form);
    const optOut = optOuts[form.get("OptOutType") ?? ""];
    return [
      {
        kind: "message",
        externalId,
        dedupeKey: messageKey(externalId),
        from: toAddress(addressText(form.get("From"))),
        to: toAddress(addressText(form.get("To"))),
        text: textOf(form.get("Body")),
        media: mediaOf(form),
        ...(optOut ? { optOut } : {}),
      },
    ];
  },

  answer(outcome) {
    // An empty TwiML document: any plain text would be sent to the customer as a reply.
    const body = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>';
    const headers = { "content-type": "text/xml" };
    switch (outcome) {
      case "accepted":
      case "ignored":
        return { status: 200, headers, body };
      case "refused":
        return { status: 403 };
      case "unreadable":
        return { status: 400 };
      case "busy":
        return { status: 503, headers: { "retry-after": "2" } };
    }
  },

  async check({ credentials: { accountSid, authToken } }, { http }) {
    const reply = await http(`${api}/${accountSid}.json`, { headers: basic(accountSid, authToken) }).catch(() => null);
    // The answer holds the Auth Token: no more than two fields of it are ever looked at.
    const account = z.object({ sid: z.string(), status: z.string() }).safeParse(reply?.json());
    if (reply?.status === 200 && account.success && account.data.status !== "active") {
      return { state: "unauthorized", detail: `account ${account.data.status}` };
    }
    const error = reply ? twilioError(reply) : null;
    const state = namedState(
      reply && { status: reply.status, body: account.success ? "expected" : error ? "error" : "other" },
    );
    const waitMs = reply ? retryAfter(reply.headers) : undefined;
    return {
      state,
      ...(error ? { detail: `${error.code} - ${error.message}` } : {}),
      ...(state === "unchanged" && waitMs !== undefined ? { retryAfterMs: waitMs } : {}),
    };
  },

  async send({ from, to, text, media, statusCallback }, { credentials: { accountSid, authToken } }, { http }) {
    const form = new URLSearchParams({ From: from, To: to });
    if (text) form.append("Body", text);
    for (const { url } of media) form.append("MediaUrl", url); // the field is repeated, not numbered
    if (statusCallback) form.append("StatusCallback", statusCallback);
    const headers = { ...basic(accountSid, authToken), "content-type": "application/x-www-form-urlencoded" };
    const reply = await calling(() =>
      http(`${api}/${accountSid}/Messages.json`, { method: "POST", headers, body: form.toString() }),
    );
    if (reply.status < 200 || reply.status >= 300) throw refusal(reply);
    const sent = z
      .object({ sid: z.string().min(1), num_segments: z.coerce.number().optional() })
      .safeParse(reply.json());
    if (!sent.success) throw new CarrierError({ kind: "unknown", detail: "Twilio's answer names no message" });
    const { sid, num_segments: segments } = sent.data;
    return { externalId: sid, ...(segments ? { segments } : {}) };
  },

  async lookup({ externalId, from, to, text, since }, { credentials: { accountSid, authToken } }, { http }) {
    const headers = basic(accountSid, authToken);
    const get = async (url: string) => {
      const reply = await calling(() => http(url, { headers }));
      if (reply.status === 404) return null;
      if (reply.status !== 200) throw refusal(reply);
      return reply.json();
    };
    if (externalId) {
      const found = MessageResource.safeParse(
        await get(`${api}/${accountSid}/Messages/${encodeURIComponent(externalId)}.json`),
      );
      return found.success ? stateOf(found.data) : null;
    }
    // Dates of this list are days, in UTC; the exact time is compared here.
    const query = new URLSearchParams({
      To: to,
      From: from,
      "DateSent>": since.toISOString().slice(0, 10),
      PageSize: "50",
    });
    const page = z
      .object({ messages: z.array(MessageResource) })
      .safeParse(await get(`${api}/${accountSid}/Messages.json?${query}`));
    if (!page.success) return null;
    const same = page.data.messages.filter(
      ({ body, date_created }) => body === text && Date.parse(date_created ?? "") >= since.getTime() - 1000,
    );
    // Two that look alike prove nothing about either.
    return same.length === 1 && same[0] ? stateOf(same[0]) : null;
  },

  async fetchMedia(media, { credentials: { accountSid, authToken } }, { http }, maxBytes) {
    // The login goes to Twilio's own hosts; the file itself lies elsewhere, and `http` drops the login on the way there.
    const own = /^https:\/\/([a-z0-9-]+\.)*twilio\.com\//i.test(media.url);
    const headers = own ? basic(accountSid, authToken) : {};
    return await http(media.url, { headers, redirects: 3, maxBytes, timeoutMs: 60_000 });
  },
});

function isForm(request: WebhookRequest): boolean {
  return request.method !== "POST" || !/[?&]bodySHA256=/i.test(request.url);
}

function fieldsOf(request: WebhookRequest): URLSearchParams {
  if (request.method === "POST") return bodyForm(request.rawBody);
  return new URLSearchParams(request.url.split("?")[1] ?? "");
}

function receiptOf(externalId: string, word: string, form: URLSearchParams): Item[] {
  const status = Object.hasOwn(receipts, word) ? receipts[word] : undefined;
  if (!status) return []; // `receiving`, `received`, or a word we do not know: the journal keeps it
  const item = { kind: "receipt", externalId, dedupeKey: receiptKey(externalId, word), status, raw: word } as const;
  if (status !== "failed") return [item];
  const code = textOf(form.get("ErrorCode")).slice(0, 32) || (word === "canceled" ? "canceled" : "");
  return [{ ...item, error: twilioReceiptFailure(code, textOf(form.get("ErrorMessage")).slice(0, 500)) }];
}

function mediaOf(form: URLSearchParams): InboundMedia[] {
  const count = Math.min(Number(form.get("NumMedia")) || 0, mostMedia);
  const media: InboundMedia[] = [];
  for (let at = 0; at < count; at++) {
    const url = textOf(form.get(`MediaUrl${at}`)).slice(0, 4096);
    const contentType = textOf(form.get(`MediaContentType${at}`)).slice(0, 255);
    if (url) media.push({ url, ...(contentType ? { contentType } : {}) });
  }
  return media;
}

const MessageResource = z.object({
  sid: z.string(),
  status: z.string(),
  body: z.string().nullish(),
  date_created: z.string().nullish(),
  error_code: z.union([z.number(), z.string()]).nullish(),
  error_message: z.string().nullish(),
});

function stateOf({ sid, status: word, error_code, error_message }: z.infer<typeof MessageResource>) {
  const status = Object.hasOwn(receipts, word) ? receipts[word] : undefined;
  if (!status) return null;
  if (status !== "failed") return { externalId: sid, status };
  return { externalId: sid, status, error: twilioReceiptFailure(String(error_code ?? word), error_message ?? "") };
}

function twilioError(reply: HttpAnswer): { code: string; message: string } | null {
  const error = z.object({ code: z.union([z.number(), z.string()]), message: z.string() }).safeParse(reply.json());
  return error.success ? { code: String(error.data.code), message: error.data.message } : null;
}

/** Decided on the status first; the code says what the agent reads, as far as we know it. */
function refusal(reply: HttpAnswer): CarrierError {
  const error = twilioError(reply);
  const waitMs = retryAfter(reply.headers);
  const byStatus = kindOfStatus(reply.status);
  const meaning = error ? twilioMeaning(error.code) : undefined;
  const fallback =
    reply.status === 401 ? "10004" : reply.status === 429 ? "10006" : reply.status >= 500 ? "10007" : undefined;
  const code = meaning ? meaning.code : fallback;
  return new CarrierError({
    kind: byStatus === "refused" && meaning ? meaning.kind : byStatus,
    ...(code ? { code } : {}),
    ...(error
      ? { carrierCode: error.code, detail: `${error.code} - ${error.message}` }
      : { detail: `HTTP ${reply.status}` }),
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
  });
}

function basic(user: string, password: string) {
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` };
}
