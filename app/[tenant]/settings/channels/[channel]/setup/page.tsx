import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Fetched, procedures, queryClient } from "@/app/_trpc/server";
import { getChannel } from "@/server/channels/get";
import { AppError } from "@/server/errors";
import { openTenant } from "@/server/tenants/open";
import { Wizard } from "../../_components/wizard";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("channels.wizard");
  return { title: t("title") };
}

export default async function Page({ params }: { params: Promise<{ tenant: string; channel: string }> }) {
  const { tenant: slug, channel: channelId } = await params;
  const context = await openTenant(slug);
  const channel = await getChannel(context, { channelId }).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "NOT_FOUND") return notFound();
    throw error;
  });
  const { queryKey } = procedures(slug).channels.get.queryOptions({ channelId });
  queryClient().setQueryData(queryKey, channel);
  return (
    <Fetched>
      <Wizard slug={slug} channelId={channelId} />
    </Fetched>
  );
}
