"use client";

import { Ellipsis, Hash, Layers, Pencil, Plus, Trash2, TriangleAlert, UsersRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Avatar } from "@/app/_ui/avatar";
import { Button } from "@/app/_ui/button";
import { Card, CardHead } from "@/app/_ui/card";
import { Checkbox } from "@/app/_ui/checkbox";
import { EmptyState } from "@/app/_ui/empty-state";
import { IconButton } from "@/app/_ui/icon-button";
import { Menu, MenuItem } from "@/app/_ui/menu";
import { formatPhone, PhoneNumber } from "@/app/_ui/phone-number";
import { Table, TableScroll, TBody, Td, THead, Th, Tr } from "@/app/_ui/table";
import type { ChannelDetail, NumberRow } from "@/server/channels/get";
import { DeleteNumbersDialog } from "./delete-numbers-dialog";
import { NumberDialog } from "./number-dialog";
import { useWords } from "./use-channel";

/** The numbers of a channel and their rules: where messages go, and who may write first. */
export function NumbersCard({ channel }: { channel: ChannelDetail }) {
  const t = useTranslations("channels");
  const words = useWords();
  const [editing, setEditing] = useState<NumberRow | "new" | null>(null);
  const [deleting, setDeleting] = useState<NumberRow[]>([]);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const { numbers } = channel;
  const chosen = numbers.filter(({ id }) => selected.has(id));
  const all = chosen.length === numbers.length;
  const add = (
    <Button size="sm" variant="soft" icon={<Plus />} onClick={() => setEditing("new")}>
      {t("numbers.add")}
    </Button>
  );
  const toggle = (id: string, on: boolean) =>
    setSelected((before) => new Set(on ? [...before, id] : [...before].filter((one) => one !== id)));
  return (
    <Card as="section">
      <CardHead title={t("numbers.title")} side={numbers.length > 0 && add} />
      {chosen.length > 0 && (
        <div className="flex flex-wrap items-center gap-2 border-line border-y bg-selected px-4 py-2">
          <span className="mr-auto font-medium tabular-nums">{t("list.selected", { count: chosen.length })}</span>
          <Button size="sm" variant="ghost" onClick={() => setSelected(new Set())}>
            {t("list.clearSelection")}
          </Button>
          <Button size="sm" variant="danger" icon={<Trash2 />} onClick={() => setDeleting(chosen)}>
            {t("numbers.deleteMany", { count: chosen.length })}
          </Button>
        </div>
      )}
      {numbers.length === 0 ? (
        <EmptyState icon={<Hash />} title={t("numbers.emptyTitle")} action={add}>
          {channel.test ? t("numbers.emptySandbox") : t("numbers.empty")}
        </EmptyState>
      ) : (
        <TableScroll label={t("numbers.title")}>
          <Table cards className="sm:min-w-[560px]">
            <THead>
              <Tr>
                <Th className="w-10">
                  <Checkbox
                    aria-label={t("numbers.selectAll")}
                    checked={all}
                    indeterminate={!all && chosen.length > 0}
                    onCheckedChange={(on) => setSelected(new Set(on ? numbers.map(({ id }) => id) : []))}
                  />
                </Th>
                <Th>{t("numbers.number")}</Th>
                <Th>{t("numbers.destination")}</Th>
                <Th>{t("numbers.mayStart")}</Th>
                <Th>
                  <span className="sr-only">{t("columns.actions")}</span>
                </Th>
              </Tr>
            </THead>
            <TBody>
              {numbers.map((number) => (
                <Tr key={number.id} selected={selected.has(number.id)}>
                  <Td corner="select">
                    <Checkbox
                      aria-label={t("list.select", { name: formatPhone(number.address) })}
                      checked={selected.has(number.id)}
                      onCheckedChange={(on) => toggle(number.id, on)}
                    />
                  </Td>
                  <Td corner="name" className="font-medium">
                    <PhoneNumber e164={number.address} copy />
                    {channel.numberFields.map(({ name, label }) =>
                      number.fields[name] ? (
                        <span key={name} className="block font-normal text-12 text-ink-3">
                          {words(label)} <span className="font-mono">{number.fields[name]}</span>
                        </span>
                      ) : null,
                    )}
                  </Td>
                  <Td label={t("numbers.destination")}>
                    <Destination number={number} />
                  </Td>
                  <Td label={t("numbers.mayStart")} className="text-ink-2">
                    <Starters number={number} />
                  </Td>
                  <Td align="right" corner="actions" className="w-12">
                    <Menu
                      trigger={
                        <IconButton
                          size="sm"
                          label={t("numbers.actionsOf", { number: formatPhone(number.address) })}
                          icon={<Ellipsis />}
                        />
                      }
                    >
                      <MenuItem icon={<Pencil />} onClick={() => setEditing(number)}>
                        {t("numbers.edit")}
                      </MenuItem>
                      <MenuItem icon={<Trash2 />} danger onClick={() => setDeleting([number])}>
                        {t("numbers.delete")}
                      </MenuItem>
                    </Menu>
                  </Td>
                </Tr>
              ))}
            </TBody>
          </Table>
        </TableScroll>
      )}
      {editing && (
        <NumberDialog channel={channel} number={editing === "new" ? null : editing} onClose={() => setEditing(null)} />
      )}
      {deleting.length > 0 && (
        <DeleteNumbersDialog
          numbers={deleting}
          onClose={() => setDeleting([])}
          onDeleted={(ids) => setSelected((before) => new Set([...before].filter((id) => !ids.includes(id))))}
        />
      )}
    </Card>
  );
}

function Destination({ number: { destination } }: { number: NumberRow }) {
  const t = useTranslations("channels.numbers");
  if (!destination) return <span className="text-ink-3">–</span>;
  return (
    <>
      <span className="flex items-center gap-1.5">
        {destination.kind === "queue" ? (
          <Layers className="icon-14 text-ink-3" />
        ) : (
          <Avatar id={destination.id} name={destination.name} size="xs" />
        )}
        <bdi className="cut">{destination.name}</bdi>
      </span>
      {!destination.fit && (
        <span className="mt-0.5 flex items-center gap-1 text-12 text-warning-text">
          <TriangleAlert className="icon-12" />
          {t(`unfit.${destination.kind}`)}
        </span>
      )}
    </>
  );
}

/** Groups by name, as they are what one thinks in; people by name when there is one, else counted. */
function Starters({ number: { everyoneMayStart, starters, starterGroups } }: { number: NumberRow }) {
  const t = useTranslations("channels.numbers");
  if (everyoneMayStart) return t("startEveryone");
  const [only] = starters;
  if (!only && starterGroups.length === 0) return t("startNobody");
  return (
    <span className="flex flex-col" title={[...starterGroups, ...starters].map(({ name }) => name).join(", ")}>
      {starterGroups.map(({ id, name, people }) => (
        <span key={id} className="flex items-center gap-1.5">
          <UsersRound className="icon-14 text-ink-3" />
          <bdi className="cut">{name}</bdi>
          <span className="text-12 text-ink-3 tabular-nums">{people}</span>
        </span>
      ))}
      {only && (starters.length === 1 ? <bdi>{only.name}</bdi> : t("startCount", { count: starters.length }))}
    </span>
  );
}
