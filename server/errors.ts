export type ErrorCode =
  | "BAD_REQUEST"
  | "UNAUTHORIZED"
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "CONFLICT"
  | "PRECONDITION_FAILED"
  | "TOO_MANY_REQUESTS"
  | "UNAVAILABLE";

/**
 * Something a person did that we can name. Anything else is a bug and stays a plain Error.
 * `reason` is a key under `errors.<reason>` in the interface's languages, `params` what its sentence needs.
 */
export class AppError extends Error {
  override name = "AppError";
  readonly reason: string;
  readonly params: Record<string, string | number>;

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: ErrorOptions & { reason?: string; params?: Record<string, string | number> } = {},
  ) {
    super(message, options);
    this.reason = options.reason ?? code.toLowerCase();
    this.params = options.params ?? {};
  }
}

/** What was asked for is not there, or not for this person: the two are not told apart. */
export const notFound = (what: string) =>
  new AppError("NOT_FOUND", `${what} not found`, { reason: "notFound", params: { what } });

/** The right is missing. */
export const forbidden = (right: string) => new AppError("FORBIDDEN", `not allowed: ${right}`, { reason: "forbidden" });

/** The state of things does not allow it; `reason` says why, in the user's words. */
export const refuse = (reason: string, params: Record<string, string | number> = {}) =>
  new AppError("CONFLICT", reason, { reason, params });

/** An input that a form can point at. */
export const invalid = (reason: string, params: Record<string, string | number> = {}) =>
  new AppError("BAD_REQUEST", reason, { reason, params });
