import { toAddress } from "@/server/domain/phone";
import {
  type ChannelNumber,
  type InboundMedia,
  type Item,
  type MessageItem,
  messageKey,
  type NoticeItem,
  type PieceOf,
  type ReceiptItem,
  type ReceiptStatus,
  receiptKey,
  Unreadable,
} from "../carrier";
import { bodyObject, idOf, isObject, member, textOf } from "../read-body";
import { whatsappStatusFailure } from "./whatsapp-errors";

const statuses = new Map<string, ReceiptStatus>([
  ["accepted", "sent"],
  ["held_for_quality_assessment", "sent"],
  ["sent", "sent"],
  ["delivered", "delivered"],
  ["read", "read"],
  ["played", "read"], // a voice message was listened to
  ["failed", "failed"],
]);

/**
 * Everything in one webhook: several entries, changes, messages and statuses. What belongs to a number that is not the
 * channel's is left out, and so is what is neither a message nor a status.
 */
export function webhookItems(body: Uint8Array, numbers: readonly ChannelNumber[]): Item[] {
  const hook = bodyObject(body);
  if (hook.object !== "whatsapp_business_account") return [];
  const changes = list(hook.entry).flatMap((entry) => list(member(entry, "changes")));
  return changes.flatMap((change): Item[] => {
    const value = member(change, "value");
    const phoneId = member(member(value, "metadata"), "phone_number_id");
    const number = numbers.find(({ fields }) => fields.phoneNumberId === phoneId);
    if (member(change, "field") !== "messages" || !number) return [];
    const people = list(member(value, "contacts"));
    return [
      ...list(member(value, "messages")).map((one) => messageOf(one, people, number)),
      ...list(member(value, "statuses")).flatMap(receiptOf),
      ...list(member(value, "errors")).slice(0, 20).map(noticeOf),
    ];
  });
}

/** The business account that a webhook is about, for the list of its templates. */
export function accountOf(body: Uint8Array): string | undefined {
  try {
    const id = textOf(member(list(bodyObject(body).entry)[0], "id"));
    return /^\d{5,30}$/.test(id) ? id : undefined;
  } catch {
    return undefined;
  }
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value.slice(0, 1000) : []);

function messageOf(one: unknown, people: unknown[], number: ChannelNumber): MessageItem {
  const externalId = idOf(member(one, "id"));
  const person = personOf(one, people);
  const type = textOf(member(one, "type")).slice(0, 50);
  const said = contentOf(type, one, number);
  const sentAt = unixSeconds(member(one, "timestamp"));
  const context = member(one, "context");
  const replyTo = textOf(member(member(one, "reaction"), "message_id") ?? member(context, "id")).slice(0, 255);
  return {
    kind: "message",
    externalId,
    dedupeKey: messageKey(externalId),
    ...person,
    to: number.address,
    text: said.text,
    media: said.media,
    ...(sentAt ? { sentAt } : {}),
    ...(replyTo ? { replyTo } : {}),
  };
}

/**
 * Who wrote: a phone number, or, where Meta keeps it back, the user id alone. Both, where both are told, are one person.
 * Contacts belong to messages by what they name, not by their place.
 */
function personOf(one: unknown, people: unknown[]): Pick<MessageItem, "from" | "aliases" | "fromName"> {
  const id = (holder: unknown, name: string) => textOf(member(holder, name)).trim().slice(0, 200);
  const phone = id(one, "from");
  const user = id(one, "from_user_id");
  const contact = people.find(
    (person) => (phone !== "" && id(person, "wa_id") === phone) || (user !== "" && id(person, "user_id") === user),
  );
  const address = /^\d{5,15}$/.test(phone) ? toAddress(`+${phone}`) : phone;
  const ids = [address, user, id(one, "from_parent_user_id"), id(contact, "user_id"), id(contact, "parent_user_id")];
  const [from, ...aliases] = [...new Set(ids.filter((known) => known !== ""))];
  if (!from) throw new Unreadable("a message from nobody");
  const fromName = textOf(member(member(contact, "profile"), "name"))
    .trim()
    .slice(0, 200);
  return { from, ...(aliases.length > 0 ? { aliases } : {}), ...(fromName ? { fromName } : {}) };
}

type Content = { text: string; media: InboundMedia[] };

