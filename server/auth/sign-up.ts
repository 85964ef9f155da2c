import { eq, isNull } from "drizzle-orm";
import type { z } from "zod";
import { users } from "@/db/schema/auth";
import { type SystemTx, systemDb } from "@/db/system";
import { refuse } from "@/server/errors";
import { linkTo, mailIsSetUp, sendMail, wakeMail } from "@/server/mail/send";
import { type MailLocale, mailLocale } from "@/server/mail/templates";
import { takeAttempt } from "@/server/rate-limit";
import { issueLink } from "./one-use-link";
import { hashPassword } from "./password";
import type { SignUp } from "./shapes";
import { browserKey } from "./verify";

type Asking = { ip: string; locale: MailLocale };

/**
 * Somebody wants an account. Nothing in the answer or its timing tells whether the address has one: the password is
 * hashed, rows are written and a mail is queued either way, and only the mail's reader learns which it was.
 * Until the address is proven a later sign-up replaces an earlier one, password and link, so asking again is also how
 * the link is sent again.
 * @returns what the browser keeps, so that the link by mail needs no password there
 * @throws AppError mailNotSetUp, tooManyAttempts
 */
export async function signUp(asked: z.infer<typeof SignUp>, { ip, locale }: Asking): Promise<{ browserKey: string }> {
  const { email, password, workspace } = asked;
  if (!mailIsSetUp()) throw refuse("mailNotSetUp");
  await takeAttempt("sign-up.ip", ip);
  await takeAttempt("sign-up.address", email);
  const passwordHash = await hashPassword(password);
  const { mailId, token } = await systemDb().transaction(async (tx) => {
    const unproven = { passwordHash, locale };
    const [newcomer] = await tx
      .insert(users)
      .values({ email, ...unproven })
      .onConflictDoUpdate({ target: users.email, set: unproven, setWhere: isNull(users.emailVerified) })
      .returning({ id: users.id });
    const token = await issueLink(tx, "verify", email);
    const mailId = newcomer
      ? await sendVerifyLink(tx, { email, locale, token, workspace })
      : await sayAlreadyHere(tx, email, locale);
    return { mailId, token };
  });
  wakeMail(mailId);
  return { browserKey: browserKey(token) };
}

type VerifyLink = { email: string; locale: MailLocale; token: string; workspace?: string };

function sendVerifyLink(tx: SystemTx, { email, locale, token, workspace }: VerifyLink): Promise<string> {
  const query = new URLSearchParams({ token, ...(workspace ? { name: workspace } : {}) });
  return sendMail(tx, { to: email, template: "verify", locale, data: { link: linkTo(`/verify?${query}`) } });
}

async function sayAlreadyHere(tx: SystemTx, email: string, locale: MailLocale): Promise<string> {
  const [known] = await tx.select({ locale: users.locale }).from(users).where(eq(users.email, email));
  const data = { signInLink: linkTo("/login"), resetLink: linkTo("/forgot") };
  return sendMail(tx, { to: email, template: "alreadyHere", locale: mailLocale(known?.locale, locale), data });
}

/** A new link for somebody who knows his password and has not used the first one. */
export async function sendVerifyLinkAgain(email: string, locale: MailLocale): Promise<void> {
  await takeAttempt("sign-up.address", email);
  const mailId = await systemDb().transaction(async (tx) =>
    sendVerifyLink(tx, { email, locale, token: await issueLink(tx, "verify", email) }),
  );
  wakeMail(mailId);
}
