import { createHash } from "node:crypto";

/** A source of chance that gives the same every time, so that what a test found can be found again. */
export interface Random {
  /** 0 up to, but not including, `below`. */
  whole(below: number): number;
  chance(share: number): boolean;
  pick<T>(from: readonly T[]): T;
}

export function randomFrom(seed: string): Random {
  let state = createHash("sha256").update(seed).digest().readUInt32LE(0);
  // mulberry32
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const whole = (below: number) => Math.floor(next() * below);
  return {
    whole,
    chance: (share) => next() < share,
    pick(from) {
      const one = from[whole(from.length)];
      if (one === undefined) throw new Error("nothing to pick from");
      return one;
    },
  };
}
