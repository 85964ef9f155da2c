import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { sql } from "drizzle-orm";
import { withTenant } from "@/db/tenant";
import type { Context } from "@/server/context";
import { isScalable } from "@/server/domain/files";
import type { TenantId } from "@/server/domain/ids";
import { largestFileBytes, type MessageLimits, takesType } from "@/server/domain/message-limits";
import { storage } from "@/server/storage";
import { fileKey, fittedKey } from "./keys";
import { limitsOf } from "./limits";
import { scaleToFit } from "./pictures";
import { type Sendable, sendableFiles } from "./sendable";
import { withTemporaryFile } from "./temporary";

/**
 * Make pictures smaller, or a JPEG of them, where that lets their carrier take the message. Done before the message is queued and outside of
 * its transaction; what still does not fit is refused there. The picture that was picked stays as it is.
 */
export async function fitPictures(ctx: Context, conversationId: string, fileIds: readonly string[]): Promise<void> {
  const { files, limits } = await withTenant(ctx.tenant, async (tx) => {
    const [row] = await tx.execute<{ channel_id: string }>(
      sql`select channel_id from conversations where id = ${conversationId}`,
    );
    return {
      files: row ? await sendableFiles(tx, ctx, conversationId, fileIds) : [],
      limits: row ? await limitsOf(tx, row.channel_id) : {},
    };
  });
  for (const { file, mostBytes } of toShrink(files, limits)) await shrink(ctx.tenant, file, mostBytes);
}

/**
 * Which pictures to make a JPEG of, and of what size, so that all of them together fit: small ones keep what they have,
 * and those of a type that the carrier does not take as a picture become one that it does.
 */
export function toShrink(files: readonly Sendable[], limits: MessageLimits): { file: Sendable; mostBytes: number }[] {
  if (files.length > (limits.mediaCount ?? files.length)) return [];
  const kind = limits.mediaKinds?.find((one) => takesType(one, "image/jpeg"));
  const accepted = (file: Sendable) => !kind || takesType(kind, file.contentType);
  const each = Math.min(limits.mediaBytesEach ?? largestFileBytes, kind?.bytesEach ?? largestFileBytes);
  const pictures = files.filter(({ originalType }) => isScalable(originalType));
  const fixed = files.filter((file) => !pictures.includes(file)).reduce((sum, file) => sum + file.sizeBytes, 0);
  let room = (limits.mediaBytesTotal ?? Number.MAX_SAFE_INTEGER) - fixed;
  const shrunk: { file: Sendable; mostBytes: number }[] = [];
  for (const [index, file] of [...pictures].sort((one, other) => one.sizeBytes - other.sizeBytes).entries()) {
    const fair = Math.floor(Math.min(room / (pictures.length - index), each));
    if (file.sizeBytes <= fair && accepted(file)) room -= file.sizeBytes;
    else {
      if (fair > 0) shrunk.push({ file, mostBytes: fair });
      room -= fair;
    }
  }
  return shrunk;
}

async function shrink(tenant: TenantId, { id }: Sendable, mostBytes: number): Promise<void> {
  const key = fileKey(tenant, id);
  await withTemporaryFile(async (place) => {
    await pipeline(await storage().get(key), createWriteStream(place));
    const smaller = await scaleToFit(place, mostBytes).catch(() => null);
    if (!smaller) return;
    await storage().put(fittedKey(key), Readable.from([smaller]), smaller.length);
    await withTenant(tenant, (tx) =>
      tx.execute(sql`update attachments set fitted_bytes = ${smaller.length} where id = ${id} and message_id is null`),
    );
  });
}
