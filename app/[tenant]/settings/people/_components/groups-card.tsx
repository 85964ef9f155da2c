"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Ellipsis, Pencil, Plus, Trash2, UsersRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { useProblemText } from "@/app/_trpc/problem";
import { Button } from "@/app/_ui/button";
import { Card, CardHead } from "@/app/_ui/card";
import { ConfirmDialog } from "@/app/_ui/confirm-dialog";
import { EmptyState } from "@/app/_ui/empty-state";
import { IconButton } from "@/app/_ui/icon-button";
import { Menu, MenuItem } from "@/app/_ui/menu";
import { formatPhone } from "@/app/_ui/phone-number";
import { SkeletonRows } from "@/app/_ui/skeleton";
import { toast } from "@/app/_ui/toast";
import type { GroupRow } from "@/server/groups/list";
import { GroupDialog } from "./group-dialog";

/** The groups of the workspace, and who is in each. */
export function GroupsCard({ canManage }: { canManage: boolean }) {
  const t = useTranslations("people.groups");
  const trpc = useTRPC();
  const client = useQueryClient();
  const problemText = useProblemText();
  const { data: groups } = useQuery(trpc.groups.list.queryOptions());
  const remove = useMutation(trpc.groups.delete.mutationOptions());
  const [editing, setEditing] = useState<GroupRow | "new" | null>(null);
  const [deleting, setDeleting] = useState<GroupRow | null>(null);
  // A number shows its groups too.
  const changed = () =>
    Promise.all([
      client.invalidateQueries(trpc.groups.pathFilter()),
      client.invalidateQueries(trpc.channels.pathFilter()),
    ]);
  const add = canManage && (
    <Button size="sm" variant="soft" icon={<Plus />} onClick={() => setEditing("new")}>
      {t("create")}
    </Button>
  );
  const confirm = async (group: GroupRow) => {
    try {
      await remove.mutateAsync({ groupId: group.id });
    } catch (error) {
      return problemText(error);
    }
    await changed();
    toast.done(t("deleted", { name: group.name }));
  };
  return (
    <Card as="section">
      <CardHead title={t("title")} description={t("intro")} side={groups && groups.length > 0 && add} />
      {!groups && <SkeletonRows kind="table" rows={2} />}
      {groups?.length === 0 && (
        <EmptyState icon={<UsersRound />} title={t("empty")} action={add}>
          {t("emptyHelp")}
        </EmptyState>
      )}
      <ul className="divide-y divide-line">
        {groups?.map((group) => (
          <li key={group.id} className="flex items-center gap-3 px-4 py-2.5">
            <UsersRound className="flex-none text-ink-3" />
            <div className="min-w-0 flex-1">
              <p className="flex items-baseline gap-2">
                <bdi className="cut font-medium">{group.name}</bdi>
                <span className="flex-none text-12 text-ink-3 tabular-nums">
                  {t("people", { count: group.members.length })}
                </span>
              </p>
              <p className="cut text-12 text-ink-2">{group.members.map(({ name }) => name).join(", ")}</p>
              {group.numbers.length > 0 && (
                <p className="text-12 text-ink-3">
                  {t("numbers")} {group.numbers.map(formatPhone).join(", ")}
                </p>
              )}
            </div>
            {canManage && (
              <Menu trigger={<IconButton size="sm" label={t("actions", { name: group.name })} icon={<Ellipsis />} />}>
                <MenuItem icon={<Pencil />} onClick={() => setEditing(group)}>
                  {t("edit")}
                </MenuItem>
                <MenuItem icon={<Trash2 />} danger onClick={() => setDeleting(group)}>
                  {t("delete")}
                </MenuItem>
              </Menu>
            )}
          </li>
        ))}
      </ul>
      {editing && (
        <GroupDialog group={editing === "new" ? null : editing} onClose={() => setEditing(null)} onSaved={changed} />
      )}
      {deleting && (
        <ConfirmDialog
          open
          onOpenChange={(open) => !open && setDeleting(null)}
          title={t("deleteTitle", { name: deleting.name })}
          body={t("deleteBody", { count: deleting.numbers.length })}
          confirmLabel={t("deleteConfirm")}
          onConfirm={() => confirm(deleting)}
        />
      )}
    </Card>
  );
}
