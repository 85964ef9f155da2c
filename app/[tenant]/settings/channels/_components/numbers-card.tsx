"use client";

import { useMutation } from "@tanstack/react-query";
import { Ellipsis, Hash, Layers, Pencil, Plus, Trash2, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { problemOf, useProblemText } from "@/app/_trpc/problem";
import { Avatar } from "@/app/_ui/avatar";
import { Button } from "@/app/_ui/button";
import { Card, CardHead } from "@/app/_ui/card";
import { Checkbox } from "@/app/_ui/checkbox";
import { ConfirmDialog } from "@/app/_ui/confirm-dialog";
import { EmptyState } from "@/app/_ui/empty-state";
import { IconButton } from "@/app/_ui/icon-button";
import { Menu, MenuItem } from "@/app/_ui/menu";
import { formatPhone, PhoneNumber } from "@/app/_ui/phone-number";
import { Table, TableScroll, TBody, Td, THead, Th, Tr } from "@/app/_ui/table";
import { toast } from "@/app/_ui/toast";
import type { ChannelDetail, NumberRow } from "@/server/channels/get";
import { NumberDialog } from "./number-dialog";
import { useChannelsChanged } from "./use-channel";

/** The numbers of a channel, their rules, and their counts over a period that `side` chooses. */
export function NumbersCard({ channel, side }: { channel: ChannelDetail; side?: ReactNode }) {
  const t = useTranslations("channels");
  const [editing, setEditing] = useState<NumberRow | "new" | null>(null);
  const [deleting, setDeleting] = useState<NumberRow | null>(null);
  const add = (
    <Button size="sm" variant="soft" icon={<Plus />} onClick={() => setEditing("new")}>
      {t("numbers.add")}
    </Button>
  );
  return (
    <Card as="section">
      <CardHead
        title={t("numbers.title")}
        side={
          <span className="flex flex-wrap items-center gap-2 max-sm:w-full">
            {side}
            {channel.numbers.length > 0 && add}
          </span>
        }
      />
      {channel.numbers.length === 0 ? (
        <EmptyState icon={<Hash />} title={t("numbers.emptyTitle")} action={add}>
          {channel.test ? t("numbers.emptySandbox") : t("numbers.empty")}
        </EmptyState>
      ) : (
        <TableScroll label={t("numbers.title")}>
          <Table className="min-w-[760px]">
            <THead>
              <Tr>
                <Th>{t("numbers.number")}</Th>
                <Th>{t("numbers.destination")}</Th>
                <Th>{t("numbers.mayStart")}</Th>
                <Th align="right">{t("columns.totalSent")}</Th>
                <Th align="right">{t("columns.sentOk")}</Th>
                <Th align="right">{t("columns.failed")}</Th>
                <Th align="right">{t("columns.received")}</Th>
                <Th>
                  <span className="sr-only">{t("columns.actions")}</span>
                </Th>
              </Tr>
            </THead>
            <TBody>
              {channel.numbers.map((number) => (
                <Tr key={number.id}>
                  <Td className="font-medium">
                    <PhoneNumber e164={number.address} copy />
                  </Td>
                  <Td>
                    <Destination number={number} />
                  </Td>
                  <Td className="text-ink-2">
                    <Starters number={number} />
                  </Td>
                  <Td align="right">{number.counts.sentOk + number.counts.failed}</Td>
                  <Td align="right">{number.counts.sentOk}</Td>
                  <Td align="right" className={number.counts.failed > 0 ? "font-medium text-danger-text" : undefined}>
                    {number.counts.failed}
                  </Td>
                  <Td align="right">{number.counts.received}</Td>
                  <Td align="right" className="w-12">
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
                      <MenuItem icon={<Trash2 />} danger onClick={() => setDeleting(number)}>
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
      {deleting && <DeleteNumberDialog number={deleting} onClose={() => setDeleting(null)} />}
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

function Starters({ number: { everyoneMayStart, starters } }: { number: NumberRow }) {
  const t = useTranslations("channels.numbers");
  if (everyoneMayStart) return t("startEveryone");
  const [only] = starters;
  if (!only) return t("startNobody");
  if (starters.length === 1) return <bdi>{only.name}</bdi>;
  return <span title={starters.map(({ name }) => name).join(", ")}>{t("startCount", { count: starters.length })}</span>;
}

function DeleteNumberDialog({ number, onClose }: { number: NumberRow; onClose: () => void }) {
  const t = useTranslations("channels.numbers");
  const trpc = useTRPC();
  const problemText = useProblemText();
  const changed = useChannelsChanged();
  const remove = useMutation(trpc.channels.deleteNumber.mutationOptions());
  const [open, setOpen] = useState(0);
  const [close, setClose] = useState(false);
  const shown = formatPhone(number.address);
  const confirm = async () => {
    try {
      await remove.mutateAsync({ numberId: number.id, closeOpen: close });
    } catch (error) {
      const refused = problemOf(error);
      if (refused?.reason === "channel.hasOpen") setOpen(Number(refused.params.count));
      else toast.error(problemText(error));
      throw error;
    }
    await changed();
    toast.done(t("deleted", { number: shown }));
  };
  return (
    <ConfirmDialog
      open
      onOpenChange={(next) => !next && onClose()}
      title={t("deleteTitle", { number: shown })}
      body={t("deleteBody")}
      confirmLabel={t("delete")}
      onConfirm={confirm}
    >
      {open > 0 && (
        <div role="alert" className="flex flex-col gap-2">
          <p>{t("deleteOpen", { count: open })}</p>
          <Checkbox label={t("closeThem", { count: open })} checked={close} onCheckedChange={setClose} />
        </div>
      )}
    </ConfirmDialog>
  );
}
