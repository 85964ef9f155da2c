import { z } from "zod";
import { hmac, sameBytes } from "@/server/crypto";
import { toAddress } from "@/server/domain/phone";
import { isSendCode } from "@/server/domain/send-errors";
import { carrier, type Item, messageKey, receiptKey, secret, Unreadable } from "../carrier";
import { CarrierError } from "../errors";
import { addressText, bodyObject, idOf, instantOf, isObject, textOf } from "../read-body";

const credentials = z.object({
  secret: secret({ label: { en: "Signing secret", "zh-CN": "签名密钥" }, made: true }),
});

const header = "x-patchbay-sandbox";

const statuses = ["sent", "delivered", "read", "failed"] as const;

/** What a pretended phone posts. Times are ISO 8601 with offset. */
export type SandboxEvent =
  | {
      type: "message";
      id: string;
      from: string;
      to: string;
      text: string;
      /** `id`: a picture of the phone's own, which has no address. */
      media?: { url?: string; id?: string; contentType?: string; fileName?: string }[];
      at: string;
    }
  | { type: "receipt"; id: string; status: (typeof statuses)[number]; code?: string; detail?: string; at: string };

/**
 * Pretended phones instead of a carrier, for trying things out: what is sent to them becomes rows, what they text
 * comes in by the same door as any carrier's, signed over the raw bytes.
 */
export const sandbox = carrier<z.infer<typeof credentials>>({
  name: "sandbox",
  label: { en: "Sandbox (test)", "zh-CN": "沙盒（测试）" },
  kind: "sms",
  test: true,
  credentials,
  can: { media: true, receipts: true, optOutWords: [], freeText: "always", calls: false },
  limits: { textCharacters: 1600, mediaCount: 10, mediaBytesTotal: 100 * 1024 * 1024 },
  // Nobody waits for it but this process itself.
  doorBudgetMs: 5_000,
  webhooks: () => [],
  guide: [
    {
      en: "Open the phone simulator and text one of your numbers.",
      "zh-CN": "打开手机模拟器，向您的号码发送短信即可。",
    },
  ],

  verify: (request, all) =>
    all.some((one) => sameBytes(signSandbox(one.secret, request.rawBody), request.headers.get(header))),

  parse(request): Item[] {
    const event = bodyObject(request.rawBody);
    const externalId = idOf(event.id);
    const at = instantOf(event.at);
    if (event.type === "receipt") {
      const status = statuses.find((one) => one === event.status);
      if (!status) return [];
      const item = {
        kind: "receipt",
        externalId,
        dedupeKey: receiptKey(externalId, status),
        status,
        raw: status,
      } as const;
      if (status !== "failed") return [{ ...item, ...(at ? { at } : {}) }];
      const code = isSendCode(event.code) ? event.code : undefined;
      const detail = textOf(event.detail).slice(0, 500);
      const error = { kind: "refused", ...(code ? { code } : {}), ...(detail ? { detail } : {}) } as const;
      return [{ ...item, error, ...(at ? { at } : {}) }];
    }
    if (event.type !== "message") throw new Unreadable("type is neither message nor receipt");
    const media = Array.isArray(event.media) ? event.media.slice(0, 10) : [];
    return [
      {
        kind: "message",
        externalId,
        dedupeKey: messageKey(externalId),
        from: toAddress(addressText(event.from)),
        to: toAddress(addressText(event.to)),
        text: textOf(event.text),
        media: media.map((one) => Medium.parse(one)).filter(({ url, id }) => url !== "" || id !== undefined),
        ...(at ? { sentAt: at } : {}),
      },
    ];
  },

  answer(outcome) {
    const status = { accepted: 204, ignored: 204, refused: 403, unreadable: 400, busy: 503 }[outcome];
    return { status };
  },

  check: async () => ({ state: "connected" }),

  async send({ from, to, text, media, clientRef }, _channel, { sandbox: line }) {
    const behaviour = await line.behaviour(to);
    if (behaviour.kind === "refuse" && behaviour.code === "opted_out") throw new CarrierError({ kind: "opted_out" });
    if (behaviour.kind === "refuse" && isSendCode(behaviour.code)) {
      throw new CarrierError({ kind: "refused", code: behaviour.code, detail: "refused by the simulator" });
    }
    if (behaviour.kind === "busy") {
      throw new CarrierError({ kind: "retryable", code: "10006", retryAfterMs: behaviour.retryAfterMs });
    }
    const files = media.map(({ url, contentType, fileName }) => ({
      url,
      contentType,
      ...(fileName ? { fileName } : {}),
    }));
    const { externalId } = await line.deliver({ from, to, text, media: files, clientRef });
    if (behaviour.kind === "vanish")
      throw new CarrierError({ kind: "unknown", detail: "the simulator lost its answer" });
    return { externalId };
  },

  async fetchMedia(media, _channel, { http, sandbox: line }, maxBytes) {
    if (!media.id) return http(media.url, { redirects: 3, maxBytes, timeoutMs: 60_000 });
    const file = await line.file(media.id);
    const body = file?.bytes ?? new Uint8Array();
    const headers = new Headers({ "content-type": file?.contentType ?? "text/plain" });
    return { status: file ? 200 : 404, headers, body, url: "", text: () => "", json: () => undefined };
  },

  async lookup({ clientRef }, _channel, { sandbox: line }) {
    const found = await line.find(clientRef);
    return found && { ...found, status: "sent" };
  },
});

const shortText = (max: number) =>
  z.preprocess((value) => textOf(value).slice(0, max) || undefined, z.string().optional());

const Medium = z
  .preprocess(
    (value) => (isObject(value) ? value : {}),
    z.object({
      url: shortText(4096),
      id: z.uuid().optional().catch(undefined),
      contentType: shortText(255),
      fileName: shortText(255),
    }),
  )
  .transform(({ url = "", id, contentType, fileName }) => ({
    url,
    ...(id ? { id } : {}),
    ...(contentType ? { contentType } : {}),
    ...(fileName ? { fileName } : {}),
  }));

/** The signature of a pretended phone: hex HMAC-SHA256 of the raw body. */
export function signSandbox(key: string, rawBody: string | Uint8Array): string {
  return hmac("sha256", key, rawBody, "hex");
}

/** The request a pretended phone makes: to be given to the same door as every carrier's. */
export function sandboxRequest(url: string, key: string, event: SandboxEvent): Request {
  const body = JSON.stringify(event);
  const headers = { "content-type": "application/json", [header]: signSandbox(key, body) };
  return new Request(url, { method: "POST", headers, body });
}
