"use client";

import { Ellipsis, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactElement } from "react";
import { Avatar } from "@/app/_ui/avatar";
import { Badge } from "@/app/_ui/badge";
import { Checkbox } from "@/app/_ui/checkbox";
import { IconButton } from "@/app/_ui/icon-button";
import { Menu, MenuItem } from "@/app/_ui/menu";
import { PhoneNumber } from "@/app/_ui/phone-number";
import { RelativeTime } from "@/app/_ui/relative-time";
import { Table, TableScroll, TBody, Td, THead, Th, Tr } from "@/app/_ui/table";
import type { QueueRow } from "@/server/queues/list";

type Action = { icon: ReactElement; label: string; danger?: boolean; run: (queue: QueueRow) => void };

type QueuesTableProps = {
  slug: string;
  queues: readonly QueueRow[];
  selected: ReadonlySet<string>;
  /** Absent: nothing can be selected. */
  onSelect?: (ids: ReadonlySet<string>) => void;
  actions: readonly Action[];
  onOpen?: (queue: QueueRow) => void;
};

/** So many faces and numbers are shown; the rest is counted. */
const shownMembers = 4;
const shownNumbers = 2;

export function QueuesTable({ slug, queues, selected, onSelect, actions, onOpen }: QueuesTableProps) {
  const t = useTranslations("queues");
  const toggle = (id: string, on: boolean) => {
    const next = new Set(selected);
    if (on) next.add(id);
    else next.delete(id);
    onSelect?.(next);
  };
  const all = queues.length > 0 && queues.every(({ id }) => selected.has(id));
  return (
    <TableScroll label={t("title")}>
      <Table className="md:min-w-[640px]">
        <THead>
          <Tr>
            {onSelect && (
              <Th className="w-10">
                <Checkbox
                  aria-label={t("selectAll")}
                  checked={all}
                  indeterminate={!all && selected.size > 0}
                  onCheckedChange={(on) => onSelect(new Set(on ? queues.map(({ id }) => id) : []))}
                />
              </Th>
            )}
            <Th>{t("columns.name")}</Th>
            <Th>{t("columns.members")}</Th>
            <Th className="max-md:hidden">{t("columns.numbers")}</Th>
            <Th align="right" className="max-md:hidden">
              {t("columns.waiting")}
            </Th>
            {actions.length > 0 && (
              <Th>
                <span className="sr-only">{t("edit")}</span>
              </Th>
            )}
          </Tr>
        </THead>
        <TBody>
          {queues.map((queue) => (
            <Tr key={queue.id} selected={selected.has(queue.id)}>
              {onSelect && (
                <Td>
                  <Checkbox
                    aria-label={t("select", { name: queue.name })}
                    checked={selected.has(queue.id)}
                    onCheckedChange={(on) => toggle(queue.id, on)}
                  />
                </Td>
              )}
              <Td className="max-w-64">
                {onOpen ? (
                  <button
                    type="button"
                    onClick={() => onOpen(queue)}
                    className="cut max-w-full rounded-1 font-medium hover:underline"
                  >
                    <bdi>{queue.name}</bdi>
                  </button>
                ) : (
                  <bdi className="font-medium">{queue.name}</bdi>
                )}
                <div className="text-12 text-ink-2 md:hidden">
                  <Numbers slug={slug} queue={queue} />
                </div>
              </Td>
              <Td>
                <Members queue={queue} />
              </Td>
              <Td className="max-md:hidden">
                <Numbers slug={slug} queue={queue} />
              </Td>
              <Td align="right" className="max-md:hidden">
                <Waiting queue={queue} />
              </Td>
              {actions.length > 0 && (
                <Td align="right" className="w-12">
                  <Menu
                    trigger={<IconButton size="sm" label={t("actions", { name: queue.name })} icon={<Ellipsis />} />}
                  >
                    {actions.map(({ icon, label, danger, run }) => (
                      <MenuItem key={label} icon={icon} danger={danger} onClick={() => run(queue)}>
                        {label}
                      </MenuItem>
                    ))}
                  </Menu>
                </Td>
              )}
            </Tr>
          ))}
        </TBody>
      </Table>
    </TableScroll>
  );
}

function Members({ queue: { members } }: { queue: QueueRow }) {
  const t = useTranslations("queues");
  if (members.length === 0)
    return (
      <span className="inline-flex items-center gap-1.5 text-warning-text">
        <TriangleAlert className="icon-14" />
        {t("noMembers")}
      </span>
    );
  const names = members.map(({ name, disabled }) => (disabled ? `${name} (${t("disabled")})` : name)).join(", ");
  return (
    <span className="flex items-center gap-2" title={names}>
      <span className="-space-x-1.5 flex max-md:hidden">
        {members.slice(0, shownMembers).map(({ id, name }) => (
          <span key={id} className="rounded-full ring-2 ring-panel">
            <Avatar id={id} name={name} size="s" />
          </span>
        ))}
      </span>
      <span className="text-ink-2 tabular-nums">{t("memberCount", { count: members.length })}</span>
      <span className="sr-only">{names}</span>
    </span>
  );
}

function Numbers({ slug, queue: { numbers } }: { slug: string; queue: QueueRow }) {
  const t = useTranslations("queues");
  if (numbers.length === 0) return <span className="text-ink-3">{t("noNumbers")}</span>;
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-0.5">
      {numbers.slice(0, shownNumbers).map(({ id, address, channelId, channelName }) => (
        <Link
          key={id}
          href={`/${slug}/settings/channels/${channelId}/numbers`}
          title={channelName}
          className="rounded-1 hover:underline"
        >
          <PhoneNumber e164={address} />
        </Link>
      ))}
      {numbers.length > shownNumbers && (
        <span className="text-ink-3" title={numbers.map(({ address }) => address).join(", ")}>
          {t("more", { count: numbers.length - shownNumbers })}
        </span>
      )}
    </span>
  );
}

function Waiting({ queue: { waiting, oldest } }: { queue: QueueRow }) {
  const t = useTranslations("queues");
  if (waiting === 0 || !oldest) return <span className="text-ink-3">0</span>;
  return (
    <span className="inline-flex items-center gap-2">
      <span className="text-12 text-ink-3">{t.rich("longest", { time: () => <RelativeTime at={oldest} /> })}</span>
      <Badge tone="warning">{waiting}</Badge>
    </span>
  );
}
