import type { Sent } from "../carrier";
import { CarrierError } from "../errors";

/**
 * Sends one message that its carrier takes only in several, in order. Once a piece is taken, nothing that follows may be
 * put back into the line: what was refused then has failed, and says how far it came.
 */
export async function inPieces<P>(
  pieces: readonly P[],
  sendPiece: (piece: P) => Promise<string | null>,
): Promise<Sent> {
  const ids: string[] = [];
  for (const [index, piece] of pieces.entries()) {
    try {
      const id = await sendPiece(piece);
      if (id !== null) ids.push(id);
    } catch (error) {
      if (index === 0 || !(error instanceof CarrierError)) throw error;
      const { kind, ...failure } = error.failure;
      throw new CarrierError(
        {
          ...failure,
          kind: kind === "retryable" ? "refused" : kind,
          detail: [`part ${index + 1} of ${pieces.length}`, failure.detail].filter(Boolean).join(": "),
        },
        { cause: error },
      );
    }
  }
  const [first = null, ...others] = ids;
  return { externalId: first, ...(others.length > 0 ? { moreExternalIds: others } : {}) };
}
