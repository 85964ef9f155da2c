import { z } from "zod";
import { hmac, sameBytes } from "@/server/crypto";
import { isE164, toAddress } from "@/server/domain/phone";
import type { HttpAnswer, LongBody } from "@/server/http";
import {
  type CarrierIo,
  type ChannelNumber,
  type ChannelView,
  carrier,
  FieldNeeded,
  field,
  type Item,
  madeField,
  type OutgoingMedia,
  type OutgoingMessage,
  optionalField,
  type PieceOf,
  secret,
  type Template,
  type WebhookRequest,
} from "../carrier";
import { CarrierError, calling, kindOfStatus } from "../errors";
import { MediaError } from "../fetch-media";
import { member, textOf } from "../read-body";
import { inPieces } from "./in-pieces";
import { retryAfter } from "./retry-after";
import { whatsappMeaning, whatsappState } from "./whatsapp-errors";
import { fileKinds, graphError, type Piece, piecesOf, templateBody, uploadForm } from "./whatsapp-send";
import { accountOf, pieceRef, webhookItems } from "./whatsapp-webhook";

/** Versions live about two years; the form may name another. */
const usualVersion = "v25.0";

const credentials = z.object({
  verifyToken: madeField({ label: { en: "Verify token", "zh-CN": "验证令牌" } }),
  accessToken: secret({
    label: { en: "Access Token", "zh-CN": "Access Token" },
    help: {
      en: "Of a system user with whatsapp_business_messaging and whatsapp_business_management. Choose “Never” as its expiry, or it ends after 60 days.",
      "zh-CN":
        "系统用户的 Token，须启用 whatsapp_business_messaging 和 whatsapp_business_management 权限。有效期建议选择 “Never”，否则 60 天后失效。",
    },
    maxLength: 1000,
  }),
  appSecret: secret({ label: { en: "App Secret", "zh-CN": "App Secret" } }),
  businessAccountId: optionalField({
    label: { en: "WhatsApp Business Account ID", "zh-CN": "WhatsApp 商业账号 ID" },
    pattern: /^\d{5,30}$/,
    help: {
      en: "For the list of templates. Left empty, it is taken from the first message that comes in.",
      "zh-CN": "用于获取模板列表。留空时将从收到的第一条消息中获取。",
    },
  }),
  apiVersion: optionalField({
    label: { en: "API version", "zh-CN": "API 版本" },
    placeholder: usualVersion,
    pattern: /^v\d{2}\.0$/,
  }),
});
type WhatsApp = z.infer<typeof credentials>;

const numberFields = z.object({
  phoneNumberId: field({
    label: { en: "Phone Number ID", "zh-CN": "号码 ID" },
    pattern: /^\d{5,30}$/,
    help: { en: "Beside the number under API Setup.", "zh-CN": "位于 API Setup 页面的号码旁。" },
  }),
});

