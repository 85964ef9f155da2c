import { eq } from "drizzle-orm";
import type { z } from "zod";
import { sessions, users } from "@/db/schema/auth";
import { systemDb } from "@/db/system";
import { refuse } from "@/server/errors";
import { linkTo, mailIsSetUp, sendMail, wakeMail } from "@/server/mail/send";
import { type MailLocale, mailLocale } from "@/server/mail/templates";
import { takeAttempt } from "@/server/rate-limit";
import { issueLink, readLink, takeLink } from "./one-use-link";
import { hashPassword } from "./password";
import type { AskReset, Reset } from "./shapes";

/**
 * A link to choose a new password goes to the address. One without an account gets a mail that says so: the answer, the
 * rows written and the time are the same.
 * @throws AppError mailNotSetUp, tooManyAttempts
 */
export async function askReset(
  { email }: z.infer<typeof AskReset>,
  { ip, locale }: { ip: string; locale: MailLocale },
): Promise<void> {
  if (!mailIsSetUp()) throw refuse("mailNotSetUp");
  await takeAttempt("reset.ip", ip);
  await takeAttempt("reset.address", email);
  const mailId = await systemDb().transaction(async (tx) => {
    const [person] = await tx.select({ locale: users.locale }).from(users).where(eq(users.email, email));
    const token = await issueLink(tx, "reset", email);
    const mail = { to: email, locale: mailLocale(person?.locale, locale) };
    return person
      ? sendMail(tx, { ...mail, template: "reset", data: { link: linkTo(`/reset?token=${token}`) } })
      : sendMail(tx, { ...mail, template: "noAccount", data: { email, signUpLink: linkTo("/signup") } });
  });
  wakeMail(mailId);
}

/** Whose password the link changes; null for a dead one. */
export async function readReset(token: string): Promise<string | null> {
  return (await readLink(systemDb(), "reset", token)) ?? null;
}

/**
 * The new password. Every browser of the account is signed out, the address counts as proven, and its owner is told.
 * @returns whose account it is
 * @throws AppError linkDead, tooManyAttempts
 */
export async function resetPassword(
  { token, password }: z.infer<typeof Reset>,
  { ip }: { ip: string },
): Promise<string> {
  await takeAttempt("link.ip", ip);
  if (!(await readReset(token))) throw refuse("linkDead");
  const passwordHash = await hashPassword(password);
  const { userId, mailId } = await systemDb().transaction(async (tx) => {
    const email = await takeLink(tx, "reset", token);
    if (!email) throw refuse("linkDead");
    const [person] = await tx
      .update(users)
      .set({ passwordHash, emailVerified: new Date() })
      .where(eq(users.email, email))
      .returning({ id: users.id, locale: users.locale });
    if (!person) throw refuse("linkDead");
    await tx.delete(sessions).where(eq(sessions.userId, person.id));
    const mail = { to: email, locale: mailLocale(person.locale, "en"), data: { resetLink: linkTo("/forgot") } };
    return { userId: person.id, mailId: await sendMail(tx, { ...mail, template: "passwordChanged" }) };
  });
  wakeMail(mailId);
  return userId;
}
