import { z } from "zod";
import { sha256Hex } from "@/server/crypto";
import { namedState } from "@/server/domain/channel-state";
import { usualPictures } from "@/server/domain/message-limits";
import type { SendCode } from "@/server/domain/send-errors";
import type { HttpAnswer } from "@/server/http";
import {
  carrier,
  field,
  type Item,
  messageKey,
  type ReceiptStatus,
  receiptKey,
  secret,
  switchField,
  type WebhookRequest,
} from "../carrier";
import { calling } from "../errors";
import { tenDlc } from "../guide-notes";
import { addressText, bodyObject, idOf, instantOf, member, textOf } from "../read-body";
import { checkResult, inWords, listedErrors, refusal, wordOf } from "../replies";
import { includedMedia } from "./json-api";
import { basicLogin } from "./login-headers";
import { northAmerican } from "./north-american";

/*
 * SIPTRUNK publishes no description of its messaging. Confirmed by a working client: address, login, content type, the
 * request, the shape of an inbound message, files without a login. UNCONFIRMED, and assumed to be as with Flowroute,
 * which the same company runs: the id in the answer, errors, receipts, limits, repetitions of webhooks.
 */

const api = "https://messaging.siptrunk.com";

const key = (name: string) => ({ label: { en: name, "zh-CN": name }, pattern: /^[^\s:]+$/ });

const credentials = z.object({
  accessKey: field(key("Access Key")),
  secretKey: secret({
    label: { en: "Secret Key", "zh-CN": "Secret Key" },
    pattern: /^\S+$/,
    help: { en: "SIPTRUNK shows it once, when it is made.", "zh-CN": "SIPTRUNK 仅在创建时显示一次。" },
  }),
  quiet: switchField({
    label: { en: "Do not test the login", "zh-CN": "不测试登录" },
    help: {
      en: "SIPTRUNK has no call for a test, so a message without a recipient is offered, which must be refused. With this on, nothing is offered, and a wrong key shows with the first message.",
      "zh-CN":
        "SIPTRUNK 没有测试接口，因此会提交一条没有收件人的消息，对方应当拒绝。打开后不再提交，密钥错误要到发送第一条消息时才会发现。",
    },
  }),
});
type SipTrunk = z.infer<typeof credentials>;

export const siptrunk = carrier<SipTrunk>({
  name: "siptrunk",
  label: { en: "SIPTRUNK", "zh-CN": "SIPTRUNK" },
  kind: "sms",
  credentials,
  // UNCONFIRMED: whether STOP is handled. Assumed not: then we confirm it ourselves.
  can: { media: true, receipts: true, optOutWords: [], freeText: "always", calls: false },
  limits: { mediaBytesTotal: 750_000, mediaKinds: usualPictures },
  timedChecks: false,
  webhooks: (address) => [{ label: { en: "Messaging webhook", "zh-CN": "消息 Webhook" }, url: address }],
  guide: [
    tenDlc,
    {
      en: "Your number must be enabled for SMS/MMS and registered for 10DLC; ask SIPTRUNK for that. In its portal, note the number.",
      "zh-CN":
        "DID 号码需支持 SMS/MMS 功能，且已完成 10DLC 注册（可向 SIPTRUNK 提交请求）。登录 SIPTRUNK 用户界面，记录要使用的 DID 号码。",
    },
    {
      en: "Create a messaging webhook with the address {url}.",
      "zh-CN": "创建消息 Webhook，地址设为 {url}。",
    },
    { en: "Assign the webhook to your number.", "zh-CN": "将 Webhook 分配给 DID 号码。" },
    {
      en: "Create an API key and copy Access Key and Secret Key before you close the window: the Secret Key is shown only once.",
      "zh-CN": "创建 API key，并记录 Access Key 和 Secret Key。关闭弹窗前须妥善保存 Secret Key，因为它只显示一次。",
    },
  ],

  handshake: ({ method }) => (method === "POST" ? null : { status: 405, headers: { allow: "POST" } }),

  // Nobody signs: the address is the secret, and the receiver must be a number of the channel's.
  verify: (_, all) => all.length > 0,

  parse(request): Item[] {
    const body = bodyObject(request.rawBody);
    const data = member(body, "data");
    const attributes = member(data, "attributes");
    // A receipt on the same address must not become a message.
    if (member(data, "type") === "delivery_receipt") return receiptOf(idOf(member(data, "id")), attributes);
    const externalId = messageIdOf(data, request);
    const sentAt = instantOf(member(attributes, "timestamp"));
    return [
      {
        kind: "message",
        externalId,
        dedupeKey: messageKey(externalId),
        from: northAmerican(addressText(member(attributes, "from"))),
        to: northAmerican(addressText(member(attributes, "to"))),
        text: textOf(member(attributes, "body")),
        media: includedMedia(body.included),
        ...(sentAt ? { sentAt } : {}),
      },
    ];
  },

  async check({ credentials }, { http }) {
    if (credentials.quiet) return { state: "connected" };
    const body = JSON.stringify({ data: { type: "message", attributes: {} } });
    const reply = await http(api, { method: "POST", headers: headersOf(credentials), body }).catch(() => null);
    if (!reply) return checkResult(null, "other");
    const [error] = listedErrors(reply) ?? [];
    const said = error ? { detail: inWords(error) } : {};
    // It was understood as a message: the contract is not what we think.
    if (reply.status >= 200 && reply.status < 300)
      return { state: "unknown_source", detail: "a message without a recipient was accepted" };
    // The login comes before the message is looked at. UNCONFIRMED; so it is in JSON:API services, Flowroute's too.
    const looked = [400, 422].includes(reply.status) || (error && reply.status < 500);
    const named = namedState({ status: reply.status, body: "other" });
    if (looked && named === "request_failed") return { state: "connected" };
    return reply.status > 500 ? { state: "service_unavailable", ...said } : checkResult(reply, "other", said);
  },

  async send({ from, to, text, media }, { credentials }, { http }) {
    const files = media.map(({ url }) => url);
    const attributes = {
      to,
      from,
      body: text,
      // A text, not a truth value: without it files are dropped and nobody says so.
      ...(files.length > 0 ? { is_mms: "true", media_urls: files } : {}),
    };
    const body = JSON.stringify({ data: { type: "message", attributes } });
    const reply = await calling(() => http(api, { method: "POST", headers: headersOf(credentials), body }));
    if (reply.status < 200 || reply.status >= 300) throw refused(reply);
    // Taken, whatever the answer says: to call it a failure would send it twice.
    const data = member(reply.json(), "data");
    return { externalId: wordOf(member(data, "id")) || wordOf(member(data, "message_id")) || null };
  },
});

