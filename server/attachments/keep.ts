import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { sql } from "drizzle-orm";
import type { Tx } from "@/db/tenant";
import { isPicture } from "@/server/domain/files";
import { storage } from "@/server/storage";
import { thumbKey } from "./keys";
import { drawSmall } from "./pictures";

/** What is kept of a file beside its bytes. */
export type Kept = {
  contentType: string;
  sizeBytes: number;
  sha256: string;
  width: number | null;
  height: number | null;
  thumbBytes: number | null;
};

/** Put a whole file from this machine's disk into storage, with a small picture beside it where it is one. */
export async function keepFile(
  key: string,
  file: string,
  { contentType, sizeBytes, sha256 }: Pick<Kept, "contentType" | "sizeBytes" | "sha256">,
): Promise<Kept> {
  const drawn = isPicture(contentType) ? await drawSmall(file) : null;
  await storage().put(key, createReadStream(file), sizeBytes);
  if (drawn) await storage().put(thumbKey(key), Readable.from([drawn.thumb]), drawn.thumb.length);
  const { width = null, height = null } = drawn ?? {};
  return { contentType, sizeBytes, sha256, width, height, thumbBytes: drawn?.thumb.length ?? null };
}

/** The row says that the file is there. False when the row has gone meanwhile, or its file has come by another way. */
export async function markReady(tx: Tx, id: string, from: "fetching" | "uploading", kept: Kept): Promise<boolean> {
  const rows = await tx.execute(sql`
    update attachments set state = 'ready', state_at = now(), reason = null, content_type = ${kept.contentType},
      size_bytes = ${kept.sizeBytes}, sha256 = ${kept.sha256}, width = ${kept.width}, height = ${kept.height},
      thumb_bytes = ${kept.thumbBytes}
    where id = ${id} and state = ${from} returning id`);
  return rows.length > 0;
}
