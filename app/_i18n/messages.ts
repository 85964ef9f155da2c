import type { AbstractIntlMessages } from "next-intl";
import { type Area, areas } from "./areas";
import type { Locale } from "./locales";

export type AreaMessages = Record<Area, AbstractIntlMessages>;

/** All texts of one language, by area. */
export async function loadMessages(locale: Locale): Promise<AreaMessages> {
  const files = await Promise.all(
    areas.map(async (area) => {
      const file: { default: AbstractIntlMessages } = await import(`./messages/${locale}/${area}.json`);
      return [area, file.default] as const;
    }),
  );
  return Object.fromEntries(files) as AreaMessages;
}

/** The texts of some areas: what one part of the browser's side needs. */
export function pickAreas(messages: AreaMessages, wanted: readonly Area[]): Partial<AreaMessages> {
  return Object.fromEntries(wanted.map((area) => [area, messages[area]]));
}
