/** The languages of the product, in the order the language switch shows them. */
export const locales = ["en", "zh-CN"] as const;
export type Locale = (typeof locales)[number];

/** What a language calls itself. */
export const localeNames: Record<Locale, string> = { en: "English", "zh-CN": "简体中文" };

export const localeCookie = "locale";
export const densityCookie = "density";
export const zoneCookie = "zone";
export const densities = ["comfortable", "compact"] as const;
export type Density = (typeof densities)[number];

export const isLocale = (value: unknown): value is Locale => locales.includes(value as Locale);
export const isDensity = (value: unknown): value is Density => densities.includes(value as Density);

/**
 * The language to answer in: the remembered choice, else the first one that the browser accepts and we speak,
 * by quality (RFC 9110 §12.5.4), else English. Any Chinese is answered in simplified Chinese. Never throws.
 */
export function pickLocale(remembered: string | undefined, acceptLanguage: string | null): Locale {
  if (isLocale(remembered)) return remembered;
  const wanted = (acceptLanguage ?? "")
    .split(",")
    .map((entry, place) => {
      const [tag = "", ...parameters] = entry.trim().split(";");
      const quality = parameters.map((p) => /^\s*q=([\d.]+)\s*$/.exec(p)?.[1]).find((q) => q !== undefined);
      return { tag: tag.toLowerCase(), quality: quality === undefined ? 1 : Number(quality), place };
    })
    .filter(({ tag, quality }) => tag !== "" && quality > 0)
    .sort((a, b) => b.quality - a.quality || a.place - b.place);
  for (const { tag } of wanted) {
    if (tag === "zh" || tag.startsWith("zh-")) return "zh-CN";
    if (tag === "en" || tag.startsWith("en-")) return "en";
  }
  return "en";
}

/** A time zone that this machine knows (IANA name), else UTC. */
export function pickZone(remembered: string | undefined): string {
  if (!remembered) return "UTC";
  try {
    return new Intl.DateTimeFormat("en", { timeZone: remembered }).resolvedOptions().timeZone;
  } catch {
    return "UTC";
  }
}
