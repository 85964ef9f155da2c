"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { Archive, ArrowUp, ChevronRight, Coffee, Hand, Inbox as InboxIcon, RotateCw, SquarePen } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { type FocusEvent, type MouseEvent, type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { useActions, useMe } from "@/app/_live/live-provider";
import { useLive } from "@/app/_live/store";
import { type View, viewKey } from "@/app/_live/views";
import { Button } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";
import { IconButton } from "@/app/_ui/icon-button";
import { SkeletonRows } from "@/app/_ui/skeleton";
import { useIdle } from "@/app/_ui/use-idle";
import { can } from "@/server/domain/rights";
import { usePhone } from "./is-phone";
import { ListFilter } from "./list-filter";
import { OfflineStrip } from "./offline-strip";
import { Row } from "./row";
import { useList, useStill } from "./use-list";
import { usePlace } from "./use-place";
import { useWait } from "./wait-timer";

const loadStartDialog = () => import("./start-dialog");
const StartDialog = dynamic(loadStartDialog, { ssr: false });
const loadRowMenu = () => import("./row-menu").then((module) => module.RowMenu);
const RowMenu = dynamic(loadRowMenu, { ssr: false });

/** What the keyboard needs of the list: the ids as they are shown, and the way to bring one into view. */
export type ListHandle = { ids: readonly string[]; reveal: (id: string) => void };

