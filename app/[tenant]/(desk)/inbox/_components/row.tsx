"use client";

import { AlarmClock, CircleAlert, Hand, Paperclip, PencilLine, Timer } from "lucide-react";
import { useTranslations } from "next-intl";
import { type MouseEvent, memo, useEffect } from "react";
import { readOf } from "@/app/_live/apply";
import { useActions, useMe } from "@/app/_live/live-provider";
import { useLive } from "@/app/_live/store";
import type { ConversationRow } from "@/app/_live/types";
import { unreadOf } from "@/app/_live/views";
import { Avatar } from "@/app/_ui/avatar";
import { Badge } from "@/app/_ui/badge";
import type { ChannelKind } from "@/app/_ui/channel-badge";
import { useClock } from "@/app/_ui/clock";
import { cn } from "@/app/_ui/cn";
import { Count } from "@/app/_ui/count";
import { RelativeTime } from "@/app/_ui/relative-time";
import { filePreview } from "@/server/domain/preview";
import { useAddresses } from "../../_components/address";
import { WaitTimer } from "./wait-timer";

type RowProps = {
  id: string;
  href: string;
  selected: boolean;
  /** The one row of the list that Tab reaches. */
  tabbable: boolean;
  onOpen: (id: string) => void;
  onMenu: (id: string, event: MouseEvent) => void;
};

/** One conversation of the list. It knows its own row: an event on another one does not draw it again. */
export const Row = memo(function Row({ id, href, selected, tabbable, onOpen, onMenu }: RowProps) {
  const row = useLive((live) => live.rows.get(id));
  const leaving = useLive((live) => live.leaving.get(id));
  if (row) return <Present row={row} {...{ href, selected, tabbable, onOpen, onMenu }} />;
  return leaving ? (
    <Taken id={id} row={leaving.row} by={leaving.by} taken={leaving.name === "conversation.picked_up"} />
  ) : null;
});

function Present({ row, href, selected, tabbable, onOpen, onMenu }: Omit<RowProps, "id"> & { row: ConversationRow }) {
  const t = useTranslations("inbox");
  const shown = useAddresses();
  const me = useMe();
  const read = useLive((live) => readOf(live, row.id));
  const draft = useLive((live) => live.drafts.has(row.id));
  const arrived = useLive((live) => live.arrived.has(row.id));
  const unread = unreadOf(row, read);
  const mine = row.owner?.id === me.member.id;
  const loud = unread > 0 && row.state !== "closed";
  return (
    <a
      href={href}
      data-row={row.id}
      tabIndex={tabbable ? 0 : -1}
      aria-current={selected ? "true" : undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        onOpen(row.id);
      }}
      onContextMenu={(event) => onMenu(row.id, event)}
      className={cn(
        "ring-inset-focus relative grid h-full select-none grid-cols-[36px_minmax(0,1fr)] content-start gap-x-[11px] border-line border-b py-2.5 pr-3.5 pl-4 [-webkit-touch-callout:none] [--row-bg:var(--bg-panel)] hover:bg-hover",
        "max-md:grid-cols-[44px_minmax(0,1fr)] max-md:gap-x-3",
        selected &&
          "bg-selected [--row-bg:var(--bg-selected)] before:absolute before:inset-y-0 before:left-0 before:w-[3px] before:bg-accent hover:bg-selected",
        arrived && "animate-arrive",
      )}
    >
      <Avatar
        id={row.contact.id}
        name={row.contact.name}
        channel={row.kind as ChannelKind}
        channelLabel={t(`kind.${row.kind as "sms"}`)}
        size="row"
        className="mt-px max-md:size-11 max-md:text-15 compact:size-7"
      />
      <div className="min-w-0">
        <div className="flex items-baseline gap-2">
          <bdi
            className={cn(
              "cut max-md:text-15",
              loud ? "font-semibold" : "font-medium",
              !row.contact.name && "tabular-nums",
            )}
          >
            {row.contact.name || shown(row.address)}
          </bdi>
          {loud && <span className="sr-only">{t("row.unread", { count: unread })}</span>}
          <RelativeTime
            at={row.lastActivityAt}
            className={cn("ml-auto flex-none text-12", loud ? "font-medium text-accent-text" : "text-ink-3")}
          />
        </div>
        <div className="mt-px flex items-center gap-2">
          <p className={cn("cut min-w-0 flex-1 max-md:text-14", loud ? "text-ink" : "text-ink-2")}>
            {row.previewDirection === "out" && (
              <span className="text-ink-3">{mine ? t("row.you") : t("row.team")}</span>
            )}
            {row.preview === filePreview ? (
              <>
                <Paperclip className="icon-12 mr-1 inline-block align-[-1px]" />
                {t("row.file")}
              </>
            ) : (
              <bdi>{row.preview || t("row.nothing")}</bdi>
            )}
          </p>
          <Count value={unread} tone={mine || row.state === "waiting" ? "accent" : "neutral"} />
        </div>
        <div className="mt-1 flex min-h-[17px] items-center gap-1.5 overflow-hidden compact:hidden">
          {row.queue && (
            <Badge size="xs" className="min-w-0 shrink">
              {row.queue.name}
            </Badge>
          )}
          {row.test && (
            <Badge size="xs" tone="info" className="flex-none">
              {t("row.test")}
            </Badge>
          )}
          <Marks row={row} draft={draft} />
        </div>
      </div>
    </a>
  );
}