const headersOf = ({ accessKey, secretKey }: SipTrunk) => ({
  ...basicLogin(accessKey, secretKey),
  "content-type": "application/vnd.api+json",
});

/** A message without any id is known by all that it says. */
function messageIdOf(data: unknown, request: WebhookRequest): string {
  const id = member(data, "message_id") ?? member(data, "id");
  return wordOf(id) === "" ? `sha256:${sha256Hex(request.rawBody)}` : idOf(id);
}

/** UNCONFIRMED: that there are receipts, and their words. A word that is none of these changes nothing. */
function receiptOf(externalId: string, attributes: unknown): Item[] {
  const word = textOf(member(attributes, "status")).trim().slice(0, 64).toLowerCase();
  const status = meaningOf(word);
  if (!status) return [];
  const at = instantOf(member(attributes, "timestamp"));
  const code = wordOf(member(attributes, "status_code")).slice(0, 32) || word;
  const said = textOf(member(attributes, "status_code_description")).slice(0, 500);
  return [
    {
      kind: "receipt",
      externalId,
      dedupeKey: receiptKey(externalId, word),
      status,
      raw: word,
      ...(at ? { at } : {}),
      ...(status === "failed"
        ? { error: { kind: "refused" as const, carrierCode: code, detail: [code, said].filter(Boolean).join(" - ") } }
        : {}),
    },
  ];
}

function meaningOf(word: string): ReceiptStatus | undefined {
  if (/fail|undeliver|reject|expired/.test(word)) return "failed"; // before "undelivered" could read as delivered
  if (word.includes("delivered")) return "delivered";
  return /buffered|sent|accepted/.test(word) ? "sent" : undefined;
}

function refused(reply: HttpAnswer) {
  const [error] = listedErrors(reply) ?? [];
  const code = codeOf(reply.status, error?.detail ?? reply.text().slice(0, 500));
  return refusal(reply, code ? { kind: "refused", code } : undefined, error ? { detail: inWords(error) } : {});
}

function codeOf(status: number, detail: string): SendCode | null {
  if (status === 413 || (status < 500 && /byte limit|too large|file size/i.test(detail))) return "10008";
  if (status === 415) return "10003";
  if (status !== 400 && status !== 422) return null;
  return /(^|['"`\s])(to|from)\b/i.test(detail) ? "10001" : "10002";
}
