import { hash, verify } from "@node-rs/argon2";

/** argon2id at OWASP's first recommendation: 19 MiB, two passes; about 12 ms, off the main thread. */
const cost = { algorithm: 2, memoryCost: 19456, timeCost: 2, parallelism: 1 } as const;

/** What the hash of nobody's password looks like, so that an unknown address costs as much time as a known one. */
const nobodys = "$argon2id$v=19$m=19456,t=2,p=1$cGF0Y2hiYXktbm9ib2R5cw$a8d0G0YX6UGDMPqXTl1hJ4vFTjmyrD8S2y0FnX7Yw8s";

/** A salted hash that says itself how it was made. */
export const hashPassword = (password: string): Promise<string> => hash(password, cost);

/** Whether the password is the one the hash was made of. Without a hash the answer is no, and takes as long. */
export async function passwordMatches(stored: string | null | undefined, password: string): Promise<boolean> {
  const same = await verify(stored ?? nobodys, password);
  return same && Boolean(stored);
}
