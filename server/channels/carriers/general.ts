import { z } from "zod";
import { hmac, randomToken, sameBytes } from "@/server/crypto";
import { generalState } from "@/server/domain/channel-state";
import { toAddress } from "@/server/domain/phone";
import { isSendCode, type SendCode } from "@/server/domain/send-errors";
import type { HttpAnswer } from "@/server/http";
import { addressField, carrier, type Item, messageKey, secret, Unreadable, type WebhookRequest } from "../carrier";
import { CarrierError, calling, kindOfStatus } from "../errors";
import { listedMedia, ownAmong } from "../event-payload";
import { tenDlc } from "../guide-notes";
import { addressText, bodyObject, idOf, instantOf, isObject, member, textOf } from "../read-body";
import type { SendRequest } from "./general-contract";
import { retryAfter } from "./retry-after";

const credentials = z.object({
  apiKey: secret({ label: { en: "API Key", "zh-CN": "API Key" } }),
  secret: secret({
    label: { en: "Secret", "zh-CN": "Secret" },
    help: { en: "The carrier signs its webhooks with it.", "zh-CN": "运营商用它对 Webhook 签名。" },
  }),
  sendUrl: addressField({
    label: { en: "API address for sending messages", "zh-CN": "发送消息的API接口地址" },
    placeholder: "https://service-provider.example.com/sendmessage",
  }),
  verifyUrl: addressField({
    label: { en: "API address for verifying the login", "zh-CN": "验证鉴权信息的API接口地址" },
    placeholder: "https://service-provider.example.com/verify",
  }),
});
type General = z.infer<typeof credentials>;

export const general = carrier<General>({
  name: "general",
  label: { en: "General SMS API", "zh-CN": "通用" },
  kind: "sms",
  credentials,
  can: { media: true, receipts: false, optOutWords: [], freeText: "always", calls: false },
  limits: { mediaBytesEach: 100 * 1024 * 1024 },
  unknownNumber: "refused",
  webhooks: (address) => [{ label: { en: "Webhook URL", "zh-CN": "Webhook URL" }, url: address }],
  guide: [
    tenDlc,
    {
      en: "Ask your carrier for an API Key, a Secret, the addresses for sending and for verifying the login, and how many messages a second your account takes; our page for carriers (/docs/sms-api) describes what they answer.",
      "zh-CN":
        "向运营商索取 API Key、Secret、用于发送消息和验证鉴权信息的 API 地址，以及账户的发送速率限制；接口约定见我们的运营商对接文档（/docs/sms-api）。",
    },
    {
      en: "Give the carrier {url}: it posts messages to your numbers there, signed with the Secret.",
      "zh-CN": "将 {url} 提供给运营商：发往您号码的消息会签名后推送到该地址。",
    },
  ],

  verify: (request, all) => all.some((one) => signedByGeneral(request, one.secret)),

  parse(request, { numbers }): Item[] {
    const data = member(bodyObject(request.rawBody), "data");
    const type = member(data, "event_type");
    if (typeof type !== "string") throw new Unreadable("data.event_type is missing");
    if (type !== "message.received") return [];
    const payload = member(data, "payload");
    const externalId = idOf(member(payload, "id"));
    const text = textOf(member(payload, "text"));
    const media = listedMedia(member(payload, "media"));
    if (text === "" && media.length === 0) throw new Unreadable("neither text nor media");
    const sentAt = instantOf(member(payload, "received_at"));
    return [
      {
        kind: "message",
        externalId,
        dedupeKey: messageKey(externalId),
        from: toAddress(addressText(member(member(payload, "from"), "phone_number"))),
        to: ownAmong(member(payload, "to"), numbers),
        text,
        media,
        ...(sentAt ? { sentAt } : {}),
      },
    ];
  },

  answer(outcome) {
    switch (outcome) {
      case "accepted":
      case "ignored":
        return { status: 204 };
      case "refused":
      case "unreadable":
        return { status: 400 };
      case "busy":
        return { status: 503, headers: { "retry-after": "2" } };
    }
  },

  async check({ credentials: { apiKey, verifyUrl } }, { http }) {
    const challenge = randomToken();
    const mark = verifyUrl.includes("?") ? "&" : "?";
    const reply = await http(`${verifyUrl}${mark}challenge=${challenge}`, { headers: bearer(apiKey) }).catch(
      (error) => {
        return error instanceof Error ? error.message : String(error);
      },
    );
    if (typeof reply === "string") return { state: generalState(null), detail: reply };
    const errors = errorsOf(reply);
    const answered = reply.text().trim();
    const expected = answered === challenge || answered === JSON.stringify(challenge);
    const state = generalState({ status: reply.status, body: expected ? "expected" : errors ? "error" : "other" });
    if (state === "connected") return { state };
    return { state, detail: errors?.detail || (reply.status === 200 ? "wrong challenge" : `HTTP ${reply.status}`) };
  },

  async send({ from, to, text, media }, { credentials: { apiKey, sendUrl } }, { http }) {
    const message: z.input<typeof SendRequest> = {
      from,
      to,
      ...(text ? { text } : {}),
      ...(media.length > 0 ? { media_urls: media.map(({ url }) => url) } : {}),
    };
    const body = JSON.stringify(message);
    const headers = { ...bearer(apiKey), "content-type": "application/json" };
    const reply = await calling(() => http(sendUrl, { method: "POST", headers, body }));
    const id = member(member(reply.json(), "data"), "id");
    const externalId = typeof id === "number" ? String(id) : textOf(id);
    if (reply.status === 200 && externalId !== "") return { externalId };
    throw sendFailure(reply);
  },
});

