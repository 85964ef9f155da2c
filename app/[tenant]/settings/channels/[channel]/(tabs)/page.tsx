import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Health } from "../../_components/health";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("channels.tabs");
  return { title: t("health") };
}

export default async function Page({ params }: { params: Promise<{ tenant: string; channel: string }> }) {
  const { tenant: slug, channel } = await params;
  return <Health slug={slug} channelId={channel} />;
}
