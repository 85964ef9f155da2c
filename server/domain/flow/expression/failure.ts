import type { Reason } from "../types";

/** An expression that could not be worked out; the reason is for people. Never leaves this folder. */
export class ExpressionFailure extends Error {
  override name = "ExpressionFailure";
  constructor(readonly reason: Reason) {
    super(reason.code);
  }
}

export function fail(code: string, params?: Reason["params"]): never {
  throw new ExpressionFailure(params ? { code, params } : { code });
}
