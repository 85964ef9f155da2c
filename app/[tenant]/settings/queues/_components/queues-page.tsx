"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Layers, Pencil, Plus, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { PageBody } from "@/app/_shell/page-body";
import { useTRPC } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { Card } from "@/app/_ui/card";
import { EmptyState } from "@/app/_ui/empty-state";
import { PageHeader } from "@/app/_ui/page-header";
import { SkeletonRows } from "@/app/_ui/skeleton";
import type { QueueRow } from "@/server/queues/list";
import { DeleteQueuesDialog } from "./delete-queues-dialog";
import { QueueDialog } from "./queue-dialog";
import { QueuesTable } from "./queues-table";

/** How often the numbers of waiting conversations are asked for while the page is looked at. */
const REFRESH_MS = 10_000;

/** All queues of the workspace: who is in them, what leads there, how many wait. */
export function QueuesPage({ slug, canManage }: { slug: string; canManage: boolean }) {
  const t = useTranslations("queues");
  const trpc = useTRPC();
  const client = useQueryClient();
  const { data: queues } = useQuery(trpc.queues.list.queryOptions(undefined, { refetchInterval: REFRESH_MS }));
  const [editing, setEditing] = useState<QueueRow | "new" | null>(null);
  const [deleting, setDeleting] = useState<QueueRow[]>([]);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const changed = () => client.invalidateQueries(trpc.queues.pathFilter());
  const create = (
    <Button variant="primary" icon={<Plus />} onClick={() => setEditing("new")}>
      {t("create")}
    </Button>
  );
  const chosen = (queues ?? []).filter(({ id }) => selected.has(id));
  return (
    <>
      <PageHeader title={t("title")} subtitle={t("subtitle")} actions={canManage && create} />
      <PageBody>
        <Card>
          {!queues && <SkeletonRows kind="table" rows={5} />}
          {queues?.length === 0 && (
            <EmptyState icon={<Layers />} title={t("emptyTitle")} action={canManage && create}>
              {t("empty")}
            </EmptyState>
          )}
          {queues && queues.length > 0 && (
            <>
              {chosen.length > 0 && (
                <div className="flex flex-wrap items-center gap-2 border-line border-b bg-selected px-4 py-2">
                  <span className="mr-auto font-medium tabular-nums">{t("selected", { count: chosen.length })}</span>
                  <Button size="sm" variant="ghost" onClick={() => setSelected(new Set())}>
                    {t("clearSelection")}
                  </Button>
                  <Button size="sm" variant="danger" icon={<Trash2 />} onClick={() => setDeleting(chosen)}>
                    {t("deleteMany", { count: chosen.length })}
                  </Button>
                </div>
              )}
              <QueuesTable
                slug={slug}
                queues={queues}
                selected={selected}
                onSelect={canManage ? setSelected : undefined}
                actions={
                  canManage
                    ? [
                        { icon: <Pencil />, label: t("edit"), run: setEditing },
                        { icon: <Trash2 />, label: t("delete"), danger: true, run: (queue) => setDeleting([queue]) },
                      ]
                    : []
                }
                onOpen={canManage ? setEditing : undefined}
              />
            </>
          )}
        </Card>
      </PageBody>
      {editing && (
        <QueueDialog queue={editing === "new" ? null : editing} onClose={() => setEditing(null)} onSaved={changed} />
      )}
      {deleting.length > 0 && (
        <DeleteQueuesDialog
          queues={deleting}
          others={(queues ?? []).filter(({ id }) => !deleting.some((queue) => queue.id === id))}
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
