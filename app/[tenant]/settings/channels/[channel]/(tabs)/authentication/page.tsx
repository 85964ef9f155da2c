import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Authentication } from "../../../_components/pages";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("channels.tabs");
  return { title: t("authentication") };
}

export default async function Page({ params }: { params: Promise<{ tenant: string; channel: string }> }) {
  const { tenant: slug, channel } = await params;
  return <Authentication slug={slug} channelId={channel} />;
}
