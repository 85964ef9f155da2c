"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus, RadioTower, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { PageBody } from "@/app/_shell/page-body";
import { useTRPC } from "@/app/_trpc/client";
import { Button, LinkButton } from "@/app/_ui/button";
import { Card } from "@/app/_ui/card";
import { EmptyState } from "@/app/_ui/empty-state";
import { PageHeader } from "@/app/_ui/page-header";
import { SkeletonRows } from "@/app/_ui/skeleton";
import type { ChannelRow } from "@/server/channels/list";
import { ChannelsTable } from "./channels-table";
import { DeleteChannelsDialog } from "./delete-channels-dialog";
import { useChannelsChanged } from "./use-channel";

const REFRESH_MS = 30_000;

/** All channels of the workspace and how each is. */
export function ChannelsPage({ slug }: { slug: string }) {
  const t = useTranslations("channels");
  const trpc = useTRPC();
  const changed = useChannelsChanged();
  const { data: channels } = useQuery(trpc.channels.list.queryOptions(undefined, { refetchInterval: REFRESH_MS }));
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [deleting, setDeleting] = useState<ChannelRow[]>([]);
  const chosen = (channels ?? []).filter(({ id }) => selected.has(id));
  const add = (
    <LinkButton variant="primary" icon={<Plus />} href={`/${slug}/settings/channels/new`}>
      {t("add")}
    </LinkButton>
  );
  return (
    <>
      <PageHeader title={t("title")} subtitle={t("subtitle")} actions={add} />
      <PageBody>
        <Card>
          {!channels && <SkeletonRows kind="table" rows={4} />}
          {channels?.length === 0 && (
            <EmptyState icon={<RadioTower />} title={t("list.emptyTitle")} action={add}>
              {t("list.empty")}
            </EmptyState>
          )}
          {chosen.length > 0 && (
            <div className="flex flex-wrap items-center gap-2 border-line border-b bg-selected px-4 py-2">
              <span className="mr-auto font-medium tabular-nums">{t("list.selected", { count: chosen.length })}</span>
              <Button size="sm" variant="ghost" onClick={() => setSelected(new Set())}>
                {t("list.clearSelection")}
              </Button>
              <Button size="sm" variant="danger" icon={<Trash2 />} onClick={() => setDeleting(chosen)}>
                {t("list.deleteMany", { count: chosen.length })}
              </Button>
            </div>
          )}
          {channels && channels.length > 0 && (
            <ChannelsTable
              slug={slug}
              channels={channels}
              selected={selected}
              onSelect={setSelected}
              onDelete={(channel) => setDeleting([channel])}
            />
          )}
        </Card>
        {channels && channels.length > 0 && <p className="max-w-[80ch] text-12 text-ink-3">{t("list.countsNote")}</p>}
      </PageBody>
      {deleting.length > 0 && (
        <DeleteChannelsDialog
          channels={deleting}
          onClose={() => setDeleting([])}
          onDeleted={(ids) => {
            setSelected((before) => new Set([...before].filter((id) => !ids.includes(id))));
            return changed();
          }}
        />
      )}
    </>
  );
}
