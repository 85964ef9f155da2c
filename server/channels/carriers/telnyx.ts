import { z } from "zod";
import { toAddress } from "@/server/domain/phone";
import type { HttpAnswer } from "@/server/http";
import { carrier, field, type Item, messageKey, type ReceiptStatus, receiptKey, secret, Unreadable } from "../carrier";
import { CarrierError, calling } from "../errors";
import { listedMedia, ownAmong } from "../event-payload";
import { tenDlc } from "../guide-notes";
import { addressText, bodyObject, idOf, instantOf, member, textOf } from "../read-body";
import { checkResult, inWords, listedErrors, readErrors, refusal } from "../replies";
import { bearerLogin } from "./login-headers";
import { retryAfter } from "./retry-after";
import { telnyxMeaning, telnyxReceiptFailure, telnyxTelling } from "./telnyx-errors";
import { signedByTelnyx } from "./telnyx-signature";

const api = "https://api.telnyx.com/v2";

const credentials = z.object({
  apiKey: secret({ label: { en: "API Key", "zh-CN": "API Key" }, placeholder: "KEY…" }),
  publicKey: field({
    label: { en: "Public Key", "zh-CN": "Public Key" },
    // Base64 of exactly 32 bytes: the last letter carries four bits only.
    pattern: /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/,
    help: {
      en: "Of your organisation, beside the API keys; webhooks are checked with it. A wrong one shows only when the first webhook arrives.",
      "zh-CN": "组织的公钥，在 API Key 旁边；用于验证 Webhook。若填错，收到第一条 Webhook 时才会发现。",
    },
  }),
});
type Telnyx = z.infer<typeof credentials>;

/** Telnyx's words for what became of a message. `delivery_unconfirmed` is final: that carrier gives no receipts. */
const receipts: Record<string, ReceiptStatus> = {
  queued: "sent",
  sending: "sent",
  scheduled: "sent",
  sent: "sent",
  delivery_unconfirmed: "sent",
  delivered: "delivered",
  sending_failed: "failed",
  delivery_failed: "failed",
  expired: "failed",
};

const optOuts: Record<string, "stop" | "start" | "help"> = { STOP: "stop", START: "start", HELP: "help" };

