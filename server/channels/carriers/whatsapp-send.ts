import { Readable } from "node:stream";
import { randomToken } from "@/server/crypto";
import { kindOfMedia, type MediaKind } from "@/server/domain/message-limits";
import type { HttpAnswer, LongBody } from "@/server/http";
import type { FilledTemplate, OutgoingMedia, OutgoingMessage } from "../carrier";
import { CarrierError } from "../errors";

const MB = 1024 * 1024;

type Kind = "image" | "video" | "audio" | "document";

const office = "application/vnd.openxmlformats-officedocument";

/**
 * As what a file is sent. A picture, film or sound of another type or over its limit is still a document; what is none of
 * these Meta refuses.
 */
export const fileKinds: readonly (MediaKind & { as: Kind })[] = [
  { as: "image", types: ["image/jpeg", "image/png"], bytesEach: 5 * MB },
  { as: "video", types: ["video/mp4", "video/3gpp"], bytesEach: 16 * MB },
  { as: "audio", types: ["audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"], bytesEach: 16 * MB },
  {
    as: "document",
    types: [
      ...["text/plain", "application/pdf", "image/*", "video/*", "audio/*"],
      ...["application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"],
      ...["wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation"].map(
        (one) => `${office}.${one}`,
      ),
    ],
    bytesEach: 100 * MB,
  },
];

/** @throws CarrierError for what Meta would refuse */
export function kindOfFile(file: Pick<OutgoingMedia, "contentType" | "sizeBytes">): Kind {
  const kind = kindOfMedia(fileKinds, file);
  if (typeof kind !== "string") return kind.as;
  throw new CarrierError({ kind: "refused", code: kind, ...(kind === "10003" ? { detail: file.contentType } : {}) });
}

/** One call's worth of a message: a text, a template, or one file with its caption. */
export type Piece =
  | { type: "text"; text: string }
  | { type: "template"; template: FilledTemplate }
  | { type: Kind; file: OutgoingMedia; caption: string };

const longestCaption = 1024;

/** One file per message. The text goes as the first file's caption, or as a message of its own where that takes none. */
export function piecesOf({ text, media, template }: Pick<OutgoingMessage, "text" | "media" | "template">): Piece[] {
  if (template) return [{ type: "template", template }];
  const files = media.map((file) => ({ type: kindOfFile(file), file, caption: "" }));
  const [first] = files;
  if (!first) return [{ type: "text", text }];
  if (first.type === "audio" || text.length > longestCaption)
    return [...files, ...(text ? [{ type: "text" as const, text }] : [])];
  return [{ ...first, caption: text }, ...files.slice(1)];
}

/**
 * A template's variables as Meta wants them: `header.x` goes into the header, `button.0` into the first button's address,
 * all others into the body; numbers are places, other names are names.
 */
export function templateBody({ name, language, variables }: FilledTemplate): object {
  const names = Object.keys(variables).sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const parameter = (variable: string, own: string) => ({
    type: "text",
    ...(/^\d+$/.test(own) ? {} : { parameter_name: own }),
    text: variables[variable],
  });
  const header = names.filter((one) => one.startsWith("header."));
  const buttons = names.filter((one) => one.startsWith("button."));
  const body = names.filter((one) => !header.includes(one) && !buttons.includes(one));
  const components = [
    ...(header.length > 0
      ? [{ type: "header", parameters: header.map((one) => parameter(one, one.slice("header.".length))) }]
      : []),
    ...(body.length > 0 ? [{ type: "body", parameters: body.map((one) => parameter(one, one)) }] : []),
    ...buttons.map((one) => ({
      type: "button",
      sub_type: "url",
      index: one.slice("button.".length),
      parameters: [{ type: "text", text: variables[one] }],
    })),
  ];
  return { name, language: { code: language }, ...(components.length > 0 ? { components } : {}) };
}

/** A file as a form with its name and the right type: a generic type is refused. It is read while it is sent. */
export function uploadForm(
  file: OutgoingMedia,
  open: () => Promise<Readable>,
): { contentType: string; body: LongBody } {
  const boundary = `form-${randomToken(12)}`;
  const type = file.contentType.split(";")[0]?.trim() ?? "";
  const name = (file.fileName ?? "file").replace(/["\r\n\\]/g, "_");
  const field = (key: string, value: string) =>
    `--${boundary}\r\ncontent-disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`;
  const head = Buffer.from(
    `${field("messaging_product", "whatsapp")}${field("type", type)}--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: ${type}\r\n\r\n`,
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  const sizeBytes = head.length + file.sizeBytes + tail.length;
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: { sizeBytes, open: async () => Readable.from(framed(head, await open(), tail), { objectMode: false }) },
  };
}

async function* framed(head: Buffer, file: Readable, tail: Buffer): AsyncGenerator<Buffer> {
  yield head;
  for await (const chunk of file) yield chunk as Buffer;
  yield tail;
}

/** What Meta says went wrong, or null when it says nothing of the kind. */
export function graphError(answer: HttpAnswer): { code: number; subcode?: number; detail: string } | null {
  const body = answer.json() as { error?: Record<string, unknown> } | undefined;
  const error = body?.error;
  if (typeof error !== "object" || error === null) return null;
  const data = error.error_data as { details?: unknown } | undefined;
  const words = [data?.details, error.message].find((text) => typeof text === "string" && text !== "") ?? "";
  return {
    code: Number(error.code),
    ...(typeof error.error_subcode === "number" ? { subcode: error.error_subcode } : {}),
    detail: String(words).slice(0, 500),
  };
}
