"use client";

import {
  Check,
  CheckCheck,
  CircleAlert,
  CircleHelp,
  Clock3,
  CloudOff,
  LoaderCircle,
  Lock,
  PauseCircle,
  SkipForward,
} from "lucide-react";
import { useTranslations } from "next-intl";
import { memo, type ReactNode, useState } from "react";
import { useErrorText } from "@/app/_i18n/error-text";
import { useActions } from "@/app/_live/live-provider";
import type { ConversationRow, MessageItem, NoteItem, Outgoing } from "@/app/_live/types";
import { putBack } from "@/app/_live/uploads";
import { useSeconds } from "@/app/_live/use-seconds";
import { Avatar } from "@/app/_ui/avatar";
import { cn } from "@/app/_ui/cn";
import { ExactTime } from "@/app/_ui/relative-time";
import { Files } from "./files";
import { FlowAuthor } from "./flow-author";
import type { Bubble } from "./lines";
import { lateMinutes } from "./lines";
import { useVerbs } from "./use-verbs";
import { Written } from "./written";

type GroupProps = {
  row: ConversationRow;
  side: "in" | "out";
  bubbles: readonly Bubble[];
  /** Puts a text that was held back into the composer again. */
  onEdit: (text: string) => void;
};

/** What one person wrote in a row: bubbles 3 px apart, one line of meta below the last. */
export const BubbleGroup = memo(function BubbleGroup({ row, side, bubbles, onEdit }: GroupProps) {
  return (
    <div
      className={cn(
        "mt-2 grid max-w-[78%] max-md:max-w-[84%]",
        side === "in"
          ? "grid-cols-[28px_minmax(0,auto)] gap-x-[9px] self-start max-md:grid-cols-[minmax(0,auto)]"
          : "self-end",
      )}
    >
      {side === "in" && (
        <Avatar
          id={row.contact.id}
          name={row.contact.name}
          size="md"
          className="mb-[19px] size-7 self-end text-11 max-md:hidden"
        />
      )}
      <ul className={cn("flex min-w-0 flex-col gap-[3px]", side === "out" ? "items-end" : "items-start")}>
        {bubbles.map((bubble, place) => (
          <li
            key={bubble.kind === "sent" ? (bubble.item.clientId ?? bubble.item.id) : bubble.outgoing.clientId}
            data-seq={bubble.kind === "sent" ? bubble.item.seq : undefined}
            className={cn("flex max-w-full flex-col gap-[3px]", side === "out" ? "items-end" : "items-start")}
          >
            {bubble.kind === "sent" ? (
              <Sent row={row} item={bubble.item} last={place === bubbles.length - 1} />
            ) : (
              <Pending row={row} outgoing={bubble.outgoing} onEdit={onEdit} />
            )}
          </li>
        ))}
      </ul>
    </div>
  );
});

const looks = {
  in: "rounded-bubble rounded-bl-[4px] bg-bubble-in",
  out: "rounded-bubble rounded-br-[4px] bg-bubble-out text-bubble-out-fg",
  bad: "rounded-bubble rounded-br-[4px] bg-danger-soft inset-ring inset-ring-danger-line text-ink",
  unsure: "rounded-bubble rounded-br-[4px] bg-warning-soft inset-ring inset-ring-warning-line text-ink",
};

function Body({ look, text }: { look: keyof typeof looks; text: string }) {
  return (
    <div className={cn("max-w-[64ch] px-3 pt-[7px] pb-2 text-14 max-md:text-15", looks[look])}>
      <Written text={text} />
    </div>
  );
}

const bad: readonly MessageItem["state"][] = ["failed", "bounced", "skipped"];
/** States that a bubble inside a group shows as well: they are not the ordinary way of things. */
const notable: readonly MessageItem["state"][] = ["held", "queued", "sending", "unknown", "cancelled", ...bad];

const Sent = memo(function Sent({ row, item, last }: { row: ConversationRow; item: MessageItem; last: boolean }) {
  const look =
    item.direction === "in" ? "in" : bad.includes(item.state) ? "bad" : item.state === "unknown" ? "unsure" : "out";
  return (
    <>
      {item.text !== "" && <Body look={look} text={item.text} />}
      {item.files.length > 0 && <Files files={item.files} />}
      {(last || notable.includes(item.state)) && <SentMeta item={item} />}
      {item.direction === "out" && (look === "bad" || look === "unsure") && <Trouble row={row} item={item} />}
    </>
  );
});

