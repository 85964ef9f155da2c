import { z } from "zod";
import { randomToken } from "@/server/crypto";
import { toAddress } from "@/server/domain/phone";
import type { HttpAnswer } from "@/server/http";
import {
  type CarrierIo,
  type ChannelView,
  carrier,
  field,
  type Item,
  type MessageItem,
  messageKey,
  optionalField,
  type ReceiptItem,
  type ReceiptStatus,
  receiptKey,
  secret,
  type Template,
  Unreadable,
} from "../carrier";
import { CarrierError, calling, kindOfStatus } from "../errors";
import { addressText, bodyJson, idOf, isObject, member, textOf, wallClockOf } from "../read-body";
import { aliyunMeaning, aliyunState } from "./aliyun-errors";
import { signedAliyun } from "./aliyun-signature";

const globalHost = "dysmsapi.aliyuncs.com";

const credentials = z.object({
  accessKeyId: field({
    label: { en: "AccessKey ID", "zh-CN": "AccessKey ID" },
    placeholder: "LTAI…",
    help: {
      en: "Of a RAM user that may use SMS (AliyunDysmsFullAccess).",
      "zh-CN": "须为具有短信服务权限（AliyunDysmsFullAccess）的 RAM 用户。",
    },
  }),
  accessKeySecret: secret({ label: { en: "AccessKey Secret", "zh-CN": "AccessKey Secret" } }),
  signName: field({
    label: { en: "Signature", "zh-CN": "短信签名" },
    help: { en: "Approved, without the brackets.", "zh-CN": "审核通过的签名，不含括号。" },
    maxLength: 100,
  }),
  host: optionalField({
    label: { en: "API host", "zh-CN": "API 服务地址" },
    placeholder: globalHost,
    pattern: /^[a-z0-9-]+(\.[a-z0-9-]+)*\.aliyuncs\.com$/,
    help: {
      en: "Only for another region, such as dysmsapi.ap-southeast-1.aliyuncs.com.",
      "zh-CN": "仅在使用其他地域时填写，例如 dysmsapi.ap-southeast-1.aliyuncs.com。",
    },
  }),
});
type Aliyun = z.infer<typeof credentials>;

const china = "Asia/Shanghai";

