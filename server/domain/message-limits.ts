import type { SendCode } from "./send-errors";
import { smsSize } from "./sms";

/** A sort of files that a carrier takes. */
export interface MediaKind {
  /** MIME types; "audio/*" is a whole family. */
  types: readonly string[];
  bytesEach?: number;
  /** For all files of this sort in one message. */
  bytesTotal?: number;
}

/** What a carrier takes in one message. A limit that is not stated is not checked. Sizes in bytes. */
export interface MessageLimits {
  /** UTF-16 units. */
  textCharacters?: number;
  textParts?: number;
  mediaCount?: number;
  mediaBytesEach?: number;
  mediaBytesTotal?: number;
  /** The sorts of files it takes, its pictures first; any other is refused. Not stated: nothing is known against a type. */
  mediaKinds?: readonly MediaKind[];
}

/** Our own limit for any file, whatever the carrier says. Unit: bytes. */
export const largestFileBytes = 100 * 1024 * 1024;

/**
 * Why a message would surely be refused by its carrier, as a send code; null when nothing is known against it.
 * Checked before sending, so that the agent hears of it at once. Files count in all, and each sort apart.
 */
export function overLimit(limits: MessageLimits, message: { text: string; media: readonly File[] }): SendCode | null {
  const { text, media } = message;
  if (text.trim() === "" && media.length === 0) return "10002";
  if (limits.textCharacters !== undefined && text.length > limits.textCharacters) return "10002";
  if (limits.textParts !== undefined && smsSize(text).parts > limits.textParts) return "10002";
  if (limits.mediaCount === 0 && media.length > 0) return "10003";
  if (limits.mediaCount !== undefined && media.length > limits.mediaCount) return "10008";
  const each = Math.min(limits.mediaBytesEach ?? largestFileBytes, largestFileBytes);
  if (media.some(({ sizeBytes }) => sizeBytes > each)) return "10008";
  const total = media.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (limits.mediaBytesTotal !== undefined && total > limits.mediaBytesTotal) return "10008";
  const kinds = limits.mediaKinds;
  if (!kinds) return null;
  const found = media.map((file) => ({ file, kind: kindOfMedia(kinds, file) }));
  if (found.some(({ kind }) => kind === "10003")) return "10003";
  if (found.some(({ kind }) => kind === "10008")) return "10008";
  const bytesOf = (kind: MediaKind) =>
    found.reduce((sum, one) => (one.kind === kind ? sum + one.file.sizeBytes : sum), 0);
  return kinds.some((kind) => kind.bytesTotal !== undefined && bytesOf(kind) > kind.bytesTotal) ? "10008" : null;
}

type File = { contentType: string; sizeBytes: number };

/** The first sort that takes a file; else why none does: its type (10003), or its size (10008). */
export function kindOfMedia<K extends MediaKind>(kinds: readonly K[], file: File): K | "10003" | "10008" {
  const taking = kinds.filter((kind) => takesType(kind, file.contentType));
  if (taking.length === 0) return "10003";
  return taking.find(({ bytesEach }) => bytesEach === undefined || file.sizeBytes <= bytesEach) ?? "10008";
}

/** Whether files of a type are of this sort. */
export function takesType({ types }: MediaKind, contentType: string): boolean {
  const type = contentType.split(";")[0]?.trim().toLowerCase() ?? "";
  return types.some(
    (one) => one === "*/*" || one === type || (one.endsWith("/*") && type.startsWith(one.slice(0, -1))),
  );
}

/** For carriers that are known to take these pictures, and of whose other types nothing is known. */
export const usualPictures: readonly MediaKind[] = [
  { types: ["image/jpeg", "image/png", "image/gif"] },
  { types: ["*/*"] },
];