/** At most two: what needs a person comes first. */
function Marks({ row, draft }: { row: ConversationRow; draft: boolean }) {
  const t = useTranslations("inbox.row");
  const clock = useClock();
  const marks = [
    row.state === "waiting" && row.waitingSince && (
      <Badge key="wait" size="xs" tone="warning" icon={<Timer />} className="flex-none">
        <span className="sr-only">{t("waiting")}</span>
        <WaitTimer since={row.waitingSince} />
      </Badge>
    ),
    row.failedCount > 0 && (
      <Badge key="failed" size="xs" tone="danger" icon={<CircleAlert />} className="flex-none">
        {t("failed", { count: row.failedCount })}
      </Badge>
    ),
    row.ownerPlace === "archived" && row.archivedUntil && row.state !== "closed" && (
      <Badge key="until" size="xs" tone="outline" icon={<AlarmClock />} className="flex-none">
        {t("until", { at: `${clock.weekday(row.archivedUntil)} ${clock.time(row.archivedUntil)}` })}
      </Badge>
    ),
    row.state === "closed" && (
      <Badge key="closed" size="xs" tone="outline" className="flex-none">
        {t("closed")}
      </Badge>
    ),
    draft && (
      <Badge key="draft" size="xs" tone="outline" icon={<PencilLine />} className="flex-none">
        {t("draft")}
      </Badge>
    ),
  ];
  return <>{marks.filter(Boolean).slice(0, 2)}</>;
}

const goodbyeMs = 2_000;
const collapseMs = 150;

/** Somebody else has it now: the row says so for a moment, so that nobody thinks it was lost. */
function Taken({ id, row, by, taken }: { id: string; row: ConversationRow; by: string | null; taken: boolean }) {
  const t = useTranslations("inbox.row");
  const shown = useAddresses();
  const { forgetLeaving } = useActions();
  useEffect(() => {
    const timer = setTimeout(() => forgetLeaving(id), goodbyeMs + collapseMs);
    return () => clearTimeout(timer);
  }, [id, forgetLeaving]);
  return (
    <div
      data-row-leaving={id}
      className="grid h-full grid-cols-[36px_minmax(0,1fr)] content-start gap-x-[11px] border-line border-b py-2.5 pr-3.5 pl-4 opacity-60"
      style={{ animation: `row-leave ${collapseMs}ms var(--ease-in) ${goodbyeMs}ms forwards` }}
    >
      <Avatar
        id={row.contact.id}
        name={row.contact.name}
        channel={row.kind as ChannelKind}
        size="row"
        className="mt-px"
      />
      <div className="min-w-0">
        <bdi className="cut block text-ink-2">{row.contact.name || shown(row.address)}</bdi>
        <p className="mt-px flex items-center gap-1.5 text-ink-2">
          <Hand className="icon-14 text-ink-3" />
          {taken && by ? t("takenBy", { name: by }) : t("left")}
        </p>
      </div>
    </div>
  );
}
