import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { type Tx, withTenant } from "@/db/tenant";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import { lockConversation, requireOwner } from "@/server/conversations/lock";
import type { FileItem } from "@/server/conversations/types";
import { fileName, isScalable, mostFiles, pieceBytes, plainType } from "@/server/domain/files";
import { largestFileBytes, overLimit } from "@/server/domain/message-limits";
import { invalid, notFound, refuse } from "@/server/errors";
import { storage } from "@/server/storage";
import { fileList } from "./file-list";
import { keepFile, markReady } from "./keep";
import { fileKey, pieceKey } from "./keys";
import { limitRefusal, limitsOf } from "./limits";
import { requireRoom } from "./quota";
import type { OneAttachment } from "./retry";
import { sniff } from "./sniff";
import { withTemporaryFile } from "./temporary";

export const BeginUpload = z.object({
  conversationId: z.uuid(),
  name: z.string().max(4096),
  contentType: z.string().max(255),
  sizeBytes: z.number().int().min(0),
  /** The same file picked again goes on where it stopped. */
  fingerprint: z.string().max(200),
});

/**
 * Begin to upload a file for a message, or go on with one that was broken off: the pieces that have come already are
 * counted. What no carrier would take is refused before a byte of it has left the browser.
 * @throws AppError BAD_REQUEST `fileEmpty`, `fileTooLarge`, `mediaUnsupported`; CONFLICT `tooManyFiles`, `storageFull` {gb} and what a reply is refused for
 */
export async function beginUpload(
  { tenant, actor }: Context,
  input: z.infer<typeof BeginUpload>,
): Promise<{ attachmentId: string; pieces: number }> {
  authorize(actor, "conversation.reply");
  const { conversationId, sizeBytes, fingerprint } = input;
  const contentType = plainType(input.contentType);
  if (sizeBytes === 0) throw invalid("fileEmpty");
  return withTenant(tenant, async (tx) => {
    const conversation = await lockConversation(tx, actor, conversationId);
    requireOwner(conversation, actor);
    const limits = await limitsOf(tx, conversation.channelId);
    // A picture that is too large, or of a type that the carrier does not take, becomes a smaller JPEG when it is sent.
    // What the browser cannot name is known only when it is here.
    const likely = isScalable(contentType) ? { contentType: "image/jpeg", sizeBytes: 1 } : { contentType, sizeBytes };
    const over = sizeBytes > largestFileBytes ? "10008" : overLimit(limits, { text: "", media: [likely] });
    const unnamed = over === "10003" && limits.mediaCount !== 0 && contentType === "application/octet-stream";
    if (over && !unnamed) throw limitRefusal(over, limits);
    const unsent = await tx.execute<{ id: string; pieces: number; same: boolean }>(sql`
      select id, pieces, state = 'uploading' and fingerprint = ${fingerprint} and size_bytes = ${sizeBytes} as same
      from attachments where conversation_id = ${conversationId} and author_id = ${actor.memberId} and message_id is null`);
    const begun = unsent.find(({ same }) => same);
    if (begun) return { attachmentId: begun.id, pieces: begun.pieces };
    if (unsent.length >= mostFiles) throw refuse("tooManyFiles", { max: mostFiles });
    const attachmentId = uuidv7();
    await tx.execute(sql`
      insert into attachments (id, conversation_id, direction, state, name, content_type, size_bytes, author_id, fingerprint)
      values (${attachmentId}, ${conversationId}, 'out', 'uploading', ${fileName(input.name) || "file"}, ${contentType},
        ${sizeBytes}, ${actor.memberId}, ${fingerprint})`);
    await requireRoom(tx);
    return { attachmentId, pieces: 0 };
  });
}

type Begun = { size_bytes: string; pieces: number; content_type: string };

/** The file that this person is uploading. @throws AppError NOT_FOUND */
async function begunBy(
  { tenant, actor }: Context,
  attachmentId: string,
): Promise<{ sizeBytes: number; pieces: number; contentType: string }> {
  const [row] = await withTenant(tenant, (tx) =>
    tx.execute<Begun>(sql`
      select size_bytes, pieces, content_type from attachments
      where id = ${attachmentId} and author_id = ${actor.memberId} and state = 'uploading'`),
  );
  if (!row) throw notFound("attachment");
  return { sizeBytes: Number(row.size_bytes), pieces: row.pieces, contentType: row.content_type };
}

