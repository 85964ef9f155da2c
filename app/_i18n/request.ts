import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { localeCookie, pickLocale, pickZone, zoneCookie } from "./locales";
import { loadMessages } from "./messages";

/** Language and time zone of a request, without a place for them in the address. */
export default getRequestConfig(async () => {
  const jar = await cookies();
  const locale = pickLocale(jar.get(localeCookie)?.value, (await headers()).get("accept-language"));
  return { locale, messages: await loadMessages(locale), timeZone: pickZone(jar.get(zoneCookie)?.value) };
});
