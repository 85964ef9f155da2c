"use client";

import {
  Archive,
  ArchiveRestore,
  ArrowRightLeft,
  ChevronLeft,
  CircleCheck,
  Ellipsis,
  EllipsisVertical,
  Hand,
  PanelRight,
} from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactElement, useState } from "react";
import type { ConversationRow } from "@/app/_live/types";
import { Avatar } from "@/app/_ui/avatar";
import { Badge } from "@/app/_ui/badge";
import { Button } from "@/app/_ui/button";
import type { ChannelKind } from "@/app/_ui/channel-badge";
import { Dialog } from "@/app/_ui/dialog";
import { IconButton } from "@/app/_ui/icon-button";
import { Menu } from "@/app/_ui/menu";
import { PhoneNumber } from "@/app/_ui/phone-number";
import { useAsk } from "./asking";
import { usePlace } from "./use-place";
import { nameOf, useMay, useVerbs } from "./use-verbs";
import { SheetVerbs, VerbItems } from "./verb-items";
import { WaitTimer } from "./wait-timer";

/** Who it is, how it stands, and what can be done: pick up, transfer, archive, end; the rest in ⋮. */
export function ThreadHead({
  row,
  detailsOpen,
  onDetails,
}: {
  row: ConversationRow;
  detailsOpen: boolean;
  onDetails: () => void;
}) {
  const t = useTranslations("inbox");
  const { go } = usePlace();
  const name = nameOf(row);
  return (
    <header className="@container/head flex h-[60px] flex-none items-center gap-2.5 border-line border-b bg-panel pr-3 pl-5 max-md:h-14 max-md:gap-1 max-md:pr-1.5 max-md:pl-1">
      <IconButton
        label={t("thread.back")}
        icon={<ChevronLeft className="icon-20" />}
        onClick={() => go({ conversationId: null })}
        className="size-10 md:hidden"
      />
      <Avatar
        id={row.contact.id}
        name={row.contact.name}
        channel={row.kind as ChannelKind}
        size="md"
        className="mr-1.5 md:hidden"
      />
      <div className="min-w-0 flex-1">
        <div className="flex items-center gap-2">
          <h2 className="cut font-semibold text-16 track-head max-md:text-15">
            <bdi className={row.contact.name ? undefined : "tabular-nums"}>{name}</bdi>
          </h2>
          <span className="flex-none max-md:hidden">
            <StateBadge row={row} />
          </span>
          {row.test && (
            <Badge tone="info" className="flex-none @max-[600px]/head:hidden">
              {t("row.test")}
            </Badge>
          )}
        </div>
        <p className="cut text-12 text-ink-3">
          {t(`kind.${row.kind as "sms"}`)} · <PhoneNumber e164={row.address} />
        </p>
      </div>
      <HeadVerbs row={row} />
      <IconButton
        label={t("verbs.details")}
        kbd="I"
        pressed={detailsOpen}
        icon={<PanelRight />}
        onClick={onDetails}
        className="max-md:hidden"
      />
      <span className="max-md:hidden">
        <Menu label={t("verbs.more")} trigger={<IconButton label={t("verbs.more")} icon={<Ellipsis />} />}>
          <VerbItems row={row} without={["pickUp", "transfer", "archive", "unarchive", "end"]} />
        </Menu>
      </span>
      <PhoneVerbs row={row} onDetails={onDetails} />
    </header>
  );
}

function HeadVerbs({ row }: { row: ConversationRow }) {
  const t = useTranslations("inbox.verbs");
  const may = useMay()(row);
  const verbs = useVerbs();
  const ask = useAsk();
  const [busy, setBusy] = useState(false);
  const pickUp = async () => {
    setBusy(true);
    await verbs.pickUp(row.id);
    setBusy(false);
  };
  return (
    <div className="flex flex-none items-center gap-2">
      {may.pickUp && (
        <Button variant="primary" icon={<Hand />} loading={busy} onClick={() => void pickUp()} className="max-md:h-10">
          {t("pickUp")}
        </Button>
      )}
      <div className="flex items-center gap-2 max-md:hidden">
        {may.transfer && (
          <HeadVerb label={t("transfer")} kbd="T" icon={<ArrowRightLeft />} onClick={() => ask("transfer", row.id)} />
        )}
        {may.archive && (
          <HeadVerb label={t("archive")} kbd="E" icon={<Archive />} onClick={() => void verbs.archive(row.id)} />
        )}
        {may.unarchive && (
          <HeadVerb
            label={t("unarchive")}
            kbd="E"
            icon={<ArchiveRestore />}
            onClick={() => void verbs.unarchive(row.id)}
          />
        )}
        {may.end && (
          <HeadVerb label={t("end")} kbd="Shift+E" icon={<CircleCheck />} onClick={() => ask("end", row.id)} />
        )}
      </div>
    </div>
  );
}

type HeadVerbProps = { label: string; kbd: string; icon: ReactElement; onClick: () => void };

/** With its word where the thread is wide enough, else the icon with the word as its name. */
function HeadVerb({ label, kbd, icon, onClick }: HeadVerbProps) {
  return (
    <>
      <Button icon={icon} onClick={onClick} className="hidden @min-[600px]/head:inline-flex">
        {label}
      </Button>
      <IconButton label={label} kbd={kbd} icon={icon} onClick={onClick} className="@min-[600px]/head:hidden" />
    </>
  );
}

/** On a phone the verbs are a sheet. */
function PhoneVerbs({ row, onDetails }: { row: ConversationRow; onDetails: () => void }) {
  const t = useTranslations("inbox.verbs");
  const [open, setOpen] = useState(false);
  return (
    <>
      <IconButton
        label={t("more")}
        icon={<EllipsisVertical />}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
        className="size-10 md:hidden"
      />
      <Dialog open={open} onOpenChange={setOpen} title={<bdi>{nameOf(row)}</bdi>}>
        <SheetVerbs row={row} onDetails={onDetails} onDone={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

/** How a conversation stands: dot or icon, and the word. */
export function StateBadge({ row }: { row: ConversationRow }) {
  const t = useTranslations("inbox.state");
  if (row.state === "waiting") {
    return (
      <Badge tone="warning" dot>
        {t("waiting")} {row.waitingSince && <WaitTimer since={row.waitingSince} />}
      </Badge>
    );
  }
  if (row.state === "active") {
    return (
      <Badge tone="accent" dot>
        {t("active")}
      </Badge>
    );
  }
  return (
    <Badge icon={row.state === "closed" ? <CircleCheck /> : undefined} dot={row.state !== "closed"}>
      {t(row.state)}
    </Badge>
  );
}