/**
 * `X-Signature-256: sha256=` and the lower-case hex HMAC-SHA256 of the raw body. Exactly one header: several would be
 * joined by a comma and no longer match. Exported for tests of the signature alone.
 */
export function signedByGeneral(request: Pick<WebhookRequest, "headers" | "rawBody">, key: string): boolean {
  const signature = /^sha256=([0-9a-f]{64})$/.exec(request.headers.get("x-signature-256") ?? "")?.[1];
  return sameBytes(hmac("sha256", key, request.rawBody, "hex"), signature);
}

interface ErrorBody {
  /** The first code that the contract knows. */
  code?: SendCode;
  /** The first error's code, whatever it is. */
  carrierCode: string;
  detail: string;
}

/** A body in the error format: an `errors` list, whose codes are text or numbers. */
function errorsOf(reply: HttpAnswer): ErrorBody | null {
  const errors = member(reply.json(), "errors");
  if (!Array.isArray(errors) || !errors.every(isObject)) return null;
  const codes = errors.map((one) => String(member(one, "code") ?? ""));
  const code = codes.find(isSendCode);
  const detail = textOf(member(errors[0], "detail")) || textOf(member(errors[0], "title"));
  return { ...(code ? { code } : {}), carrierCode: codes[0] ?? "", detail: detail.slice(0, 500) };
}

/** For sending, 403 is the service's unavailability, where the check takes it for a wrong login: two tables. */
const codeOfStatus: Record<number, SendCode> = { 401: "10004", 403: "10007" };

/** A known code decides first, then the status, then the carrier's own words. */
function sendFailure(reply: HttpAnswer): CarrierError {
  const errors = errorsOf(reply);
  const code = errors?.code ?? codeOfStatus[reply.status];
  const waitMs = retryAfter(reply.headers);
  const byStatus = kindOfStatus(reply.status);
  const detail = errors ? errors.detail : reply.status === 200 ? "no data.id in the answer" : `HTTP ${reply.status}`;
  return new CarrierError({
    // "Too many requests" proves that nothing was sent, with whatever status it comes.
    kind: byStatus === "refused" && errors?.code === "10006" ? "retryable" : byStatus,
    ...(code ? { code } : {}),
    ...(errors?.carrierCode ? { carrierCode: errors.carrierCode } : {}),
    ...(detail ? { detail } : {}),
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
  });
}

function bearer(apiKey: string) {
  return { authorization: `Bearer ${apiKey}` };
}
