import { toAddress } from "@/server/domain/phone";
import { type ChannelView, type InboundMedia, Unreadable } from "./carrier";
import { addressText, member, sizeOf, textOf } from "./read-body";

/**
 * The receiver in a message of Telnyx's form, which the general contract took over: a party or a list of them; in a
 * list, the first number that is the channel's.
 */
export function ownAmong(to: unknown, numbers: ChannelView["numbers"]): string {
  const parties = Array.isArray(to) ? to.slice(0, 100) : [to];
  const all = parties.flatMap((party) => {
    const number = member(party, "phone_number");
    return typeof number === "string" ? [toAddress(addressText(number))] : [];
  });
  const own = all.find((number) => numbers.some(({ address }) => address === number)) ?? all[0];
  if (own === undefined) throw new Unreadable("payload.to names no number");
  return own;
}

/** The files of such a message; type, size and hash may all be missing. */
export function listedMedia(list: unknown): InboundMedia[] {
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list)) throw new Unreadable("payload.media is not a list");
  return list.slice(0, 50).map((one) => {
    const url = textOf(member(one, "url"));
    if (url === "" || url.length > 4096) throw new Unreadable("a medium without an address");
    const contentType = textOf(member(one, "content_type")).slice(0, 255);
    const sha256 = textOf(member(one, "sha256") ?? member(one, "hash_sha256")).toLowerCase();
    const sizeBytes = sizeOf(member(one, "size"));
    return {
      url,
      ...(contentType ? { contentType } : {}),
      ...(/^[0-9a-f]{64}$/.test(sha256) ? { sha256 } : {}),
      ...(sizeBytes === undefined ? {} : { sizeBytes }),
    };
  });
}
