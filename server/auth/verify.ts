import { and, eq, isNull } from "drizzle-orm";
import type { z } from "zod";
import { users } from "@/db/schema/auth";
import { systemDb } from "@/db/system";
import { sameBytes, sha256Hex } from "@/server/crypto";
import { invalid, refuse } from "@/server/errors";
import { takeAttempt } from "@/server/rate-limit";
import { readLink, takeLink } from "./one-use-link";
import { passwordMatches } from "./password";
import type { Verify } from "./shapes";

type Asking = { ip: string; browserKey: string | null };

/**
 * What the browser that signed up keeps until the link comes: derived from the link one way, it cannot stand for it.
 * It tells the person who chose the password from one whose address somebody else typed.
 */
export const browserKey = (token: string): string => sha256Hex(`this browser signed up: ${token}`);

/** Whose address the link proves, and whether this is the browser that signed up. Null for a dead link. */
export async function readVerification(token: string, key: string | null) {
  const email = await readLink(systemDb(), "verify", token);
  return email ? { email, sameBrowser: sameBytes(key, browserKey(token)) } : null;
}

/**
 * The address is proven: the account begins. In another browser than the one that signed up the password is asked,
 * so that nobody turns the account of somebody who typed his address into one of his own by a click.
 * @returns whose account it is
 * @throws AppError linkDead, passwordWrong, tooManyAttempts
 */
export async function verifyAddress({ token, password }: z.infer<typeof Verify>, asking: Asking): Promise<string> {
  await takeAttempt("link.ip", asking.ip);
  const link = await readVerification(token, asking.browserKey);
  if (!link) throw refuse("linkDead");
  if (!link.sameBrowser) {
    await takeAttempt("password.user", link.email);
    const [waiting] = await systemDb()
      .select({ hash: users.passwordHash })
      .from(users)
      .where(eq(users.email, link.email));
    if (!(await passwordMatches(waiting?.hash, password ?? ""))) throw invalid("passwordWrong");
  }
  return systemDb().transaction(async (tx) => {
    const email = await takeLink(tx, "verify", token);
    if (!email) throw refuse("linkDead");
    const [person] = await tx
      .update(users)
      .set({ emailVerified: new Date() })
      .where(and(eq(users.email, email), isNull(users.emailVerified)))
      .returning({ id: users.id });
    if (!person) throw refuse("linkDead");
    return person.id;
  });
}
