"use server";

import { cookies } from "next/headers";
import { densityCookie, isDensity, isLocale, localeCookie } from "./locales";

const aYear = 60 * 60 * 24 * 365;

/** Remember the reader's language for a year. A language that we do not speak changes nothing. */
export async function setLocale(locale: string): Promise<void> {
  if (!isLocale(locale)) return;
  (await cookies()).set(localeCookie, locale, { maxAge: aYear, path: "/", sameSite: "lax" });
}

/** Remember how dense lists and tables are drawn, for a year. */
export async function setDensity(density: string): Promise<void> {
  if (!isDensity(density)) return;
  (await cookies()).set(densityCookie, density, { maxAge: aYear, path: "/", sameSite: "lax" });
}
