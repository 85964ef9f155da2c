import type { PieceOf, Sent } from "../carrier";
import { CarrierError } from "../errors";

/**
 * Sends one message that its carrier takes only in several, in order. Once a piece is taken, nothing that follows may be
 * put back into the line: what was refused then has failed, and says how far it came.
 */
export async function inPieces<P>(
  pieces: readonly P[],
  sendPiece: (piece: P, place: PieceOf) => Promise<string | null>,
): Promise<Sent> {
  const taken: (string | null)[] = [];
  const of = pieces.length;
  for (const [at, piece] of pieces.entries()) {
    const index = at + 1;
    try {
      taken.push(await sendPiece(piece, { index, of }));
    } catch (error) {
      if (at === 0 || !(error instanceof CarrierError)) throw error;
      const { kind, ...failure } = error.failure;
      throw new CarrierError(
        {
          ...failure,
          kind: kind === "retryable" ? "refused" : kind,
          detail: [`part ${index} of ${of}`, failure.detail].filter(Boolean).join(": "),
          pieces: { taken, of },
        },
        { cause: error },
      );
    }
  }
  const [first = null, ...others] = taken;
  return { externalId: first, ...(others.length > 0 ? { moreExternalIds: others } : {}) };
}