function SentMeta({ item }: { item: MessageItem }) {
  const t = useTranslations("inbox.message");
  const late = lateMinutes(item);
  // What went wrong has a line of its own.
  if (item.direction === "out" && (bad.includes(item.state) || item.state === "unknown")) return null;
  const byFlow = item.source === "flow";
  const author = item.direction === "out" ? (item.author?.name ?? (byFlow ? null : t(`source.${item.source}`))) : null;
  return (
    <p className="flex flex-wrap items-center gap-x-1.5 px-[3px] text-12 text-ink-3 leading-4 tabular-nums">
      {author && (
        <span>
          <bdi>{author}</bdi> ·
        </span>
      )}
      {byFlow && <FlowAuthor messageId={item.id} />}
      <ExactTime at={item.createdAt} mode="time" />
      {late !== null && (
        <span className="flex items-center gap-1 text-warning-text">
          <Clock3 className="icon-12" />
          {t("late", { minutes: late })}
        </span>
      )}
      {item.direction === "out" && <Delivery item={item} />}
    </p>
  );
}

/** The state of what left: icon and word. */
function Delivery({ item }: { item: MessageItem }) {
  const t = useTranslations("inbox.message");
  switch (item.state) {
    case "queued":
      return <Queued item={item} />;
    case "held":
      return <Mark icon={<PauseCircle className="icon-14" />}>{t("held")}</Mark>;
    case "sending":
      return <Mark icon={<LoaderCircle className="icon-14 animate-spin" />}>{t("sending")}</Mark>;
    case "sent":
      return <Mark icon={<Check className="icon-14" />}>{t("sent")}</Mark>;
    case "delivered":
      return <Mark icon={<CheckCheck className="icon-14" />}>{t("delivered")}</Mark>;
    case "read":
      return (
        <Mark icon={<CheckCheck className="icon-14" />} tone="text-accent-text">
          {t("read")}
        </Mark>
      );
    case "cancelled":
      return <Mark icon={<SkipForward className="icon-14" />}>{t("cancelled")}</Mark>;
    default:
      return null;
  }
}

function Mark({ icon, tone, children }: { icon: ReactNode; tone?: string; children: ReactNode }) {
  return (
    <span className={cn("flex items-center gap-1", tone)}>
      {icon}
      {children}
    </span>
  );
}

/** Waits for its turn at the carrier's pace; how long, where that is known and worth a word. */
function Queued({ item }: { item: MessageItem }) {
  const t = useTranslations("inbox.message");
  const now = useSeconds();
  const seconds = item.dueAt ? Math.ceil(item.dueAt.getTime() / 1000 - now) : 0;
  return <Mark icon={<Clock3 className="icon-14" />}>{seconds > 1 ? t("queuedFor", { seconds }) : t("queued")}</Mark>;
}

/** It did not arrive, or nobody knows: why, what helps, and the carrier's words under Details. */
function Trouble({ row, item }: { row: ConversationRow; item: MessageItem }) {
  const t = useTranslations("inbox.message");
  const errorText = useErrorText();
  const actions = useActions();
  const { attempt } = useVerbs();
  const [busy, setBusy] = useState(false);
  const [shown, setShown] = useState(false);
  const unsure = item.state === "unknown";
  const mine = row.state === "active";
  const run = async (verb: () => Promise<void>) => {
    if (busy) return;
    setBusy(true);
    await attempt(verb);
    setBusy(false);
  };
  const reason = errorText(`send.${item.reason ?? (unsure ? "unknown" : "default")}`);
  return (
    <div className={cn("px-[3px] text-12 leading-[18px]", unsure ? "text-warning-text" : "text-danger-text")}>
      <p className="flex flex-wrap items-center justify-end gap-x-2 gap-y-1">
        <span className="flex items-start gap-1.5">
          {unsure ? <CircleHelp className="icon-14 mt-0.5" /> : <CircleAlert className="icon-14 mt-0.5" />}
          <span>
            <b className="font-medium">{t(unsure ? "unknown" : item.state === "skipped" ? "skipped" : "failed")}</b>
            {reason}
          </span>
        </span>
        {mine && unsure && (
          <>
            <Act onClick={() => run(() => actions.lookAgain(row.id, item.id))}>{t("lookAgain")}</Act>
            <Act onClick={() => run(() => actions.sendAnyway(row.id, item.id))}>{t("sendAnyway")}</Act>
          </>
        )}
        {mine && !unsure && item.state !== "skipped" && (
          <Act onClick={() => run(() => actions.retry(row.id, item.id))}>{t("retry")}</Act>
        )}
        <Act expanded={shown} onClick={() => setShown((before) => !before)}>
          {t("details")}
        </Act>
      </p>
      {shown && (
        <dl className="mt-1 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 rounded-2 bg-sunken px-2.5 py-1.5 text-ink-2">
          <dt className="text-ink-3">{t("code")}</dt>
          <dd className="font-mono">{item.reason ?? "–"}</dd>
          <dt className="text-ink-3">{t("carrierSays")}</dt>
          <dd className="font-mono [overflow-wrap:anywhere]">{item.errorDetail ?? "–"}</dd>
          <dt className="text-ink-3">{t("attempts")}</dt>
          <dd className="tabular-nums">{item.attempt}</dd>
          <dt className="text-ink-3">{t("at")}</dt>
          <dd>
            <ExactTime at={item.stateAt} />
          </dd>
        </dl>
      )}
    </div>
  );
}