/** The list of conversations: head, filter, rows. */
export function ListPane({ handle }: { handle: RefObject<ListHandle | null> }) {
  const t = useTranslations("inbox");
  const { view, conversationId, href, go } = usePlace();
  const key = viewKey(view);
  const { ids, page } = useList(view, conversationId);
  const still = useStill(ids, key);
  const { setHeld } = still;
  const box = useRef<HTMLDivElement>(null);
  const [menu, setMenu] = useState<{ id: string; x: number; y: number } | null>(null);

  useIdle(loadRowMenu);
  const rowHeight = useRowHeight(box);
  const rows = useVirtualizer({
    count: still.ids.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    getItemKey: (place) => still.ids[place] ?? place,
    overscan: 8,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured anew when rows become higher or lower
  useEffect(() => rows.measure(), [rowHeight]);

  const reveal = useCallback(
    (id: string) => {
      const place = still.ids.indexOf(id);
      if (place < 0) return;
      rows.scrollToIndex(place, { align: "auto" });
      requestAnimationFrame(() =>
        box.current?.querySelector<HTMLElement>(`[data-row="${id}"]`)?.focus({ preventScroll: true }),
      );
    },
    [rows, still.ids],
  );
  useEffect(() => {
    handle.current = { ids: still.ids, reveal };
  }, [handle, still.ids, reveal]);

  // The place in a list survives looking at another one.
  const offsets = useRef(new Map<string, number>());
  useEffect(() => {
    box.current?.scrollTo({ top: offsets.current.get(key) ?? 0 });
  }, [key]);

  const actions = useActions();
  const lastShown = rows.getVirtualItems().at(-1)?.index ?? 0;
  const wantsMore = page?.state === "ready" && page.next !== null && lastShown >= still.ids.length - 15;
  useEffect(() => {
    if (wantsMore) actions.loadList(view).catch(() => {});
  }, [wantsMore, actions, view]);

  const open = useCallback((id: string) => go({ conversationId: id }), [go]);
  const openMenu = useCallback((id: string, event: MouseEvent) => {
    event.preventDefault();
    setMenu({ id, x: event.clientX, y: event.clientY });
  }, []);

  const first = page === undefined || (page.state === "loading" && still.ids.length === 0);
  const tabbable = conversationId && still.ids.includes(conversationId) ? conversationId : still.ids[0];
  return (
    <section
      aria-label={t("list.label")}
      className="flex min-h-0 w-full flex-none flex-col border-line border-r bg-panel md:w-[320px] lg:w-list"
    >
      <ListHead view={view} onView={(next) => go({ view: next })} />
      <OfflineStrip />
      {view.name === "recent" && <WaitingStrip onOpen={() => go({ view: { name: "waiting" } })} />}
      {still.updates > 0 && (
        <button
          type="button"
          onClick={() => {
            still.apply();
            box.current?.scrollTo({ top: 0 });
          }}
          className="flex h-7 flex-none items-center justify-center gap-1.5 bg-accent-soft font-medium text-12 text-accent-text max-md:h-10"
        >
          <ArrowUp className="icon-14" />
          {t("list.updates", { count: still.updates })}
        </button>
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it only notices that somebody points at the list */}
      <div
        ref={box}
        className="ring-none relative min-h-0 flex-1 overflow-y-auto overscroll-contain [overflow-anchor:none] [scrollbar-width:thin]"
        onScroll={(event) => offsets.current.set(key, event.currentTarget.scrollTop)}
        onPointerEnter={(event) => event.pointerType === "mouse" && setHeld(true)}
        onPointerLeave={(event) => event.pointerType === "mouse" && !hasFocusedRow(box.current) && setHeld(false)}
        onFocus={(event: FocusEvent<HTMLElement>) => event.target.matches(":focus-visible") && setHeld(true)}
        onBlur={(event) => {
          if (!event.currentTarget.contains(event.relatedTarget) && !event.currentTarget.matches(":hover"))
            setHeld(false);
        }}
      >
        {first ? (
          <SkeletonRows rows={8} />
        ) : still.ids.length === 0 ? (
          page.state === "failed" ? (
            <ListFailed onRetry={() => actions.loadList(view).catch(() => {})} />
          ) : (
            <NothingHere view={view} />
          )
        ) : (
          <ul aria-label={t("list.label")} style={{ height: rows.getTotalSize() }} className="relative">
            {rows.getVirtualItems().map(({ index, start, size }) => {
              const id = still.ids[index];
              if (!id) return null;
              return (
                <li
                  key={id}
                  aria-setsize={page.next ? -1 : still.ids.length}
                  aria-posinset={index + 1}
                  className="absolute inset-x-0 top-0"
                  style={{ height: size, transform: `translateY(${start}px)` }}
                >
                  <Row
                    id={id}
                    href={href({ conversationId: id })}
                    selected={id === conversationId}
                    tabbable={id === tabbable}
                    onOpen={open}
                    onMenu={openMenu}
                  />
                </li>
              );
            })}
          </ul>
        )}
        {page?.state === "failed" && still.ids.length > 0 && (
          <ListFailed onRetry={() => actions.loadList(view).catch(() => {})} />
        )}
      </div>
      {menu && <RowMenu {...menu} onClose={() => setMenu(null)} />}
    </section>
  );
}

const hasFocusedRow = (box: HTMLElement | null) => box?.querySelector("[data-row]:focus-visible") !== null;

/** Rows are as high as the density and the window say; read from the tokens, so that there is one truth. */
function useRowHeight(box: RefObject<HTMLElement | null>): number {
  const [height, setHeight] = useState(76);
  useEffect(() => {
    const phone = window.matchMedia("(max-width: 44.99rem)");
    const measure = () => {
      const token = box.current && getComputedStyle(box.current).getPropertyValue("--h-list-row");
      setHeight(phone.matches ? 84 : Number.parseInt(token || "76", 10));
    };
    measure();
    phone.addEventListener("change", measure);
    return () => phone.removeEventListener("change", measure);
  }, [box]);
  return height;
}

function ListHead({ view, onView }: { view: View; onView: (view: View) => void }) {
  const t = useTranslations("inbox");
  const me = useMe();
  const phone = usePhone();
  const [starting, setStarting] = useState(false);
  useIdle(loadStartDialog);
  const unread = useLive((live) => live.counts?.unread ?? 0);
  const waiting = useLive((live) => live.counts?.waiting ?? 0);
  const queue = me.queues.find(({ id }) => id === view.queueId);
  const title =
    view.name === "waiting" && view.queueId === "everyone"
      ? t("nav.everyone")
      : view.name === "waiting" && queue
        ? queue.name
        : t(`views.${view.name}`);
  const count = view.name === "waiting" && !view.queueId ? waiting : 0;
  // The bar at the foot of a phone has no place for the archive: it is beside Recent.
  const aside = phone && (view.name === "recent" || view.name === "archived");
  return (
    <>
      <div className="flex h-topbar flex-none items-center gap-2 pr-2 pl-4">
        <h1 className="cut font-semibold text-16 max-md:text-20">{title}</h1>
        {count > 0 && <span className="text-ink-3 tabular-nums">{count}</span>}
        {can(me.member, "conversation.start") && (
          <IconButton
            className="ml-auto"
            label={t("start.title")}
            icon={<SquarePen />}
            onClick={() => setStarting(true)}
          />
        )}
        {starting && <StartDialog onClose={() => setStarting(false)} />}
      </div>
      <div className="flex flex-none items-center gap-1.5 border-line border-b pr-3 pb-2.5 pl-4">
        <ListFilter
          label={t("list.filter")}
          value={aside && view.name === "archived" ? "archived" : view.unread ? "unread" : "all"}
          onValueChange={(value) =>
            onView(
              value === "archived"
                ? { name: "archived" }
                : { ...view, ...(aside ? { name: "recent" } : {}), unread: value === "unread" },
            )
          }
          items={[
            { value: "all", label: t(`list.all.${aside ? "recent" : view.name}`) },
            {
              value: "unread",
              label: t("list.unread"),
              count: (aside || view.name === "recent") && unread > 0 ? unread : undefined,
            },
            ...(aside ? [{ value: "archived" as const, label: t("list.all.archived") }] : []),
          ]}
        />
      </div>
    </>
  );
}

/** On a phone: who waits, over the list. */
function WaitingStrip({ onOpen }: { onOpen: () => void }) {
  const t = useTranslations("inbox.list");
  const me = useMe();
  const counts = useLive((live) => live.counts);
  const places = [
    ...(counts
      ? [...counts.queues].map(([id, place]) => ({ ...place, name: me.queues.find((queue) => queue.id === id)?.name }))
      : []),
    ...(counts ? [{ ...counts.everyone, name: undefined }] : []),
  ].filter(({ waiting, oldest }) => waiting > 0 && oldest);
  const longest = places.sort((a, b) => (a.oldest?.getTime() ?? 0) - (b.oldest?.getTime() ?? 0))[0];
  const wait = useWait(longest?.oldest ?? null);
  if (!counts || counts.waiting === 0) return null;
  return (
    <button
      type="button"
      onClick={onOpen}
      className="flex min-h-11 flex-none items-center gap-2.5 border-warning-line border-b bg-warning-soft px-4 text-left text-14 text-warning-text md:hidden"
    >
      <Hand />
      <span className="cut min-w-0 flex-1">
        <b className="font-semibold">{t("waiting", { count: counts.waiting })}</b>
        {longest &&
          ` · ${longest.name ? t("longestIn", { time: wait, queue: longest.name }) : t("longest", { time: wait })}`}
      </span>
      <ChevronRight />
    </button>
  );
}

function ListFailed({ onRetry }: { onRetry: () => void }) {
  const t = useTranslations("inbox.list");
  return (
    <EmptyState
      icon={<RotateCw />}
      title={t("failed")}
      action={
        <Button size="sm" onClick={onRetry}>
          {t("retry")}
        </Button>
      }
    >
      {t("failedBody")}
    </EmptyState>
  );
}

/** Why there is nothing, and what would change that. */
function NothingHere({ view }: { view: View }) {
  const t = useTranslations("inbox.empty");
  const me = useMe();
  const mine = me.queues.filter((queue) => queue.mine).length;
  if (view.unread) return <EmptyState icon={<InboxIcon />} title={t("unread")} />;
  if (view.name === "archived") {
    return (
      <EmptyState icon={<Archive />} title={t("archived")}>
        {t("archivedBody")}
      </EmptyState>
    );
  }
  if (view.name === "waiting") {
    return (
      <EmptyState icon={<Coffee />} title={t("waiting")}>
        {me.member.takesConversations ? t("waitingBody", { queues: mine }) : t("notAgent")}
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={<InboxIcon />} title={t("recent")}>
      {me.member.takesConversations ? t("recentBody") : t("notAgent")}
    </EmptyState>
  );
}
