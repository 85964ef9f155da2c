import { createHash } from "node:crypto";
import { Transform, type Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { largestFileBytes } from "@/server/domain/message-limits";
import type { Carrier, CarrierIo, ChannelView, Credentials, InboundMedia } from "./carrier";

/** A customer's file, fetched and checked; its bytes are where they were sent. */
export interface FetchedMedia {
  sizeBytes: number;
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
 * Fetches a file of an inbound message into `into`, piece by piece: with the carrier's login where its file knows how,
 * else as anybody would; https only, redirects checked, at most `maxBytes` (100 MB), size and hash compared where the
 * carrier told them. Throws `MediaError` for an answer we cannot use and `OutboundError` where there was none; what
 * `into` holds is then worthless.
 */
export async function fetchMedia<C extends Credentials>(
  carrier: Carrier<C>,
  media: InboundMedia,
  channel: ChannelView<C>,
  io: CarrierIo,
  into: Writable,
  maxBytes = largestFileBytes,
): Promise<FetchedMedia> {
  const { taker, taken } = hashing();
  taker.pipe(into);
  const done = finished(into);
  done.catch(() => {}); // told below, or the fetch has failed by itself
  // A carrier may first have to ask where the file lies; the call that may be as long as a file is the one for the file.
  const filing: CarrierIo = {
    ...io,
    http: (url, options) => io.http(url, options?.maxBytes === maxBytes ? { ...options, into: taker } : options),
  };
  try {
    const answer = carrier.fetchMedia
      ? await carrier.fetchMedia(media, channel, filing, maxBytes)
      : await filing.http(media.url, { redirects: 3, maxBytes, timeoutMs: 60_000 });
    if (answer.status !== 200) {
      // The file may lag behind its webhook.
      throw new MediaError(
        `HTTP ${answer.status}`,
        [404, 408, 425, 429].includes(answer.status) || answer.status >= 500,
      );
    }
    if (answer.body.length > 0) taker.write(answer.body);
    taker.end();
    await done;
    const { sizeBytes, sha256 } = taken();
    if (media.sizeBytes !== undefined && sizeBytes !== media.sizeBytes) throw new MediaError("wrong size", false);
    if (media.sha256 !== undefined && sha256 !== media.sha256) throw new MediaError("wrong hash", false);
    const contentType = answer.headers.get("content-type") ?? media.contentType ?? "application/octet-stream";
    return { sizeBytes, contentType, sha256 };
  } catch (error) {
    taker.destroy();
    into.destroy();
    await done.catch(() => {}); // whoever made it may take it away now
    throw error;
  }
}

/** Passes everything on, and knows afterwards what it was. */
function hashing() {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  const taker = new Transform({
    transform(chunk: Uint8Array, _, done) {
      hash.update(chunk);
      sizeBytes += chunk.length;
      done(null, chunk);
    },
  });
  return { taker, taken: () => ({ sizeBytes, sha256: hash.digest("hex") }) };
}