/** What was said, in words. A type without words of its own is shown by its name; none is dropped. */
function contentOf(type: string, one: unknown, number: ChannelNumber): Content {
  const own = member(one, type);
  const words = (text: unknown, fallback = `[${type || "unknown"}]`): Content => ({
    text: textOf(text).trim() === "" ? fallback : textOf(text),
    media: [],
  });
  switch (type) {
    case "text":
      return words(member(own, "body"));
    case "image":
    case "video":
    case "audio":
    case "document":
    case "sticker":
      return { text: textOf(member(own, "caption")), media: mediaOf(own, number) };
    case "button":
      return words(member(own, "text"));
    case "interactive": {
      const answer = member(own, textOf(member(own, "type")));
      return words(member(answer, "title") ?? member(answer, "body"));
    }
    case "reaction":
      return words(member(own, "emoji"), "[reaction removed]");
    case "location": {
      const place = [textOf(member(own, "name")), textOf(member(own, "address"))].filter(Boolean).join(", ");
      const [latitude, longitude] = [Number(member(own, "latitude")), Number(member(own, "longitude"))];
      const at = Number.isFinite(latitude) && Number.isFinite(longitude) ? `${latitude},${longitude}` : "";
      return words([place, at].filter(Boolean).join("\n"));
    }
    case "contacts":
      return words(list(own).slice(0, 50).map(cardOf).filter(Boolean).join("\n"));
    case "system":
      return words(member(own, "body"));
    case "unsupported": {
      const detail = member(member(list(member(one, "errors"))[0], "error_data"), "details");
      return words(`[unsupported] ${textOf(detail)}`.trim());
    }
    default: // order, request_welcome, and what Meta adds next
      return words(member(own, "text") ?? member(own, "body"));
  }
}

function cardOf(card: unknown): string {
  const phones = list(member(card, "phones")).slice(0, 10);
  const numbers = phones.map((phone) => textOf(member(phone, "phone") ?? member(phone, "wa_id"))).filter(Boolean);
  return [textOf(member(member(card, "name"), "formatted_name")), ...numbers].filter(Boolean).join(" ");
}

/** The id alone leads to the file, together with the number it came to; the address says both. */
function mediaOf(own: unknown, number: ChannelNumber): InboundMedia[] {
  const id = textOf(member(own, "id"));
  if (!/^\w{1,100}$/.test(id)) return [];
  const contentType = textOf(member(own, "mime_type")).slice(0, 255);
  const fileName = textOf(member(own, "filename")).slice(0, 255);
  // Base64 here, hex where the file is asked for.
  const hash = Buffer.from(textOf(member(own, "sha256")).slice(0, 100), "base64");
  return [
    {
      url: `https://graph.facebook.com/${id}?phone_number_id=${encodeURIComponent(number.fields.phoneNumberId ?? "")}`,
      id,
      ...(contentType ? { contentType } : {}),
      ...(fileName ? { fileName } : {}),
      ...(hash.length === 32 ? { sha256: hash.toString("hex") } : {}),
    },
  ];
}

/** What Meta gives back with every status: our message's id, and which piece of it that was where there are several. */
export const pieceRef = (clientRef: string, { index, of }: PieceOf): string =>
  of === 1 ? clientRef : `${clientRef}/${index}/${of}`;

function readPieceRef(told: string): Pick<ReceiptItem, "clientRef" | "piece"> {
  const [, clientRef = told, index, of] = /^([^/]+)\/(\d{1,3})\/(\d{1,3})$/.exec(told) ?? [];
  if (clientRef === "") return {};
  const piece = { index: Number(index), of: Number(of) };
  return { clientRef, ...(piece.index >= 1 && piece.index <= piece.of ? { piece } : {}) };
}

function receiptOf(one: unknown): ReceiptItem[] {
  const word = textOf(member(one, "status")).slice(0, 50);
  const status = statuses.get(word);
  if (!status) return []; // the journal keeps it
  const externalId = idOf(member(one, "id"));
  const at = unixSeconds(member(one, "timestamp"));
  const ref = textOf(member(one, "biz_opaque_callback_data")).slice(0, 100);
  const item: ReceiptItem = {
    kind: "receipt",
    externalId,
    dedupeKey: receiptKey(externalId, word),
    status,
    raw: word,
    ...(at ? { at } : {}),
    ...readPieceRef(ref),
  };
  if (status !== "failed") return [item];
  const { code, words } = errorOf(list(member(one, "errors"))[0]);
  return [{ ...item, error: whatsappStatusFailure(code, words) }];
}

/** A trouble with the account or the number, about no message. */
function noticeOf(error: unknown): NoticeItem {
  const { code, words } = errorOf(error);
  const text = [code, words].filter(Boolean).join(" - ") || "unknown error";
  return { kind: "notice", dedupeKey: `notice:${text}`, text };
}

function errorOf(error: unknown): { code: string; words: string } {
  const code = member(error, "code");
  const words = textOf(member(member(error, "error_data"), "details") ?? member(error, "title")).slice(0, 500);
  const known = typeof code === "number" || typeof code === "string" ? String(code).slice(0, 32) : "";
  return { code: textOf(known), words };
}

/** Seconds since 1970, told as text. */
function unixSeconds(value: unknown): Date | undefined {
  const seconds = typeof value === "string" && /^\d{9,11}$/.test(value) ? Number(value) : undefined;
  const at = seconds === undefined ? undefined : new Date(seconds * 1000);
  return at && at.getUTCFullYear() < 2100 ? at : undefined;
}

/** Whether a value is an answer in the form of Meta's errors. */
export const isGraphError = (value: unknown): boolean => isObject(member(value, "error"));
