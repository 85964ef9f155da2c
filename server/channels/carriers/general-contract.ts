import { z } from "zod";
import type { Words } from "../form";

/** What a carrier's developer needs to know about a field. */
interface ContractMeta {
  words: Words;
  /** How it is written, where the type alone does not say. */
  form?: string;
}

const metas = z.registry<ContractMeta>();
const told = <T extends z.ZodType>(schema: T, en: string, zh: string, form?: string): T => {
  metas.add(schema, { words: { en, "zh-CN": zh }, ...(form ? { form } : {}) });
  return schema;
};

const phone = (en: string, zh: string) => told(z.string().regex(/^\+[1-9]\d{1,14}$/), en, zh, "E.164");
const party = (en: string, zh: string) => z.object({ phone_number: phone(en, zh) });

/** What we post to the send address. `text` or `media_urls` is left out when empty. */
export const SendRequest = z.object({
  from: phone("The business's number", "企业号码"),
  to: phone("The customer's number", "客户号码"),
  text: told(z.string().min(1), "The message", "消息文本").optional(),
  media_urls: told(
    z.array(z.url({ protocol: /^https$/ })),
    "Files to fetch from us within 24 hours; at most 100 MB each",
    "媒体文件链接，须在 24 小时内下载，每个文件不超过 100 MB",
  ).optional(),
});

/** The answer to a message that was taken, with status 200. Whatever else it says is not read. */
export const SendAnswer = z.object({
  data: z.object({ id: told(z.string().min(1), "Your id of this message", "您方的消息 ID") }),
});

/** Any refusal, to both calls. */
export const ErrorAnswer = z.object({
  errors: z.array(
    z.object({
      code: told(z.string(), "One of the codes below", "错误码，见下表"),
      title: told(z.string(), "What it is called", "错误名称").optional(),
      detail: told(z.string(), "What went wrong; the agent sees it", "错误说明，会显示给客服").optional(),
    }),
  ),
});

const medium = z.object({
  url: told(z.url({ protocol: /^https$/ }), "Where the file is fetched, without a login", "文件下载地址，无需登录"),
  content_type: told(z.string().nullable(), "Media type", "媒体类型").optional(),
  sha256: told(z.string().nullable(), "Checked when given, lower-case hex", "若提供则校验，小写十六进制").optional(),
  size: told(z.number().nullable(), "Bytes; checked when given", "字节数，若提供则校验").optional(),
});

/** What the carrier posts to our webhook address. */
export const WebhookBody = z.object({
  data: z.object({
    event_type: told(z.literal("message.received"), "Other kinds are answered and ignored", "其他类型会被应答并忽略"),
    payload: z.object({
      id: told(
        z.string().min(1).max(255),
        "The message's id; told twice, it is one message",
        "消息 ID，重复推送视为同一条消息",
      ),
      record_type: told(z.literal("message"), "Always this word", "固定值"),
      from: party("The customer's number", "客户号码"),
      to: told(
        z.union([party("", ""), z.array(party("", "")).min(1)]),
        'The business\'s number, alone or in a list: {"phone_number": …}',
        '企业号码，对象或数组均可：{"phone_number": …}',
        "object | array",
      ),
      text: told(z.string(), "The message; text, media or both", "消息文本；文本与媒体至少一项").optional(),
      media: z.array(medium).optional(),
      received_at: told(
        z.iso.datetime({ offset: true }),
        "When the customer wrote it",
        "客户发送时间",
        "ISO 8601, 2019-12-09T20:16:07.588+08:00",
      ),
    }),
  }),
});

/** A field of a body as a table shows it. `required` is true when leaving it out is a mistake. */
export interface ContractField {
  path: string;
  type: string;
  required: boolean;
  words: Words;
}

/** The fields of a body in the order in which they are declared, those inside others by their path. */
export function contractFields(schema: z.ZodType, path = "", required = true): ContractField[] {
  const meta = metas.get(schema);
  if (schema instanceof z.ZodOptional) return contractFields(schema.unwrap() as z.ZodType, path, false);
  if (schema instanceof z.ZodObject && !meta)
    return Object.entries(schema.shape).flatMap(([name, inner]) =>
      contractFields(inner as z.ZodType, path ? `${path}.${name}` : name, required),
    );
  if (schema instanceof z.ZodArray && !meta) return contractFields(schema.element as z.ZodType, `${path}[]`, required);
  return meta ? [{ path, type: meta.form ?? typeName(schema), required, words: meta.words }] : [];
}

function typeName(schema: z.ZodType): string {
  if (schema instanceof z.ZodNullable) return typeName(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodLiteral) return JSON.stringify(schema.value);
  if (schema instanceof z.ZodArray) return `${typeName(schema.element as z.ZodType)}[]`;
  return schema instanceof z.ZodNumber ? "number" : "string";
}

/** One of each, as the page shows them; each is held against its schema by a test. */
export const examples = {
  send: { from: "+8618012121222", to: "+8618012121223", text: "Hello, World!" },
  sendMedia: {
    from: "+8618012121222",
    to: "+8618012121223",
    media_urls: ["https://files.example.com/m/70dee7e2f95041ca890f222ace06c2dc"],
  },
  sent: { data: { id: "84cca175-9755-4859-b67f-4730d7f58aa3" } },
  error: { errors: [{ code: "10004", title: "Authentication failed", detail: "The API Key is not known" }] },
  webhook: {
    data: {
      event_type: "message.received",
      payload: {
        id: "84cca175-9755-4859-b67f-4730d7f58aa3",
        record_type: "message",
        from: { phone_number: "+8618012121222" },
        to: [{ phone_number: "+8618012121223" }],
        text: "Hello!",
        media: [{ url: "https://media.example.com/p.png", content_type: null, sha256: null, size: null }],
        received_at: "2019-12-09T20:16:07.503+00:00",
      },
    },
  },
} as const;
