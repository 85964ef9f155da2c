"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowDown, EyeOff, MessageSquareText, RotateCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { readOf } from "@/app/_live/apply";
import { useActions, useMe } from "@/app/_live/live-provider";
import { refusalOf } from "@/app/_live/refusal";
import { useLive, useLiveStore } from "@/app/_live/store";
import type { ConversationRow, Outgoing, Thread } from "@/app/_live/types";
import { useTRPC } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { useClock } from "@/app/_ui/clock";
import { EmptyState } from "@/app/_ui/empty-state";
import { SkeletonRows } from "@/app/_ui/skeleton";
import { BubbleGroup, Note } from "./bubbles";
import { Composer, type ComposerHandle } from "./composer";
import { EarlierConversations } from "./earlier";
import { firstUnread, type Line, threadLines } from "./lines";
import { Pictures } from "./pictures";
import { SystemLine } from "./system-line";
import { ThreadHead } from "./thread-head";
import { usePlace } from "./use-place";
import { useThreadScroll } from "./use-scroll";

type ThreadPaneProps = {
  detailsOpen: boolean;
  onDetails: () => void;
  composer: React.RefObject<ComposerHandle | null>;
};

/** The open conversation. */
export function ThreadPane(props: ThreadPaneProps) {
  const { conversationId } = usePlace();
  const t = useTranslations("inbox.thread");
  if (conversationId) return <Open key={conversationId} id={conversationId} {...props} />;
  return (
    <section aria-label={t("label")} className="flex min-w-0 flex-1 flex-col bg-panel max-md:hidden">
      <EmptyState icon={<MessageSquareText />} title={t("none")} className="p-5">
        {t("noneBody")}
      </EmptyState>
    </section>
  );
}

function Open({ id, ...props }: ThreadPaneProps & { id: string }) {
  const t = useTranslations("inbox.thread");
  const actions = useActions();
  const store = useLiveStore();
  const row = useLive((live) => live.rows.get(id));
  const thread = useLive((live) => live.threads.get(id));
  const epoch = useLive((live) => live.epoch);
  const gone = useLive((live) => live.gone.has(id));
  const leaving = useLive((live) => live.leaving.get(id));
  const [failure, setFailure] = useState<string | null>(null);
  const [attempts, setAttempts] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new epoch or another attempt asks again
  useEffect(() => {
    let current = true;
    actions.setOpen(id);
    actions
      .loadThread(id)
      .then(() => current && setFailure(null))
      .catch((error: unknown) => current && setFailure(refusalOf(error).reason));
    return () => {
      current = false;
      actions.setOpen(null);
    };
  }, [id, actions, epoch, attempts]);

  // It came back (handed to me again): what is known of its thread has to be asked for.
  const lost = row !== undefined && thread === undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when it becomes lost
  useEffect(() => {
    if (lost && store.getState().seqs.has(id)) setAttempts((n) => n + 1);
  }, [lost]);

  const gap = thread?.gapAfter ?? null;
  useEffect(() => {
    if (gap !== null) actions.fillGap(id, gap).catch(() => {});
  }, [gap, id, actions]);

  const notMine = gone || failure === "notFound";
  if (row && thread && !gone) return <Shown row={row} thread={thread} {...props} />;
  return (
    <Frame>
      {notMine ? (
        <EmptyState
          icon={<EyeOff />}
          title={leaving?.by ? t("takenBy", { name: leaving.by }) : t("notYours")}
          className="p-5"
        >
          {t("notYoursBody")}
        </EmptyState>
      ) : failure ? (
        <EmptyState
          icon={<RotateCw />}
          title={t("failed")}
          className="p-5"
          action={
            <Button size="sm" onClick={() => setAttempts((n) => n + 1)}>
              {t("retry")}
            </Button>
          }
        >
          {t("failedBody")}
        </EmptyState>
      ) : (
        <SkeletonRows kind="text" rows={6} className="p-5" />
      )}
    </Frame>
  );
}

function Frame({ children }: { children: ReactNode }) {
  const t = useTranslations("inbox");
  const { go } = usePlace();
  return (
    <section aria-label={t("thread.label")} className="flex min-w-0 flex-1 flex-col bg-panel">
      <div className="flex h-14 flex-none items-center border-line border-b px-1 md:hidden">
        <Button variant="ghost" className="h-10" onClick={() => go({ conversationId: null })}>
          {t("thread.back")}
        </Button>
      </div>
      {children}
    </section>
  );
}

const nothingOutgoing: readonly Outgoing[] = [];

