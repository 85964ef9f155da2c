import { storage } from "@/server/storage";
import { fittedKey, pieceKey, thumbKey } from "./keys";

/** Everything in storage that belongs to one attachment; also a piece that was kept and not counted any more. */
export async function removeFiles(key: string, pieces: number): Promise<void> {
  for (let piece = 0; piece <= pieces; piece++) await storage().remove(pieceKey(key, piece));
  for (const one of [fittedKey(key), thumbKey(key), key]) await storage().remove(one);
}
