import type { SendFailure, SendFailureKind } from "@/server/domain/send-errors";
import { OutboundError } from "@/server/http";

export type PiecesTaken = { taken: (string | null)[]; of: number };
type Extra = { retryAfterMs?: number; recipientOnly?: boolean; backoffBase?: number; pieces?: PiecesTaken };

/** A carrier did not take a message, or we cannot tell. Kinds are explained at `SendFailureKind`. */
export class CarrierError extends Error {
  override name = "CarrierError";
  readonly kind: SendFailureKind;
  readonly code?: SendFailure["code"];
  readonly carrierCode?: string;
  /** The carrier's own words. */
  readonly detail?: string;
  /** How long the carrier asks us to wait. */
  readonly retryAfterMs?: number;
  /** The carrier is too busy with this recipient, not with us: the others need not wait. */
  readonly recipientOnly: boolean;
  /** Where the carrier says how its wait is to grow: after n attempts, this to the power of n, in seconds. */
  readonly backoffBase?: number;
  /** Of a message that goes in pieces: how many there are, and the ids of those that were taken before this one. */
  readonly pieces?: PiecesTaken;

  constructor(failure: SendFailure & Extra, options?: ErrorOptions) {
    super(failure.detail ?? failure.carrierCode ?? failure.code ?? failure.kind, options);
    this.kind = failure.kind;
    this.code = failure.code;
    this.carrierCode = failure.carrierCode;
    this.detail = failure.detail;
    this.retryAfterMs = failure.retryAfterMs;
    this.recipientOnly = failure.recipientOnly ?? false;
    this.backoffBase = failure.backoffBase;
    this.pieces = failure.pieces;
  }

  /** The failure as it is stored with the attempt. */
  get failure(): SendFailure {
    const { kind, code, carrierCode, detail } = this;
    return {
      kind,
      ...(code ? { code } : {}),
      ...(carrierCode ? { carrierCode } : {}),
      ...(detail ? { detail } : {}),
    };
  }
}

/**
 * Runs a call to a carrier and turns a broken connection into our terms: what surely did not leave is worth another
 * attempt, everything else may have been sent.
 */
export async function calling<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    const { sent, reason } = error;
    // What we refuse to call or cannot write stays so; trying again would only repeat the refusal.
    const ours = reason === "refused" || reason === "bad_address" || reason === "bad_request";
    const kind = sent === "unknown" ? "unknown" : ours ? "refused" : "retryable";
    throw new CarrierError(
      { kind, ...(kind === "refused" ? {} : { code: "10007" }), detail: error.message },
      { cause: error },
    );
  }
}

/**
 * Kind of a refusal by its HTTP status alone: 429 and 503 prove that nothing was taken; behind 502 and 504 there was
 * somebody who may have taken it and was not heard.
 */
export function kindOfStatus(status: number): SendFailureKind {
  if (status === 429 || status === 503) return "retryable";
  return status === 502 || status === 504 ? "unknown" : "refused";
}
