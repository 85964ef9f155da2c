import { NextIntlClientProvider } from "next-intl";
import { getLocale } from "next-intl/server";
import type { ReactNode } from "react";
import { type Area, alwaysInBrowser } from "./areas";
import { isLocale } from "./locales";
import { loadMessages, pickAreas } from "./messages";

/**
 * Hands the texts of some areas to the client components inside, and only those. A nested one replaces the outer:
 * list everything that is needed inside it. `alwaysInBrowser` come along.
 */
export async function ClientMessages({ areas, children }: { areas: readonly Area[]; children: ReactNode }) {
  const locale = await getLocale();
  const messages = await loadMessages(isLocale(locale) ? locale : "en");
  return (
    <NextIntlClientProvider messages={pickAreas(messages, [...alwaysInBrowser, ...areas])}>
      {children}
    </NextIntlClientProvider>
  );
}
