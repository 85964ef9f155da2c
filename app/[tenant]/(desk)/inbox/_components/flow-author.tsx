"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMe } from "@/app/_live/live-provider";
import { useTRPC } from "@/app/_trpc/client";
import { can } from "@/server/domain/rights";

/** Which flow sent this? The word "Flow" under a message, and on a click its name, its version and the run. */
export function FlowAuthor({ messageId }: { messageId: string }) {
  const t = useTranslations("inbox.message");
  const { tenant, member } = useMe();
  const trpc = useTRPC();
  const [asked, setAsked] = useState(false);
  const { data: sender, isPending } = useQuery(
    trpc.flows.ofMessage.queryOptions({ messageId }, { enabled: asked, staleTime: Number.POSITIVE_INFINITY }),
  );
  const named = sender && t("flowNamed", { flow: sender.flowName, version: sender.versionNumber });
  return (
    <>
      <button
        type="button"
        aria-expanded={asked}
        title={t("whichFlow")}
        onClick={() => setAsked(!asked)}
        className="rounded-1 underline decoration-dotted decoration-line-control underline-offset-[3px] hover:text-ink max-md:min-h-10"
      >
        {t("source.flow")}
      </button>
      <span role="status" className="contents">
        {asked && (
          <span className="min-w-0 [overflow-wrap:anywhere]">
            {isPending ? t("looking") : sender === null ? t("flowUnknown") : <bdi>{named}</bdi>}
          </span>
        )}
      </span>
      {asked && sender && can(member, "flow.read") && (
        <Link
          href={`/${tenant.slug}/flows/${sender.flowId}?run=${sender.runId}`}
          className="rounded-1 text-accent-text underline underline-offset-2"
        >
          {t("showRun")}
        </Link>
      )}
      <span aria-hidden>·</span>
    </>
  );
}
