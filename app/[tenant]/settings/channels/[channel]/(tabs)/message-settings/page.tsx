import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { MessageSettings } from "../../../_components/pages";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("channels.tabs");
  return { title: t("settings") };
}

export default async function Page({ params }: { params: Promise<{ tenant: string; channel: string }> }) {
  const { tenant: slug, channel } = await params;
  return <MessageSettings slug={slug} channelId={channel} />;
}
