import { SegmentedMessage } from "sms-segments-calculator";

export interface SmsSize {
  /** SMS parts the text is billed as; 0 for an empty text. */
  parts: number;
  encoding: "GSM-7" | "UCS-2";
  /** Units used in each part: septets in GSM-7 (some characters take two), UTF-16 units in UCS-2. */
  fill: number[];
  /** What one part holds: 160 or 70 alone, 153 or 67 once there are several. */
  perPart: number;
  /** Units that still fit into the last part. */
  left: number;
  /** The different characters that GSM-7 does not have, in their order: why the text is in UCS-2. */
  forcedBy: string[];
}

/** From this length (UTF-16 units) on the library is not asked: its time grows faster than the text. */
const longText = 4000;

/**
 * How a text is cut into SMS parts. An estimate of the carrier's bill: some replace look-alike characters on the way.
 * A character that takes two units never straddles two parts, so there may be one more part than the sum suggests.
 * Never throws; takes about a millisecond per hundred characters. Source: 3GPP TS 23.038 §6.2.1, TS 23.040 §9.2.3.24.1.
 */
export function smsSize(text: string): SmsSize {
  if (text.length >= longText) return longSize(text);
  const message = new SegmentedMessage(text);
  const encoding = message.encodingName;
  const bits = encoding === "GSM-7" ? 7 : 16;
  const fill = text === "" ? [] : message.segments.map((segment) => Math.round(segment.messageSizeInBits() / bits));
  const forcedBy = encoding === "GSM-7" ? [] : [...new Set(message.getNonGsmCharacters())];
  return sized(encoding, fill, forcedBy);
}

/** How many SMS parts a text is billed as. Unit: parts; 0 for an empty text. */
export function smsParts(text: string): number {
  return smsSize(text).parts;
}

/** The same for texts far beyond any carrier's limit, character by character. */
function longSize(text: string): SmsSize {
  const distinct = [...new Set(text)];
  // The GSM alphabet and its extension together have fewer than 150 characters.
  const forcedBy = distinct.length > 150 ? distinct.filter(notGsm) : smsSize(distinct.join("")).forcedBy;
  const encoding = forcedBy.length > 0 ? "UCS-2" : "GSM-7";
  const room = encoding === "GSM-7" ? 153 : 67;
  const cost = new Map(distinct.map((c) => [c, encoding === "UCS-2" ? c.length : (smsSize(c).fill[0] ?? 1)]));
  const fill = [0];
  for (const c of text) {
    const units = cost.get(c) ?? c.length;
    const used = fill.at(-1) ?? 0;
    if (used + units > room) fill.push(units);
    else fill[fill.length - 1] = used + units;
  }
  return sized(encoding, fill, forcedBy);
}

/** Nothing in the GSM alphabet lies beyond the euro sign. Good enough to name culprits in a very long text. */
const notGsm = (c: string) => (c.codePointAt(0) ?? 0) > 0x20ac;

function sized(encoding: SmsSize["encoding"], fill: number[], forcedBy: string[]): SmsSize {
  const [alone, several] = encoding === "GSM-7" ? [160, 153] : [70, 67];
  const perPart = fill.length > 1 ? several : alone;
  return { parts: fill.length, encoding, fill, perPart, left: Math.max(0, perPart - (fill.at(-1) ?? 0)), forcedBy };
}