/**
 * One piece of the file: the next one, or one that is told again because its answer was lost. Every piece has its full
 * size but the last. @throws AppError NOT_FOUND; BAD_REQUEST `pieceOutOfTurn`, `pieceBroken`
 */
export async function takePiece(
  ctx: Context,
  attachmentId: string,
  piece: number,
  body: ReadableStream<Uint8Array> | null,
): Promise<{ pieces: number }> {
  authorize(ctx.actor, "conversation.reply");
  const { sizeBytes, pieces } = await begunBy(ctx, attachmentId);
  const size = Math.min(pieceBytes, sizeBytes - piece * pieceBytes);
  if (piece < 0 || piece > pieces || size <= 0 || !body) throw invalid("pieceOutOfTurn");
  const key = pieceKey(fileKey(ctx.tenant, attachmentId), piece);
  try {
    await storage().put(key, Readable.fromWeb(body as import("node:stream/web").ReadableStream), size);
  } catch (cause) {
    throw Object.assign(invalid("pieceBroken"), { cause });
  }
  const noted = await withTenant(ctx.tenant, (tx) =>
    tx.execute(sql`
      update attachments set pieces = greatest(pieces, ${piece + 1}), state_at = now()
      where id = ${attachmentId} and state = 'uploading' returning id`),
  );
  if (noted.length === 0) {
    // Discarded while the piece came: nobody else knows of it.
    await storage().remove(key);
    throw notFound("attachment");
  }
  return { pieces: Math.max(pieces, piece + 1) };
}

/** All pieces have come: they become one file, known by what it is. Asked twice, it is one file. @throws AppError NOT_FOUND, BAD_REQUEST */
export async function finishUpload(ctx: Context, { attachmentId }: z.infer<typeof OneAttachment>): Promise<FileItem> {
  const { tenant, actor } = ctx;
  authorize(actor, "conversation.reply");
  const done = await withTenant(tenant, (tx) => unsentFile(tx, ctx, attachmentId));
  if (done?.state === "ready") return done;
  const { sizeBytes, pieces, contentType: announced } = await begunBy(ctx, attachmentId);
  if (pieces !== Math.ceil(sizeBytes / pieceBytes)) throw invalid("pieceOutOfTurn");
  const key = fileKey(tenant, attachmentId);
  await withTemporaryFile(async (file) => {
    const hash = createHash("sha256");
    const all = async function* () {
      for (let piece = 0; piece < pieces; piece++)
        for await (const chunk of await storage().get(pieceKey(key, piece))) {
          hash.update(chunk as Buffer);
          yield chunk as Buffer;
        }
    };
    await pipeline(all, createWriteStream(file));
    const contentType = await sniff(file, announced);
    const kept = await keepFile(key, file, { contentType, sizeBytes, sha256: hash.digest("hex") });
    await withTenant(tenant, (tx) => markReady(tx, attachmentId, "uploading", kept));
  });
  for (let piece = 0; piece < pieces; piece++) await storage().remove(pieceKey(key, piece));
  return withTenant(tenant, async (tx) => {
    await tx.execute(sql`update attachments set pieces = 0 where id = ${attachmentId} and state = 'ready'`);
    const file = await unsentFile(tx, ctx, attachmentId);
    if (!file) throw notFound("attachment");
    return file;
  });
}

async function unsentFile(tx: Tx, { actor }: Context, attachmentId: string): Promise<FileItem | null> {
  const [row] = await tx.execute<{ files: FileItem[] | null }>(sql`
    select ${fileList(sql`f.id = ${attachmentId} and f.author_id = ${actor.memberId} and f.message_id is null`)} as files`);
  return row?.files?.[0] ?? null;
}

/** Drop a file that was not sent, finished or not. One that is gone already is no error. */
export async function discardUpload(
  { tenant, actor }: Context,
  { attachmentId }: z.infer<typeof OneAttachment>,
): Promise<void> {
  authorize(actor, "conversation.reply");
  await withTenant(tenant, (tx) =>
    tx.execute(sql`
      delete from attachments where id = ${attachmentId} and author_id = ${actor.memberId} and message_id is null`),
  );
}

/** What this person has uploaded for a conversation and not sent, in the order it was picked. */
export async function unsentFiles(tx: Tx, { actor }: Context, conversationId: string): Promise<FileItem[]> {
  const [row] = await tx.execute<{ files: FileItem[] | null }>(sql`
    select ${fileList(sql`f.conversation_id = ${conversationId} and f.author_id = ${actor.memberId}
      and f.message_id is null and f.state = 'ready'`)} as files`);
  return row?.files ?? [];
}