function Shown({
  row,
  thread,
  detailsOpen,
  onDetails,
  composer,
}: ThreadPaneProps & { row: ConversationRow; thread: Thread }) {
  const t = useTranslations("inbox.thread");
  const me = useMe();
  const actions = useActions();
  const store = useLiveStore();
  const clock = useClock();
  const trpc = useTRPC();
  const outgoing = useLive((live) => live.outgoing.get(row.id)) ?? nothingOutgoing;
  const box = useRef<HTMLDivElement>(null);

  // Where the divider stands is decided once, when the thread is opened.
  const [newFrom] = useState(() => firstUnread(thread.items, readOf(store.getState(), row.id)?.readSeq ?? 0));
  const lines = useMemo(
    () => threadLines({ items: thread.items, outgoing, newFrom, memberId: me.member.id, dayOf: clock.day }),
    [thread.items, outgoing, newFrom, me.member.id, clock],
  );
  const loadOlder = useCallback(() => actions.loadOlder(row.id), [actions, row.id]);
  const onSeen = useCallback(() => void actions.markRead(row.id), [actions, row.id]);
  const scroll = useThreadScroll({
    box,
    items: thread.items,
    sent: outgoing.length,
    newFrom,
    hasOlder: thread.hasOlder,
    loadOlder,
    onSeen,
  });
  const details = useQuery(trpc.conversations.details.queryOptions({ conversationId: row.id }));
  const onEdit = useCallback((text: string) => composer.current?.edit(text), [composer]);

  return (
    <section aria-label={t("label")} className="flex min-w-0 flex-1 flex-col bg-panel">
      <ThreadHead row={row} detailsOpen={detailsOpen} onDetails={onDetails} />
      <div className="relative min-h-0 flex-1">
        <div
          ref={box}
          id="thread"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls what the pointer scrolls
          tabIndex={0}
          role="log"
          aria-live="off"
          aria-label={t("messages")}
          onScroll={scroll.look}
          className="ring-inset-focus absolute inset-0 overflow-y-auto overscroll-contain [overflow-anchor:none] [scrollbar-width:thin]"
        >
          <div className="flex min-h-full flex-col justify-end px-5 pt-3 pb-1.5 max-md:px-3.5">
            {thread.hasOlder ? (
              <p className="self-center py-2 text-12 text-ink-3">{t("older")}</p>
            ) : (
              <EarlierConversations earlier={details.data?.earlier ?? []} />
            )}
            <Pictures items={thread.items}>
              {lines.map((line) => (
                <ThreadLine key={line.key} line={line} row={row} onEdit={onEdit} />
              ))}
            </Pictures>
          </div>
        </div>
        {!scroll.atEnd && (
          <button
            type="button"
            onClick={() => scroll.toEnd(true)}
            className="absolute right-5 bottom-2 flex h-8 items-center gap-1.5 rounded-full border border-line-2 bg-raised px-3 font-medium text-12 shadow-2 max-md:h-10"
          >
            <ArrowDown className="icon-14" />
            {scroll.below > 0 ? t("newBelow", { count: scroll.below }) : t("toEnd")}
          </button>
        )}
      </div>
      <Composer key={row.id} row={row} handle={composer} seenSeq={scroll.seenSeq} />
    </section>
  );
}

function ThreadLine({ line, row, onEdit }: { line: Line; row: ConversationRow; onEdit: (text: string) => void }) {
  switch (line.kind) {
    case "day":
      return <Day at={line.at} />;
    case "new":
      return <NewDivider />;
    case "system":
      return <SystemLine item={line.item} />;
    case "note":
      return <Note note={line.note} />;
    case "pending-note":
      return <Note note={line.outgoing} />;
    case "group":
      return <BubbleGroup row={row} side={line.side} bubbles={line.bubbles} onEdit={onEdit} />;
  }
}

function Day({ at }: { at: Date }) {
  const t = useTranslations("inbox.thread");
  const clock = useClock();
  const ago = clock.day(new Date()) - clock.day(at);
  const word = ago === 0 ? t("today") : ago === 1 ? t("yesterday") : clock.date(at);
  return (
    <h3 className="mt-3 mb-2 flex items-center gap-3 text-12 text-ink-3 before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
      <time dateTime={at.toISOString()} suppressHydrationWarning>
        {word}
      </time>
    </h3>
  );
}

function NewDivider() {
  const t = useTranslations("inbox.thread");
  return (
    <p
      data-divider
      className="mt-2.5 mb-0.5 flex items-center gap-2.5 font-medium text-12 text-accent-text before:h-px before:flex-1 before:bg-accent-line after:h-px after:flex-1 after:bg-accent-line"
    >
      {t("new")}
    </p>
  );
}
