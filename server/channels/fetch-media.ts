import { sha256Hex } from "@/server/crypto";
import { largestFileBytes } from "@/server/domain/message-limits";
import type { Carrier, CarrierIo, ChannelView, Credentials, InboundMedia } from "./carrier";

/** A customer's file, fetched and checked. */
export interface FetchedMedia {
  bytes: Uint8Array;
  contentType: string;
  sha256: string;
}

/** A file that is not there, or not the one that was announced. `again`: worth another try shortly after. */
export class MediaError extends Error {
  override name = "MediaError";
  constructor(
    message: string,
    readonly again: boolean,
  ) {
    super(message);
  }
}

/**
 * Fetches a file of an inbound message: with the carrier's login where its file knows how, else as anybody would; https
 * only, redirects checked, at most 100 MB, size and hash compared where the carrier told them. Throws `MediaError` for
 * an answer we cannot use and `OutboundError` where there was none.
 */
export async function fetchMedia<C extends Credentials>(
  carrier: Carrier<C>,
  media: InboundMedia,
  channel: ChannelView<C>,
  io: CarrierIo,
): Promise<FetchedMedia> {
  const options = { redirects: 3, maxBytes: largestFileBytes, timeoutMs: 60_000 };
  const answer = carrier.fetchMedia
    ? await carrier.fetchMedia(media, channel, io, largestFileBytes)
    : await io.http(media.url, options);
  if (answer.status !== 200) {
    // The file may lag behind its webhook.
    throw new MediaError(`HTTP ${answer.status}`, [404, 408, 425, 429].includes(answer.status) || answer.status >= 500);
  }
  const sha256 = sha256Hex(answer.body);
  if (media.sizeBytes !== undefined && answer.body.length !== media.sizeBytes)
    throw new MediaError("wrong size", false);
  if (media.sha256 !== undefined && sha256 !== media.sha256) throw new MediaError("wrong hash", false);
  const contentType = answer.headers.get("content-type") ?? media.contentType ?? "application/octet-stream";
  return { bytes: answer.body, contentType, sha256 };
}
