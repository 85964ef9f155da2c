"use server";

import { cookies, headers } from "next/headers";
import { getLocale } from "next-intl/server";
import { z } from "zod";
import { isLocale, localeCookie } from "@/app/_i18n/locales";
import { localeOf } from "@/server/auth/account";
import { currentSession } from "@/server/auth/current-session";
import { demoAccounts } from "@/server/auth/demo-accounts";
import { googleAddress, signInBrowser, signOutBrowser } from "@/server/auth/next-auth";
import { askReset, resetPassword } from "@/server/auth/reset";
import { AskReset, Reset, SignIn, SignUp, Verify } from "@/server/auth/shapes";
import { checkPassword } from "@/server/auth/sign-in";
import { signUp } from "@/server/auth/sign-up";
import { verifyAddress } from "@/server/auth/verify";
import { env } from "@/server/env";
import { notFound, refuse } from "@/server/errors";
import { mailLocale } from "@/server/mail/templates";
import { acceptAsNewcomer, acceptInvitation } from "@/server/people/accept-invitation";
import { AcceptAsNewcomer } from "@/server/people/shapes";
import { clientIp } from "@/server/rate-limit";
import { homeOf } from "@/server/tenants/list";
import { type Answer, answer } from "./_components/answer";
import { signUpCookie } from "./_components/cookies";
import { nextPage } from "./_components/next-page";

const Next = z.object({ next: z.string().max(2000).optional() });
const DAY_SECONDS = 86_400;

async function asking() {
  return { ip: clientIp(await headers()), locale: mailLocale(await getLocale(), "en") };
}

/** The page asked for, else the workspace last worked in, else the choice of workspaces. */
const afterSignIn = async (userId: string, next?: string) =>
  nextPage(next) ?? (await homeOf({ userId, activeTenantId: null })) ?? "/start";

/** A browser that has not been told a language takes the person's own. */
async function comeIn(userId: string): Promise<void> {
  await signInBrowser(userId);
  const jar = await cookies();
  const locale = await localeOf(userId);
  if (isLocale(locale) && !jar.has(localeCookie))
    jar.set(localeCookie, locale, { maxAge: 365 * DAY_SECONDS, sameSite: "lax" });
}

/** Sign in with address and password. */
export async function submitSignIn(sent: unknown): Promise<Answer> {
  return answer(SignIn.extend(Next.shape), sent, async ({ next, ...given }) => {
    const { userId } = await checkPassword(given, await asking());
    await comeIn(userId);
    return afterSignIn(userId, next);
  });
}

/** Sign in as somebody of the demo workspace of a local installation. */
export async function signInAsDemo(sent: unknown): Promise<Answer> {
  return answer(Next.extend({ email: z.string() }), sent, async ({ email, next }) => {
    const account = (await demoAccounts()).find((one) => one.email === email);
    if (!account) throw notFound("demo account");
    const { userId } = await checkPassword(account, await asking());
    await comeIn(userId);
    return afterSignIn(userId, next);
  });
}

/** The way to Google, which comes back signed in. */
export async function signInWithGoogle(sent: unknown): Promise<Answer> {
  return answer(Next, sent, ({ next }) => googleAddress(nextPage(next) ?? "/start"));
}

/** Sign this browser out. */
export async function signOut(): Promise<void> {
  await signOutBrowser();
}

/** Begin an account: the rest is in the mail. */
export async function submitSignUp(sent: unknown): Promise<Answer> {
  return answer(SignUp, sent, async (given) => {
    const { browserKey } = await signUp(given, await asking());
    const secure = env().PUBLIC_URL.startsWith("https:");
    const jar = await cookies();
    jar.set(signUpCookie, browserKey, {
      httpOnly: true,
      sameSite: "lax",
      secure,
      path: "/verify",
      maxAge: DAY_SECONDS,
    });
    return undefined;
  });
}

/** Prove the address and go on to the workspace. */
export async function submitVerify(sent: unknown): Promise<Answer> {
  return answer(Verify.extend({ name: z.string().max(80).optional() }), sent, async ({ name, ...given }) => {
    const jar = await cookies();
    const browserKey = jar.get(signUpCookie)?.value ?? null;
    const { ip } = await asking();
    const userId = await verifyAddress(given, { ip, browserKey });
    jar.delete({ name: signUpCookie, path: "/verify" });
    await comeIn(userId);
    return name ? `/start?name=${encodeURIComponent(name)}` : "/start";
  });
}

/** Ask for a link to choose a new password. */
export async function submitForgot(sent: unknown): Promise<Answer> {
  return answer(AskReset, sent, async (given) => {
    await askReset(given, await asking());
    return undefined;
  });
}

/** Choose the new password; this browser is signed in, every other one out. */
export async function submitReset(sent: unknown): Promise<Answer> {
  return answer(Reset, sent, async (given) => {
    const userId = await resetPassword(given, await asking());
    await comeIn(userId);
    return afterSignIn(userId);
  });
}

/** Accept an invitation as somebody without an account. */
export async function submitAcceptAsNewcomer(sent: unknown): Promise<Answer> {
  return answer(AcceptAsNewcomer, sent, async (given) => {
    const { userId, slug } = await acceptAsNewcomer(given, await asking());
    await comeIn(userId);
    return `/${slug}`;
  });
}

/** Accept an invitation as the one who is signed in. */
export async function submitAccept(sent: unknown): Promise<Answer> {
  return answer(z.object({ token: z.string().max(200) }), sent, async ({ token }) => {
    const session = await currentSession();
    if (!session) throw refuse("unauthorized");
    return `/${(await acceptInvitation(session, token)).slug}`;
  });
}