/** What it does for a customer by itself, and answers. */
const optOutWords = ["STOP", "STOPALL", "STOP ALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "START", "UNSTOP"];

export const telnyx = carrier<Telnyx>({
  name: "telnyx",
  label: { en: "Telnyx", "zh-CN": "Telnyx" },
  kind: "sms",
  credentials,
  can: { media: true, receipts: true, optOutWords, freeText: "always", calls: false },
  limits: {
    textParts: 10,
    mediaCount: 10,
    mediaBytesTotal: 999_999,
    mediaKinds: [
      { types: ["image/jpeg", "image/png", "image/gif", "image/bmp", "image/tiff", "image/webp"] },
      {
        types: [
          ...["video/mp4", "video/3gpp", "video/quicktime", "audio/mpeg", "audio/wav", "audio/amr", "audio/ogg"],
          ...["application/pdf", "text/vcard", "text/x-vcard", "text/calendar"],
        ],
      },
    ],
  },
  // Telnyx gives up after 2 s and comes again with another signature.
  doorBudgetMs: 1200,
  longestWaitMs: 1700,
  webhooks: (address) => [
    { label: { en: "Webhook URL of the messaging profile", "zh-CN": "消息配置文件的 Webhook URL" }, url: address },
  ],
  guide: [
    tenDlc,
    {
      en: "In the Telnyx portal, buy a number that can do SMS.",
      "zh-CN": "登录 Telnyx 门户，搜索并购买具有 SMS 功能的 DID 号码。",
    },
    {
      en: "Create a messaging profile with {url} as its webhook URL and API version 2.",
      "zh-CN": "创建消息配置文件，将 Webhook URL 设为 {url}，API 版本选择 2。",
    },
    { en: "Assign the messaging profile to your number.", "zh-CN": "将消息配置文件分配给购买的号码。" },
    {
      en: "Create an API key, and copy the API Key and, from its own tab, the Public Key.",
      "zh-CN": "创建 API 密钥，在 API Key 页签下记录 API Key，在 Public Key 页签下记录 Public Key。",
    },
  ],

  verify: (request, all) => all.some((one) => signedByTelnyx(request, one.publicKey)),

  parse(request, { numbers }): Item[] {
    const data = member(bodyObject(request.rawBody), "data");
    const type = member(data, "event_type");
    if (typeof type !== "string") throw new Unreadable("data.event_type is missing");
    const payload = member(data, "payload");
    switch (type) {
      case "message.received": {
        const externalId = idOf(member(payload, "id"));
        const optOut = optOuts[textOf(member(payload, "autoresponse_type"))];
        const sentAt = instantOf(member(payload, "received_at"));
        return [
          {
            kind: "message",
            externalId,
            dedupeKey: messageKey(externalId),
            from: toAddress(addressText(member(member(payload, "from"), "phone_number"))),
            to: ownAmong(member(payload, "to"), numbers),
            text: textOf(member(payload, "text")),
            media: listedMedia(member(payload, "media")),
            ...(sentAt ? { sentAt } : {}),
            ...(optOut ? { optOut } : {}),
          },
        ];
      }
      case "message.sent":
      case "message.finalized":
        return receiptsOf(data, payload);
      default:
        return []; // an event of another kind
    }
  },

  async check({ credentials: { apiKey } }, { http }) {
    const reply = await http(`${api}/messaging_profiles?page%5Bsize%5D=1`, { headers: bearerLogin(apiKey) }).catch(
      () => null,
    );
    if (!reply) return checkResult(null, "other");
    const profiles = Profiles.safeParse(reply.json());
    const error = telnyxTelling(listedErrors(reply) ?? []);
    const detail = error ? inWords(error) : oldVersion(profiles.data?.data[0]);
    const body = profiles.success ? "expected" : error ? "error" : "other";
    return checkResult(reply, body, { ...(detail ? { detail } : {}), ...waiting(reply) });
  },

  async send({ from, to, text, media, statusCallback }, { credentials: { apiKey } }, { http }) {
    const body = JSON.stringify({
      from,
      to,
      ...(text ? { text } : {}),
      ...(media.length > 0 ? { media_urls: media.map(({ url }) => url) } : {}),
      ...(statusCallback ? { webhook_url: statusCallback } : {}),
    });
    const headers = { ...bearerLogin(apiKey), "content-type": "application/json" };
    const reply = await calling(() => http(`${api}/messages`, { method: "POST", headers, body }));
    if (reply.status < 200 || reply.status >= 300) throw refused(reply);
    const sent = z
      .object({ data: z.object({ id: z.string().min(1), parts: z.number().optional() }) })
      .safeParse(reply.json());
    if (!sent.success) throw new CarrierError({ kind: "unknown", detail: "Telnyx's answer names no message" });
    const { id, parts } = sent.data.data;
    return { externalId: id, ...(parts ? { segments: parts } : {}) };
  },

  async lookup({ externalId }, { credentials: { apiKey } }, { http }) {
    // Only by its id: what Telnyx lists are records for billing, made later.
    if (!externalId) return null;
    const url = `${api}/messages/${encodeURIComponent(externalId)}`;
    const reply = await calling(() => http(url, { headers: bearerLogin(apiKey) }));
    if (reply.status === 404) return null;
    if (reply.status !== 200) throw refused(reply);
    const data = member(reply.json(), "data");
    const { word, status } = stateOf(data);
    if (!status) return null;
    if (status !== "failed") return { externalId, status };
    return { externalId, status, error: telnyxReceiptFailure(readErrors(member(data, "errors")), word) };
  },
});

/** The state of a message's first recipient: ours have one. */
function stateOf(message: unknown): { word: string; status?: ReceiptStatus } {
  const to = member(message, "to");
  const word = textOf(member(Array.isArray(to) ? to[0] : to, "status"))
    .slice(0, 64)
    .toLowerCase();
  return { word, ...(Object.hasOwn(receipts, word) ? { status: receipts[word] } : {}) };
}

/** `message.finalized` may say `sent` or `queued`: the state is believed, not the event's name. */
function receiptsOf(data: unknown, payload: unknown): Item[] {
  const externalId = idOf(member(payload, "id"));
  const { word, status } = stateOf(payload);
  if (!status) return []; // a word we do not know: the journal keeps it
  const event = textOf(member(data, "id")).trim();
  const at = instantOf(member(data, "occurred_at"));
  return [
    {
      kind: "receipt",
      externalId,
      dedupeKey: event !== "" && event.length <= 255 ? `event:${event}` : receiptKey(externalId, word),
      status,
      raw: word,
      ...(at ? { at } : {}),
      ...(status === "failed" ? { error: telnyxReceiptFailure(readErrors(member(payload, "errors")), word) } : {}),
    },
  ];
}

const Profiles = z.object({
  data: z.array(z.object({ name: z.string().optional(), webhook_api_version: z.string().optional() })),
});

/** Webhooks of the older versions have another form and another signature. */
function oldVersion(profile: z.infer<typeof Profiles>["data"][number] | undefined): string | undefined {
  if (!profile?.webhook_api_version || profile.webhook_api_version === "2") return undefined;
  return `Messaging profile ${profile.name ?? ""}: webhook API version ${profile.webhook_api_version}; it must be 2`;
}

function refused(reply: HttpAnswer): CarrierError {
  const error = telnyxTelling(listedErrors(reply) ?? []);
  if (!error) return refusal(reply, undefined, waiting(reply));
  const said = { carrierCode: error.code, detail: inWords(error), ...waiting(reply) };
  return refusal(reply, telnyxMeaning(error.code), said);
}

/** Telnyx tells in a header of its own how long its limit lasts, in seconds. */
function waiting(reply: HttpAnswer): { waitMs?: number } {
  const reset = reply.headers.get("x-ratelimit-reset") ?? "";
  const waitMs = retryAfter(reply.headers) ?? (/^\d{1,5}$/.test(reset) ? Number(reset) * 1000 : undefined);
  return waitMs === undefined || reply.status !== 429 ? {} : { waitMs };
}
