import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("inbox");
  return { title: t("views.recent") };
}

/** `/inbox` and `/inbox/{conversation}`: what they show is the layout's. */
export default function InboxPage() {
  return null;
}
