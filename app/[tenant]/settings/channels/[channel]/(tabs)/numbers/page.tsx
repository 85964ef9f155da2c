import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Numbers } from "../../../_components/pages";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("channels.tabs");
  return { title: t("numbers") };
}

export default async function Page({ params }: { params: Promise<{ tenant: string; channel: string }> }) {
  const { tenant: slug, channel } = await params;
  return <Numbers slug={slug} channelId={channel} />;
}
