import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { Fetched, procedures, queryClient } from "@/app/_trpc/server";
import { getChannel } from "@/server/channels/get";
import { AppError } from "@/server/errors";
import { openTenant } from "@/server/tenants/open";
import { ChannelHead } from "../../_components/channel-head";

type Props = { params: Promise<{ tenant: string; channel: string }>; children: ReactNode };

export default async function Layout({ params, children }: Props) {
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
      <ChannelHead slug={slug} channelId={channelId} />
      {children}
    </Fetched>
  );
}
