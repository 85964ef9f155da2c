import { v7 as uuidv7 } from "uuid";
import { beginUpload, finishUpload, takePiece } from "@/server/attachments/upload";
import type { Context, MemberActor } from "@/server/context";
import { pieceBytes } from "@/server/domain/files";

type Picked = { name: string; contentType: string; bytes: Buffer };

/** A file chosen in a conversation's composer and uploaded, piece by piece as a browser does it. */
export async function uploadFile(ctx: Context & { actor: MemberActor }, conversationId: string, picked: Picked) {
  const { name, contentType, bytes } = picked;
  const begun = { conversationId, name, contentType, sizeBytes: bytes.length, fingerprint: uuidv7() };
  const { attachmentId } = await beginUpload(ctx, begun);
  for (let at = 0; at * pieceBytes < bytes.length; at++) {
    const piece = new Uint8Array(bytes.subarray(at * pieceBytes, (at + 1) * pieceBytes));
    await takePiece(ctx, attachmentId, at, new Response(piece).body);
  }
  return finishUpload(ctx, { attachmentId });
}
