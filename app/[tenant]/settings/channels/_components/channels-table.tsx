"use client";

import { CirclePlay, Ellipsis, Pause, Pencil, Smartphone, Trash2 } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Badge } from "@/app/_ui/badge";
import { ChannelTile } from "@/app/_ui/channel-badge";
import { Checkbox } from "@/app/_ui/checkbox";
import { IconButton } from "@/app/_ui/icon-button";
import { Menu, MenuItem, MenuSeparator } from "@/app/_ui/menu";
import { formatPhone, PhoneNumber } from "@/app/_ui/phone-number";
import { ExactTime } from "@/app/_ui/relative-time";
import { Table, TableScroll, TBody, Td, THead, Th, Tr } from "@/app/_ui/table";
import type { ChannelRow } from "@/server/channels/list";
import { StateBadge } from "./state-badge";
import { useWords } from "./use-channel";
import { useSwitch } from "./use-switch";

type ChannelsTableProps = {
  slug: string;
  channels: readonly ChannelRow[];
  selected: ReadonlySet<string>;
  onSelect: (ids: ReadonlySet<string>) => void;
  onDelete: (channel: ChannelRow) => void;
};

const shownNumbers = 2;

export function ChannelsTable({ slug, channels, selected, onSelect, onDelete }: ChannelsTableProps) {
  const t = useTranslations("channels");
  const words = useWords();
  const { switchChannel, dialog } = useSwitch();
  const all = channels.every(({ id }) => selected.has(id));
  const toggle = (id: string, on: boolean) => {
    const next = new Set(selected);
    if (on) next.add(id);
    else next.delete(id);
    onSelect(next);
  };
  return (
    <>
      <TableScroll label={t("title")}>
        <Table cards className="sm:min-w-[820px]">
          <THead>
            <Tr>
              <Th className="w-10">
                <Checkbox
                  aria-label={t("list.selectAll")}
                  checked={all}
                  indeterminate={!all && selected.size > 0}
                  onCheckedChange={(on) => onSelect(new Set(on ? channels.map(({ id }) => id) : []))}
                />
              </Th>
              <Th>{t("columns.name")}</Th>
              <Th>{t("columns.state")}</Th>
              <Th>{t("columns.type")}</Th>
              <Th>{t("columns.numbers")}</Th>
              <Th align="right">{t("columns.totalSent")}</Th>
              <Th align="right">{t("columns.sentOk")}</Th>
              <Th>
                <span className="sr-only">{t("columns.actions")}</span>
              </Th>
            </Tr>
          </THead>
          <TBody>
            {channels.map((channel) => {
              const { id, name, kind, draft, enabled, test } = channel;
              const page = `/${slug}/settings/channels/${id}`;
              return (
                <Tr key={id} selected={selected.has(id)}>
                  <Td corner="select">
                    <Checkbox
                      aria-label={t("list.select", { name })}
                      checked={selected.has(id)}
                      onCheckedChange={(on) => toggle(id, on)}
                    />
                  </Td>
                  <Td corner="name" className="max-w-72">
                    <span className="flex items-center gap-2.5">
                      <ChannelTile kind={kind === "voice" ? "voice" : kind} />
                      <span className="min-w-0">
                        <span className="flex items-center gap-1.5">
                          <Link
                            href={draft ? `${page}/setup` : page}
                            className="cut rounded-1 font-medium hover:underline"
                          >
                            <bdi>{name}</bdi>
                          </Link>
                          {test && (
                            <Badge size="xs" tone="note">
                              {t("test")}
                            </Badge>
                          )}
                        </span>
                        <span className="cut block text-12 text-ink-3">{words(channel.carrierLabel)}</span>
                      </span>
                    </span>
                  </Td>
                  <Td label={t("columns.state")}>
                    <StateBadge {...channel} />
                    {!draft && (
                      <span className="mt-0.5 block text-12 text-ink-3">
                        {t.rich("header.since", { time: () => <ExactTime at={channel.stateSince} /> })}
                      </span>
                    )}
                  </Td>
                  <Td label={t("columns.type")}>{t(`kinds.${kind}`)}</Td>
                  <Td label={t("columns.numbers")}>
                    <Numbers addresses={channel.numbers} />
                  </Td>
                  <Td align="right" label={t("columns.totalSent")}>
                    {channel.totalSent}
                  </Td>
                  <Td align="right" label={t("columns.sentOk")}>
                    {channel.sentOk}
                  </Td>
                  <Td align="right" corner="actions" className="w-12">
                    <Menu trigger={<IconButton size="sm" label={t("list.actionsOf", { name })} icon={<Ellipsis />} />}>
                      <MenuItem icon={<Pencil />} href={draft ? `${page}/setup` : page}>
                        {t(draft ? "act.continue" : "act.edit")}
                      </MenuItem>
                      {test && (
                        <MenuItem icon={<Smartphone />} href={`/${slug}/channels/${id}/phones`}>
                          {t("act.phones")}
                        </MenuItem>
                      )}
                      {!draft && (
                        <MenuItem
                          icon={enabled ? <Pause /> : <CirclePlay />}
                          onClick={() => switchChannel(channel, !enabled)}
                        >
                          {t(enabled ? "act.disable" : "act.enable")}
                        </MenuItem>
                      )}
                      <MenuSeparator />
                      <MenuItem icon={<Trash2 />} danger onClick={() => onDelete(channel)}>
                        {t("act.delete")}
                      </MenuItem>
                    </Menu>
                  </Td>
                </Tr>
              );
            })}
          </TBody>
        </Table>
      </TableScroll>
      {dialog}
    </>
  );
}

function Numbers({ addresses }: { addresses: readonly string[] }) {
  const t = useTranslations("channels.list");
  if (addresses.length === 0) return <span className="text-ink-3">{t("noNumbers")}</span>;
  return (
    <span className="flex flex-col" title={addresses.map(formatPhone).join(", ")}>
      {addresses.slice(0, shownNumbers).map((address) => (
        <PhoneNumber key={address} e164={address} />
      ))}
      {addresses.length > shownNumbers && (
        <span className="text-12 text-ink-3">{t("more", { count: addresses.length - shownNumbers })}</span>
      )}
    </span>
  );
}
