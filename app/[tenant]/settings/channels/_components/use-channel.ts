"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useLocale } from "next-intl";
import { useTRPC } from "@/app/_trpc/client";
import type { Words } from "@/server/channels/carrier";

/** How often a channel's figures are asked for while its page is looked at. */
const REFRESH_MS = 10_000;

/** A channel with everything its pages show, kept fresh. */
export function useChannel(channelId: string) {
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.channels.get.queryOptions({ channelId }, { refetchInterval: REFRESH_MS, placeholderData: (before) => before }),
  );
  return data;
}

/** Have everything about channels asked for again: after a change of ours. */
export function useChannelsChanged() {
  const trpc = useTRPC();
  const client = useQueryClient();
  return () => client.invalidateQueries(trpc.channels.pathFilter());
}

/** Picks the reader's language from texts that came with the data. */
export function useWords(): (words: Words) => string {
  const locale = useLocale();
  return (words) => (locale === "zh-CN" ? words["zh-CN"] : words.en);
}
