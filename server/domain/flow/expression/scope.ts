import type { Value } from "../types";

/** What an expression is worked out with. */
export interface Scope {
  /** undefined: never set. */
  variable(name: string): Value | undefined;
  /** Milliseconds since the epoch. */
  now: number;
  /** Where a time without a zone is. */
  zone: string;
}
