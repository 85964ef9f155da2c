import type { MetadataRoute } from "next";
import { getLocale, getTranslations } from "next-intl/server";

/** What a phone or a desktop needs to install the inbox as an app. */
export default async function manifest(): Promise<MetadataRoute.Manifest> {
  const t = await getTranslations("common");
  return {
    name: t("product"),
    short_name: t("product"),
    description: t("productLine"),
    lang: await getLocale(),
    id: "/",
    start_url: "/",
    display: "standalone",
    background_color: "#f6f8f9",
    theme_color: "#edf1f3",
    icons: [{ src: "/icon.svg", type: "image/svg+xml", sizes: "any", purpose: "any" }],
  };
}
