import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Journal } from "../../../_components/journal";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("channels.tabs");
  return { title: t("journal") };
}

export default async function Page({ params }: { params: Promise<{ tenant: string; channel: string }> }) {
  const { channel } = await params;
  return <Journal channelId={channel} />;
}