export const whatsapp = carrier<WhatsApp>({
  name: "whatsapp",
  label: { en: "WhatsApp", "zh-CN": "WhatsApp" },
  kind: "whatsapp",
  credentials,
  numberFields,
  can: { media: true, receipts: true, optOutWords: [], freeText: "window", calls: false },
  limits: { textCharacters: 4096, mediaKinds: fileKinds },
  autoCloseDays: 1,
  sendRatePerS: 80,
  webhooks: (address) => [{ label: { en: "Callback URL", "zh-CN": "Webhook URL（Callback URL）" }, url: address }],
  guide: [
    {
      en: "In Meta for Developers, create an app of the type Business, bound to your verified business account, and add the product WhatsApp to it.",
      "zh-CN":
        "登录 Meta for Developers，创建 Business 类型的应用并与已认证的商务管理平台账户绑定，然后在应用中添加 WhatsApp 产品。",
    },
    {
      en: "Under WhatsApp → API Setup, add your number and note it together with its Phone number ID. With Meta's test number, also list the recipients there.",
      "zh-CN":
        "进入 WhatsApp → API Setup，添加您的号码，并记录号码及其 Phone number ID。如使用测试号码，还需在该页添加收件人号码。",
    },
    {
      en: "Under App settings → Basic, copy the App secret.",
      "zh-CN": "进入 App settings → Basic，复制 App secret。",
    },
    {
      en: "In Business settings under Users → System users, add an Admin user, give it full control of the app and of your WhatsApp account, and generate a token with whatsapp_business_messaging and whatsapp_business_management. It is shown once.",
      "zh-CN":
        "进入 Business settings → Users → System users，创建 Admin 系统用户，授予其对应用及 WhatsApp 商业账号的完全控制权限，并生成启用 whatsapp_business_messaging 和 whatsapp_business_management 权限的 Token。Token 只显示一次。",
    },
    {
      en: "Under WhatsApp → Configuration, paste {url} as the callback URL together with the verify token shown above, and subscribe to the field messages.",
      "zh-CN": "进入 WhatsApp → Configuration，将 {url} 填为 Callback URL，填写上方的验证令牌，并订阅 messages 字段。",
    },
    {
      en: "Customers write first: free text can be sent for 24 hours after their last message, approved templates at any time. Sessions close after 24 hours without a message.",
      "zh-CN":
        "须由客户先发来消息：客户最后一条消息后的 24 小时内可发送自由文本，审核通过的模板可随时发送。24 小时内没有新消息的会话会自动关闭。",
    },
  ],

  handshake(request, all) {
    if (request.method !== "GET") return null;
    const query = new URLSearchParams(request.url.split("?")[1] ?? "");
    if (query.get("hub.mode") !== "subscribe") return null;
    const ours = all.some(({ verifyToken }) => sameBytes(verifyToken, query.get("hub.verify_token")));
    const challenge = query.get("hub.challenge") ?? "";
    const headers = { "content-type": "text/plain", "x-content-type-options": "nosniff" };
    return ours && challenge.length <= 500 ? { status: 200, headers, body: challenge } : { status: 403 };
  },

  verify: (request, all) => all.some(({ appSecret }) => signedByMeta(request, appSecret)),

  parse: (request, { numbers }): Item[] => webhookItems(request.rawBody, numbers),

  learn(request) {
    const businessAccountId = accountOf(request.rawBody);
    return businessAccountId ? { businessAccountId } : {};
  },

  answer(outcome) {
    // What we cannot read is kept; told an error, Meta would repeat it for days.
    const status = { accepted: 200, ignored: 200, refused: 401, unreadable: 200, busy: 503 }[outcome];
    return { status };
  },

  async check({ credentials, numbers }, io) {
    const details: string[] = [];
    const ids = numbers.length > 0 ? numbers.map(phoneId) : ["me"];
    for (const [index, id] of ids.entries()) {
      const answer = await graph(credentials, io, checkPath(credentials, id)).catch((error: Error) => error.message);
      if (typeof answer === "string") return { state: "request_failed", detail: answer };
      const error = graphError(answer);
      if (error) {
        const waitMs = retryAfter(answer.headers);
        const state = whatsappState(error.code, error.subcode, answer.status);
        const detail = `${error.code} - ${error.detail}`;
        return { state, detail, ...(state === "unchanged" && waitMs !== undefined ? { retryAfterMs: waitMs } : {}) };
      }
      if (answer.status >= 500) return { state: "service_unavailable", detail: `HTTP ${answer.status}` };
      if (answer.status !== 200 || member(answer.json(), "id") === undefined)
        return { state: "request_failed", detail: `HTTP ${answer.status}, not the API` };
      const number = numbers[index];
      if (number) details.push(...anotherNumber(number, answer));
    }
    return { state: "connected", ...(details.length > 0 ? { detail: details.join("; ") } : {}) };
  },

  async send(message, channel, io) {
    const number = channel.numbers.find(({ address }) => address === message.from);
    if (!number) throw new CarrierError({ kind: "refused", code: "10002", detail: "no Phone Number ID" });
    const recipients = new Set<string>();
    const sent = await inPieces(piecesOf(message), async (piece, place) => {
      const taken = await sendPiece(piece, place, message, number, channel, io);
      for (const recipient of taken.recipients) recipients.add(recipient);
      return taken.id;
    });
    recipients.delete(message.to);
    return { ...sent, ...(recipients.size > 0 ? { recipients: [...recipients] } : {}) };
  },

  async templates({ credentials }, io) {
    const account = credentials.businessAccountId;
    if (!account) throw new FieldNeeded("businessAccountId");
    const found: Template[] = [];
    let after = "";
    for (let page = 0; page < 20; page++) {
      const cursor = after ? `&after=${encodeURIComponent(after)}` : "";
      const path = `${account}/message_templates?fields=name,language,status,category,components&limit=100${cursor}`;
      const answer = await calling(() => graph(credentials, io, path));
      if (answer.status !== 200) throw refusal(answer);
      const rows = member(answer.json(), "data");
      found.push(...(Array.isArray(rows) ? rows : []).flatMap(templateOf));
      after = textOf(member(member(member(answer.json(), "paging"), "cursors"), "after"));
      if (!after || !member(member(answer.json(), "paging"), "next")) break;
    }
    return found;
  },

  async fetchMedia(media, { credentials }, io, maxBytes) {
    // The address lives five minutes, so it is asked for at the moment it is used.
    const query = media.url.split("?")[1] ?? "";
    const asked = await graph(credentials, io, `${media.id ?? ""}?${query}`);
    if (asked.status !== 200) return asked;
    const url = textOf(member(asked.json(), "url"));
    // The token goes to Meta's own hosts; `http` drops it on the way elsewhere.
    if (!/^https:\/\/(lookaside\.fbsbx\.com|graph\.facebook\.com)\//i.test(url))
      throw new MediaError("not on Meta's host", false);
    const answer = await io.http(url, { headers: headersOf(credentials), redirects: 3, maxBytes, timeoutMs: 60_000 });
    const type = answer.headers.get("content-type") ?? "";
    // Without a login that counts, a page comes in the file's place.
    if (/^text\/html/i.test(type) && !/^text\/html/i.test(media.contentType ?? ""))
      throw new MediaError("a page instead of the file", true);
    return answer;
  },

  // 80 a second and number; about one in 6 seconds to one recipient. Every file is a message. UNCONFIRMED how short the
  // bursts are.
  paces: ({ from, to, files }) => [
    { key: `whatsapp:${from}`, everyMs: 1000 / 80, slots: Math.max(1, files) },
    { key: `whatsapp:${from}:${to}`, everyMs: 6000, burst: 10, slots: Math.max(1, files) },
  ],
});

/** `X-Hub-Signature-256: sha256=` and the lower-case hex HMAC-SHA256 of the raw bytes, as Meta escaped them. */
export function signedByMeta(request: Pick<WebhookRequest, "headers" | "rawBody">, appSecret: string): boolean {
  const signature = /^sha256=([0-9a-f]{64})$/.exec(request.headers.get("x-hub-signature-256") ?? "")?.[1];
  return appSecret !== undefined && sameBytes(hmac("sha256", appSecret, request.rawBody, "hex"), signature);
}

/** Proves that we hold the App Secret, which cannot be read back. */
export const appSecretProof = ({ accessToken, appSecret }: Pick<WhatsApp, "accessToken" | "appSecret">): string =>
  hmac("sha256", appSecret, accessToken, "hex");

const phoneId = ({ fields }: ChannelNumber): string => fields.phoneNumberId ?? "";

function checkPath(credentials: WhatsApp, id: string): string {
  const fields =
    id === "me" ? "id" : "id,display_phone_number,verified_name,quality_rating,name_status,code_verification_status";
  return `${id}?fields=${fields}&appsecret_proof=${appSecretProof(credentials)}`;
}

/** An id of another number is a wrong setting, not a wrong login. */
function anotherNumber({ address }: ChannelNumber, answer: HttpAnswer): string[] {
  const shown = textOf(member(answer.json(), "display_phone_number"));
  const same = shown === "" || shown.replace(/\D/g, "") === address.replace(/\D/g, "");
  return same ? [] : [`the Phone Number ID of ${address} belongs to ${shown}`];
}

const headersOf = ({ accessToken }: WhatsApp) => ({
  authorization: `Bearer ${accessToken}`,
  "user-agent": "Patchbay/1.0", // an empty one is refused
});

function graph(
  credentials: WhatsApp,
  { http }: CarrierIo,
  path: string,
  options: { method?: string; body?: string | LongBody; contentType?: string; timeoutMs?: number } = {},
): Promise<HttpAnswer> {
  const { contentType, ...rest } = options;
  const headers = { ...headersOf(credentials), ...(contentType ? { "content-type": contentType } : {}) };
  return http(`https://graph.facebook.com/${credentials.apiVersion || usualVersion}/${path}`, { ...rest, headers });
}

async function sendPiece(
  piece: Piece,
  place: PieceOf,
  { to, clientRef }: OutgoingMessage,
  number: ChannelNumber,
  { credentials }: ChannelView<WhatsApp>,
  io: CarrierIo,
): Promise<{ id: string; recipients: string[] }> {
  const body = JSON.stringify({
    messaging_product: "whatsapp",
    recipient_type: "individual",
    // Somebody whose number Meta keeps back has an id instead.
    ...(isE164(to) ? { to } : { recipient: to }),
    type: piece.type,
    ...(await contentOf(piece, number, credentials, io)),
    biz_opaque_callback_data: pieceRef(clientRef, place),
  });
  const answer = await calling(() =>
    graph(credentials, io, `${phoneId(number)}/messages`, { method: "POST", body, contentType: "application/json" }),
  );
  if (answer.status !== 200) throw refusal(answer);
  const messages = member(answer.json(), "messages");
  const id = textOf(member(Array.isArray(messages) ? messages[0] : undefined, "id"));
  if (id === "") throw new CarrierError({ kind: "unknown", detail: "Meta's answer names no message" });
  return { id, recipients: recipientsIn(answer.json()) };
}

/** In some countries Meta rewrites digits of the number; some people have a user id beside it, or alone. */
function recipientsIn(answer: unknown): string[] {
  const contacts = member(answer, "contacts");
  const person = Array.isArray(contacts) ? contacts[0] : undefined;
  const phone = textOf(member(person, "wa_id"));
  const user = textOf(member(person, "user_id")).slice(0, 200);
  return [...(/^\d{5,15}$/.test(phone) ? [toAddress(`+${phone}`)] : []), ...(user ? [user] : [])];
}

async function contentOf(piece: Piece, number: ChannelNumber, credentials: WhatsApp, io: CarrierIo): Promise<object> {
  if (piece.type === "text") return { text: { body: piece.text, preview_url: false } };
  if (piece.type === "template") return { template: templateBody(piece.template) };
  const { file, caption, type } = piece;
  return {
    [type]: {
      ...(await source(file, number, credentials, io)),
      ...(caption ? { caption } : {}),
      ...(type === "document" && file.fileName ? { filename: file.fileName } : {}),
    },
  };
}

/** Handed over where we have the file at hand: so it need not be reachable, and what is wrong with it is heard at once. */
async function source(file: OutgoingMedia, number: ChannelNumber, credentials: WhatsApp, io: CarrierIo) {
  if (!file.open) return { link: file.url };
  const { contentType, body } = uploadForm(file, file.open);
  const upload = { method: "POST", body, contentType, timeoutMs: 60_000 };
  // Whatever becomes of an upload, no message has been sent by it.
  const answer = await calling(() => graph(credentials, io, `${phoneId(number)}/media`, upload)).catch((error) => {
    if (!(error instanceof CarrierError) || error.kind !== "unknown") throw error;
    throw new CarrierError({ ...error.failure, kind: "retryable" }, { cause: error });
  });
  const id = textOf(member(answer.json(), "id"));
  if (answer.status === 200 && id !== "") return { id };
  const failed = refusal(answer);
  throw failed.kind === "unknown" ? new CarrierError({ ...failed.failure, kind: "retryable" }) : failed;
}

/** Decided on the code: the HTTP status varies for the same one. */
function refusal(answer: HttpAnswer): CarrierError {
  const error = graphError(answer);
  const waitMs = retryAfter(answer.headers);
  const meaning = error ? whatsappMeaning(error.code) : undefined;
  const { status } = answer;
  // One that we do not know is final, unless the status says otherwise.
  const byStatus = status >= 500 && status !== 503 ? "unknown" : kindOfStatus(status);
  const fallback = status === 429 ? "10006" : status >= 500 ? "10007" : status === 401 ? "10004" : undefined;
  return new CarrierError({
    kind: byStatus,
    ...(meaning ?? (fallback ? { code: fallback } : {})),
    ...(error
      ? { carrierCode: String(error.code), detail: `${error.code} - ${error.detail}` }
      : { detail: `HTTP ${status}` }),
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
  });
}

/** An approved template that consists of texts; one with a picture on top asks for more than words. */
function templateOf(row: unknown): Template[] {
  const name = textOf(member(row, "name")).slice(0, 512);
  const language = textOf(member(row, "language")).slice(0, 20);
  const components = member(row, "components");
  if (member(row, "status") !== "APPROVED" || name === "" || !Array.isArray(components)) return [];
  const texts: string[] = [];
  const buttons: string[] = [];
  for (const component of components) {
    const text = textOf(member(component, "text")).slice(0, 2000);
    const type = member(component, "type");
    if (type === "HEADER" && member(component, "format") !== "TEXT") return [];
    if (type === "HEADER") texts.push(text.replace(/\{\{\s*([^{}]+?)\s*\}\}/g, "{{header.$1}}"));
    if (type === "BODY" || type === "FOOTER") texts.push(text.replace(/\{\{\s*([^{}]+?)\s*\}\}/g, "{{$1}}"));
    const list = type === "BUTTONS" ? member(component, "buttons") : [];
    for (const [index, button] of (Array.isArray(list) ? list : []).entries())
      if (/\{\{/.test(textOf(member(button, "url")))) buttons.push(`button.${index}`);
  }
  const text = texts.join("\n\n");
  const variables = [...new Set([...text.matchAll(/\{\{([^{}]+)\}\}/g)].map(([, variable = ""]) => variable))];
  return [{ name, language, text, variables: [...variables, ...buttons] }];
}
