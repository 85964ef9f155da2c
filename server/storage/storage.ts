import type { Readable } from "node:stream";

/** Where files lie. Keys are made by us of ids alone: no name that somebody chose is ever part of one. */
export interface Storage {
  /** Keeps exactly `sizeBytes` bytes under a key, replacing what was there. Throws when the source ends sooner or goes on. */
  put(key: string, source: Readable, sizeBytes: number): Promise<void>;
  /** The file, or the part from `start` to `end` (both inclusive). @throws NotStored */
  get(key: string, range?: { start: number; end: number }): Promise<Readable>;
  /** A key that holds nothing is no error. */
  remove(key: string): Promise<void>;
}

/** Nothing lies under this key. */
export class NotStored extends Error {
  override name = "NotStored";
}