function Act({ onClick, expanded, children }: { onClick: () => unknown; expanded?: boolean; children: ReactNode }) {
  return (
    <button
      type="button"
      aria-expanded={expanded}
      onClick={() => void onClick()}
      className="rounded-1 font-medium text-ink underline decoration-line-control underline-offset-[3px] hover:decoration-current max-md:min-h-10 max-md:px-1"
    >
      {children}
    </button>
  );
}

/** Written, and not confirmed by the server yet. */
function Pending({
  row,
  outgoing,
  onEdit,
}: {
  row: ConversationRow;
  outgoing: Outgoing;
  onEdit: (text: string) => void;
}) {
  const t = useTranslations("inbox.message");
  const look = outgoing.state === "stale" ? "unsure" : outgoing.state === "refused" ? "bad" : "out";
  return (
    <>
      {outgoing.text !== "" && <Body look={look} text={outgoing.text} />}
      {outgoing.files && <Files files={outgoing.files} />}
      {outgoing.state === "sending" || outgoing.state === "offline" ? (
        <p className="flex items-center gap-x-1.5 px-[3px] text-12 text-ink-3 leading-4 tabular-nums">
          <ExactTime at={outgoing.createdAt} mode="time" />
          {outgoing.state === "sending" ? (
            <Mark icon={<LoaderCircle className="icon-14 animate-spin" />}>{t("sending")}</Mark>
          ) : (
            <Mark icon={<CloudOff className="icon-14" />}>{t("offline")}</Mark>
          )}
        </p>
      ) : (
        <HeldBack row={row} outgoing={outgoing} onEdit={onEdit} />
      )}
    </>
  );
}

/** It has not left: somebody wrote meanwhile, or the server said no. The author decides. */
function HeldBack({
  row,
  outgoing,
  onEdit,
}: {
  row: ConversationRow;
  outgoing: Outgoing;
  onEdit: (text: string) => void;
}) {
  const t = useTranslations("inbox.message");
  const errorText = useErrorText();
  const actions = useActions();
  const stale = outgoing.state === "stale";
  const edit = () => {
    actions.discard(row.id, outgoing.clientId);
    if (outgoing.files) putBack(row.id, outgoing.files);
    onEdit(outgoing.text);
  };
  return (
    <div
      role="alert"
      className={cn("px-[3px] text-12 leading-[18px]", stale ? "text-warning-text" : "text-danger-text")}
    >
      <p className="flex flex-wrap items-center justify-end gap-x-2 gap-y-1">
        <span className="flex items-start gap-1.5">
          <CircleAlert className="icon-14 mt-0.5" />
          <span>
            {stale
              ? t("stale", { count: Number(outgoing.params?.newer ?? 1) })
              : errorText(outgoing.reason, outgoing.params)}
          </span>
        </span>
        {stale && <Act onClick={() => scrollToSeq(outgoing.seenSeq + 1)}>{t("readFirst")}</Act>}
        <Act onClick={() => actions.resend(row.id, outgoing.clientId, stale)}>{t(stale ? "sendAnyway" : "retry")}</Act>
        <Act onClick={edit}>{t("edit")}</Act>
      </p>
    </div>
  );
}

/** Brings the first line from this one on into view and gives it the focus. */
function scrollToSeq(seq: number) {
  const lines = [...document.querySelectorAll<HTMLElement>("[data-seq]")];
  const line = lines.find((one) => Number(one.dataset.seq) >= seq);
  line?.scrollIntoView({ block: "center" });
}

/** What colleagues tell each other: amber, a lock, and the words that nobody else sees it. */
export const Note = memo(function Note({ note }: { note: NoteItem | Outgoing }) {
  const t = useTranslations("inbox.message");
  const pending = "state" in note;
  return (
    <div className="mt-2 max-w-[74%] self-end rounded-node border border-note-line bg-note-soft px-3 pt-[7px] pb-2 max-md:max-w-[84%]">
      <p className="flex items-center gap-1.5 font-medium text-12 text-note-text">
        <Lock className="icon-12" />
        <span className="flex-1">
          {t("note")}
          {!pending && note.author && (
            <>
              {" · "}
              <bdi>{note.author.name}</bdi>
            </>
          )}
        </span>
        {pending && note.state !== "sending" ? (
          <span className="flex items-center gap-1 font-normal">
            <CloudOff className="icon-12" />
            {t("offline")}
          </span>
        ) : (
          <ExactTime at={note.createdAt} mode="time" className="font-normal" />
        )}
      </p>
      <div className="mt-px text-14">
        <Written text={note.text} mentions />
      </div>
    </div>
  );
});
