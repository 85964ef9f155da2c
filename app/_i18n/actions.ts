"use server";

import { cookies } from "next/headers";
import { rememberLocale } from "@/server/auth/account";
import { currentSession } from "@/server/auth/current-session";
import { densityCookie, isDensity, isLocale, localeCookie } from "./locales";

const aYear = 60 * 60 * 24 * 365;

/** Remember the reader's language for a year, and with his account. A language that we do not speak changes nothing. */
export async function setLocale(locale: string): Promise<void> {
  if (!isLocale(locale)) return;
  (await cookies()).set(localeCookie, locale, { maxAge: aYear, path: "/", sameSite: "lax" });
  const session = await currentSession();
  if (session) await rememberLocale(session, locale);
}

/** Remember how dense lists and tables are drawn, for a year. */
export async function setDensity(density: string): Promise<void> {
  if (!isDensity(density)) return;
  (await cookies()).set(densityCookie, density, { maxAge: aYear, path: "/", sameSite: "lax" });
}
