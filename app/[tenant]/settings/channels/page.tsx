import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Fetched, procedures, queryClient } from "@/app/_trpc/server";
import { ChannelsPage } from "./_components/channels-page";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("channels");
  return { title: t("title") };
}

export default async function Page({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant: slug } = await params;
  void queryClient().prefetchQuery(procedures(slug).channels.list.queryOptions());
  return (
    <Fetched>
      <ChannelsPage slug={slug} />
    </Fetched>
  );
}
