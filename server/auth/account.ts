import { and, desc, eq, gt, ne, sql } from "drizzle-orm";
import type { z } from "zod";
import { sessions, users } from "@/db/schema/auth";
import { systemDb } from "@/db/system";
import { invalid, notFound } from "@/server/errors";
import { linkTo, sendMail, wakeMail } from "@/server/mail/send";
import { mailLocale } from "@/server/mail/templates";
import { takeAttempt } from "@/server/rate-limit";
import { hashPassword, passwordMatches } from "./password";
import { SESSION_DAYS, type SignedIn } from "./session";
import type { ChangePassword, EndSession } from "./shapes";

export type OpenSession = { sessionId: string; userAgent: string | null; since: Date; lastUsed: Date; isThis: boolean };

/** The browsers signed in to this account, the one that asks first. `lastUsed` is right to the day. */
export async function listSessions(session: SignedIn): Promise<OpenSession[]> {
  const rows = await systemDb()
    .select()
    .from(sessions)
    .where(and(eq(sessions.userId, session.userId), gt(sessions.expires, sql`now()`)))
    .orderBy(desc(sessions.expires))
    .limit(50);
  const open = rows.map(({ sessionToken, userAgent, createdAt, expires }) => ({
    sessionId: sessionToken,
    userAgent,
    since: createdAt,
    lastUsed: new Date(Math.max(createdAt.getTime(), expires.getTime() - SESSION_DAYS * 86_400_000)),
    isThis: sessionToken === session.sessionId,
  }));
  return open.sort((a, b) => Number(b.isThis) - Number(a.isThis));
}

/** Sign another browser of this account out. @throws AppError NOT_FOUND for one that is not this person's */
export async function revokeSession(session: SignedIn, { sessionId }: z.infer<typeof EndSession>): Promise<void> {
  const [gone] = await systemDb()
    .delete(sessions)
    .where(and(eq(sessions.userId, session.userId), eq(sessions.sessionToken, sessionId)))
    .returning({ userId: sessions.userId });
  if (!gone) throw notFound("session");
}

/** Sign every other browser of this account out. */
export async function revokeOtherSessions(session: SignedIn): Promise<void> {
  await systemDb().delete(sessions).where(othersOf(session));
}

/**
 * Change the password, knowing the present one; the other browsers are signed out and the owner is told.
 * @throws AppError passwordWrong, tooManyAttempts
 */
export async function changePassword(session: SignedIn, change: z.infer<typeof ChangePassword>): Promise<void> {
  await takeAttempt("password.user", session.userId);
  const [person] = await systemDb().select().from(users).where(eq(users.id, session.userId));
  if (!(await passwordMatches(person?.passwordHash, change.current))) throw invalid("passwordWrong");
  const passwordHash = await hashPassword(change.password);
  const mailId = await systemDb().transaction(async (tx) => {
    await tx.update(users).set({ passwordHash }).where(eq(users.id, session.userId));
    await tx.delete(sessions).where(othersOf(session));
    const data = { resetLink: linkTo("/forgot") };
    return sendMail(tx, {
      to: session.email,
      template: "passwordChanged",
      locale: mailLocale(session.locale, "en"),
      data,
    });
  });
  wakeMail(mailId);
}

/** The language this person reads; null where he never chose one. */
export async function localeOf(userId: string): Promise<string | null> {
  const [row] = await systemDb().select({ locale: users.locale }).from(users).where(eq(users.id, userId));
  return row?.locale ?? null;
}

/** Keep the language this person reads, for mail and for the next browser. */
export async function rememberLocale({ userId }: SignedIn, locale: string): Promise<void> {
  await systemDb().update(users).set({ locale }).where(eq(users.id, userId));
}

const othersOf = ({ userId, sessionId }: SignedIn) =>
  and(eq(sessions.userId, userId), ne(sessions.sessionToken, sessionId));
