import type { SendCode } from "./send-errors";
import { smsSize } from "./sms";

/** What a carrier takes in one message. A limit that is not stated is not checked. Sizes in bytes. */
export interface MessageLimits {
  /** UTF-16 units. */
  textCharacters?: number;
  textParts?: number;
  mediaCount?: number;
  mediaBytesEach?: number;
  mediaBytesTotal?: number;
  /** Types that may use up `mediaBytesTotal`; all others share `otherMediaBytes`. */
  mediaTypes?: readonly string[];
  otherMediaBytes?: number;
}

/** Our own limit for any file, whatever the carrier says. Unit: bytes. */
export const largestFileBytes = 100 * 1024 * 1024;

/**
 * Why a message would surely be refused by its carrier, as a send code; null when nothing is known against it.
 * Checked before sending, so that the agent hears of it at once. Files count in all, images and others apart.
 */
export function overLimit(
  limits: MessageLimits,
  message: { text: string; media: readonly { contentType: string; sizeBytes: number }[] },
): SendCode | null {
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
  const main = limits.mediaTypes;
  if (main && limits.otherMediaBytes !== undefined) {
    const others = media.filter(({ contentType }) => !main.includes(baseType(contentType)));
    if (others.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) > limits.otherMediaBytes) return "10008";
  }
  return null;
}

const baseType = (contentType: string) => contentType.split(";")[0]?.trim().toLowerCase() ?? "";