export const aliyun = carrier<Aliyun>({
  name: "aliyun",
  label: { en: "Alibaba Cloud SMS", "zh-CN": "阿里云短信" },
  kind: "sms",
  credentials,
  can: { media: false, receipts: true, optOutWords: [], freeText: "template", calls: false },
  limits: { mediaCount: 0 },
  // It wants its answer within 700 ms, and comes again only three times.
  doorBudgetMs: 600,
  longestWaitMs: 650,
  webhooks: (address) => [
    { label: { en: "Receipts (SmsReport)", "zh-CN": "状态报告接收地址（SmsReport）" }, url: address },
    { label: { en: "Replies (SmsUp)", "zh-CN": "上行短信接收地址（SmsUp）" }, url: address },
  ],
  guide: [
    {
      en: "In the Alibaba Cloud console under RAM, create a user with AliyunDysmsFullAccess and copy its AccessKey ID and Secret.",
      "zh-CN": "在阿里云 RAM 控制台创建具有 AliyunDysmsFullAccess 权限的用户，并复制其 AccessKey ID 和 Secret。",
    },
    {
      en: "In the SMS console, have a signature and templates approved. Only templates can be sent: free text is not possible.",
      "zh-CN": "在短信服务控制台申请签名和模板并等待审核通过。只能发送模板，不能发送自由文本。",
    },
    {
      en: "Under General settings → HTTP batch push, paste {url} for receipts (SmsReport) and replies (SmsUp). A new address works after up to 15 minutes.",
      "zh-CN":
        "进入 通用设置 → HTTP 批量推送，将 {url} 分别填写到状态报告（SmsReport）和上行短信（SmsUp）。新地址最多 15 分钟后生效。",
    },
    {
      en: "As the number, add the long service number that customers answer to (1069…), without our extension.",
      "zh-CN": "号码填写客户回复所至的服务号码（1069…），不含扩展码。",
    },
  ],

  /** A long service number has no country code and is no E.164. */
  ownAddress: (typed) => (/^1\d{4,19}$/.test(typed) && !/^1[3-9]\d{9}$/.test(typed) ? typed : null),

  // Nothing is signed: the address is the secret. A receipt counts only for a message of ours.
  verify: (_request, all) => all.length > 0,

  parse(request, { numbers }): Item[] {
    const list = bodyJson(request.rawBody);
    if (!Array.isArray(list)) throw new Unreadable("not a list");
    return list
      .map((one) => {
        if (!isObject(one)) throw new Unreadable("an item that is no object");
        if (member(one, "MessageId") !== undefined) return abroad(one);
        return member(one, "biz_id") !== undefined || member(one, "err_code") !== undefined
          ? receipt(one)
          : reply(one, numbers);
      })
      .filter((item) => item !== null);
  },

  answer(outcome) {
    const headers = { "content-type": "application/json;charset=utf-8" };
    const status = { accepted: 200, ignored: 200, refused: 403, unreadable: 400, busy: 503 }[outcome];
    // The number 0, else it is told again after 1, 5 and 10 minutes.
    const body = status === 200 ? '{"code":0,"msg":"接收成功"}' : '{"code":1}';
    return { status, headers, body };
  },

  async check({ credentials }, io) {
    const parameters = { PageIndex: "1", PageSize: "1" };
    const answer = await call(credentials, io, "QuerySmsSignList", parameters).catch((error: Error) => error.message);
    if (typeof answer === "string") return { state: "request_failed", detail: answer };
    const { code, message } = said(answer);
    if (answer.status === 429) return { state: "unchanged" };
    if (answer.status >= 500) return { state: "service_unavailable", detail: code || `HTTP ${answer.status}` };
    if (code === "") return { state: "request_failed", detail: `HTTP ${answer.status}, not the API` };
    const state = aliyunState(code);
    return { state, ...(state === "connected" ? {} : { detail: `${code} - ${message}` }) };
  },

  async send({ to, media, template, clientRef }, { credentials }, io) {
    if (media.length > 0) throw new CarrierError({ kind: "refused", code: "10003" });
    // The gate lets nothing else through; this is for whoever comes around it.
    if (!template) throw new CarrierError({ kind: "refused", code: "10002", detail: "only templates can be sent" });
    const parameters = {
      PhoneNumbers: onTheWire(to),
      SignName: credentials.signName,
      TemplateCode: template.name,
      ...(Object.keys(template.variables).length > 0 ? { TemplateParam: JSON.stringify(template.variables) } : {}),
      OutId: clientRef,
    };
    const answer = await calling(() => call(credentials, io, "SendSms", parameters));
    const { code } = said(answer);
    if (code !== "OK") throw failure(answer);
    const id = member(answer.json(), "BizId");
    return { externalId: typeof id === "string" && id !== "" ? id : null };
  },

  async lookup({ to, since, clientRef, externalId }, { credentials }, io) {
    const answer = await calling(() =>
      call(credentials, io, "QuerySendDetails", {
        PhoneNumber: onTheWire(to),
        SendDate: dayInChina(since),
        PageSize: "50",
        CurrentPage: "1",
        ...(externalId ? { BizId: externalId } : {}),
      }),
    );
    if (said(answer).code !== "OK") throw failure(answer);
    const rows = member(member(answer.json(), "SmsSendDetailDTOs"), "SmsSendDetailDTO");
    const row = (Array.isArray(rows) ? rows : []).find((one) => member(one, "OutId") === clientRef);
    const word = Number(member(row, "SendStatus"));
    // These rows do not name the message; where its id is not known, ours stands in for it.
    const id = externalId ?? clientRef;
    if (word === 1) return { externalId: id, status: "sent" };
    if (word === 3) return { externalId: id, status: "delivered" };
    if (word !== 2) return null;
    return { externalId: id, status: "failed", error: undelivered(textOf(member(row, "ErrCode"))) };
  },

  async templates({ credentials }, io) {
    const found: Template[] = [];
    for (let page = 1; page <= 20; page++) {
      const parameters = { PageIndex: String(page), PageSize: "50" };
      const answer = await calling(() => call(credentials, io, "QuerySmsTemplateList", parameters));
      if (said(answer).code !== "OK") throw failure(answer);
      const list = member(answer.json(), "SmsTemplateList");
      const rows = Array.isArray(list) ? list : [];
      found.push(...rows.filter((row) => member(row, "AuditStatus") === "AUDIT_STATE_PASS").flatMap(templateOf));
      if (rows.length < 50) break;
    }
    return found;
  },
});

/** What a customer wrote. `dest_code` is the number he answered, with an extension of ours at its end. */
function reply(one: Record<string, unknown>, numbers: ChannelView["numbers"]): MessageItem {
  const externalId = idOf(one.sequence_id);
  const sentAt = wallClockOf(one.send_time, china);
  const dest = addressText(one.dest_code);
  const own = numbers
    .filter(({ address }) => dest.startsWith(address.replace(/^\+/, "")))
    .sort((a, b) => b.address.length - a.address.length)[0];
  // A channel with one number has no other that could be meant.
  const only = numbers.length === 1 ? numbers[0] : undefined;
  return {
    kind: "message",
    externalId,
    dedupeKey: messageKey(externalId),
    from: customer(addressText(one.phone_number)),
    to: (own ?? only)?.address ?? dest,
    text: textOf(one.content),
    media: [],
    ...(sentAt ? { sentAt } : {}),
  };
}

function receipt(one: Record<string, unknown>): ReceiptItem | null {
  const externalId = idOf(one.biz_id);
  const word = textOf(one.err_code).slice(0, 100);
  const success = String(one.success).toLowerCase();
  const status: ReceiptStatus | null = success === "true" ? "delivered" : success === "false" ? "failed" : null;
  if (!status) return null;
  const at = wallClockOf(one.report_time, china);
  const clientRef = textOf(one.out_id).slice(0, 64);
  return {
    kind: "receipt",
    externalId,
    dedupeKey: receiptKey(externalId, status),
    status,
    raw: word || status,
    ...(status === "failed" ? { error: undelivered(word, textOf(one.err_msg)) } : {}),
    ...(at ? { at } : {}),
    ...(clientRef ? { clientRef } : {}),
  };
}

/** The global product's receipt. UNCONFIRMED: 6 means expired. */
function abroad(one: Record<string, unknown>): ReceiptItem | null {
  const externalId = idOf(one.MessageId);
  const word = String(one.Status);
  const status: ReceiptStatus | null = word === "1" ? "delivered" : word === "2" || word === "6" ? "failed" : null;
  if (!status) return null;
  const code = textOf(one.ErrorCode).slice(0, 100) || (word === "6" ? "expired" : "");
  return {
    kind: "receipt",
    externalId,
    dedupeKey: receiptKey(externalId, status),
    status,
    raw: word,
    ...(status === "failed" ? { error: undelivered(code, textOf(one.ErrorDescription)) } : {}),
  };
}

function undelivered(code: string, message = ""): NonNullable<ReceiptItem["error"]> {
  const detail = [code, message.slice(0, 400)].filter(Boolean).join(" - ");
  return { kind: "refused", ...(code ? { carrierCode: code } : {}), ...(detail ? { detail } : {}) };
}

/** Mainland numbers come without a country code, others with it but without `+`. */
function customer(digits: string): string {
  if (/^1[3-9]\d{9}$/.test(digits)) return `+86${digits}`;
  return toAddress(/^\d{6,15}$/.test(digits) ? `+${digits}` : digits);
}

const onTheWire = (address: string) => address.replace(/^\+86(?=1\d{10}$)/, "").replace(/^\+/, "");

const dayInChina = (at: Date) => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10).replaceAll("-", "");

function templateOf(row: unknown): Template[] {
  const name = textOf(member(row, "TemplateCode")).slice(0, 100);
  const content = textOf(member(row, "TemplateContent")).slice(0, 5000);
  if (name === "" || content === "") return [];
  const text = content.replace(/\$\{([^{}]+)\}/g, "{{$1}}");
  const variables = [...new Set([...text.matchAll(/\{\{([^{}]+)\}\}/g)].map(([, variable = ""]) => variable))];
  return [{ name, language: "", text, variables }];
}

function call(
  { accessKeyId, accessKeySecret, host: own }: Aliyun,
  { http, now }: CarrierIo,
  action: string,
  parameters: Record<string, string>,
): Promise<HttpAnswer> {
  const host = own || globalHost;
  const date = now()
    .toISOString()
    .replace(/\.\d+Z$/, "Z");
  const { query, headers } = signedAliyun(
    { host, action, version: "2017-05-25", parameters, date, nonce: randomToken() },
    { id: accessKeyId, secret: accessKeySecret },
  );
  return http(`https://${host}/?${query}`, { method: "POST", headers });
}

/** Business errors come with HTTP 200 as well: the code alone decides. */
function said(answer: HttpAnswer): { code: string; message: string } {
  const body = answer.json();
  return { code: textOf(member(body, "Code")).slice(0, 100), message: textOf(member(body, "Message")).slice(0, 400) };
}

function failure(answer: HttpAnswer): CarrierError {
  const { code, message } = said(answer);
  const meaning = code === "" ? undefined : aliyunMeaning(code);
  const byStatus = kindOfStatus(answer.status);
  if (code === "") {
    // No answer of theirs, so nobody says what became of it.
    const kind = answer.status === 200 ? "unknown" : byStatus;
    return new CarrierError({ kind, code: "10007", detail: `HTTP ${answer.status}, no code` });
  }
  return new CarrierError({
    kind: byStatus,
    ...(answer.status >= 500 ? { code: "10007" } : {}),
    ...meaning,
    carrierCode: code,
    detail: `${code} - ${message}`,
  });
}
