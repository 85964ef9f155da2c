"use client";

import {
  Archive,
  BookUser,
  CircleUser,
  Hand,
  House,
  Inbox as InboxIcon,
  Layers,
  Settings2,
  Workflow,
} from "lucide-react";
import dynamic from "next/dynamic";
import { usePathname, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import type { MouseEvent, ReactNode } from "react";
import { useMe } from "@/app/_live/live-provider";
import { useLive } from "@/app/_live/store";
import type { WaitingCount } from "@/app/_live/types";
import { minutesSeconds, useSeconds } from "@/app/_live/use-seconds";
import { type NavEntry, NavShell } from "@/app/_shell/nav-shell";
import { Avatar } from "@/app/_ui/avatar";
import { Mark } from "@/app/_ui/logo";
import { can } from "@/server/domain/rights";
import { useWide } from "../inbox/_components/is-phone";
import { placeHref, readPlace } from "../inbox/_components/place";
import { Announcer } from "./announcer";
import { AvailabilityWord } from "./availability";
import { LiveFoot } from "./live-foot";
import { TitleCount } from "./title-count";
import { useGoKeys } from "./use-go-keys";

// Menus are loaded right after the page: until then their buttons stand there without opening.
const BrandMenu = dynamic(() => import("./desk-menus").then((module) => module.BrandMenu), {
  ssr: false,
  loading: BrandStill,
});
const MeMenu = dynamic(() => import("./desk-menus").then((module) => module.MeMenu), { ssr: false, loading: MeStill });

/** The frame around everything an agent does: where to go, with how much waits there, and who he is. */
export function Desk({ signOut, children }: { signOut: () => Promise<void>; children: ReactNode }) {
  const t = useTranslations("inbox.nav");
  const me = useMe();
  const { slug } = me.tenant;
  const path = usePathname();
  const query = useSearchParams();
  const counts = useLive((live) => live.counts);
  const waits = useHot((counts?.waiting ?? 0) > 0);
  useGoKeys(slug);
  // Where details are a drawer there is no room for words either.
  const slim = !useWide();

  const inbox = `/${slug}/inbox`;
  const at = path === inbox || path.startsWith(`${inbox}/`) ? readPlace(slug, path, query).view : null;
  const href = (view: Parameters<typeof placeHref>[1]["view"]) => placeHref(slug, { view, conversationId: null });
  const mine = me.queues.filter((queue) => queue.mine);
  const agent = me.member.takesConversations;

  const items: NavEntry[] = [
    { kind: "item", href: `/${slug}`, label: t("start"), icon: <House />, exact: true, current: path === `/${slug}` },
    {
      kind: "item",
      href: href({ name: "recent" }),
      label: t("recent"),
      icon: <InboxIcon />,
      count: counts?.unread,
      current: at?.name === "recent",
    },
    ...(agent
      ? [
          {
            kind: "item" as const,
            href: href({ name: "waiting" }),
            label: t("waiting"),
            icon: <Hand />,
            count: counts?.waiting,
            hot: (counts?.waiting ?? 0) > 0,
            current: at?.name === "waiting" && !at.queueId,
            sub: [
              ...mine.map(({ id, name }) => ({
                href: href({ name: "waiting", queueId: id }),
                label: <bdi>{name}</bdi>,
                count: counts?.queues.get(id)?.waiting,
                hot: waits(counts?.queues.get(id)),
                current: at?.name === "waiting" && at.queueId === id,
              })),
              ...(counts && counts.everyone.waiting > 0
                ? [
                    {
                      href: href({ name: "waiting", queueId: "everyone" }),
                      label: t("everyone"),
                      count: counts.everyone.waiting,
                      hot: waits(counts.everyone),
                      current: at?.name === "waiting" && at.queueId === "everyone",
                    },
                  ]
                : []),
            ],
          },
        ]
      : []),
    {
      kind: "item",
      href: href({ name: "archived" }),
      label: t("archived"),
      icon: <Archive />,
      current: at?.name === "archived",
    },
    ...(can(me.member, "conversation.read_all")
      ? [
          {
            kind: "item" as const,
            href: href({ name: "all" }),
            label: t("all"),
            icon: <Layers />,
            current: at?.name === "all",
          },
        ]
      : []),
    { kind: "head", label: t("workspace") },
    { kind: "item", href: `/${slug}/contacts`, label: t("contacts"), icon: <BookUser /> },
    ...(can(me.member, "flow.manage")
      ? [{ kind: "item" as const, href: `/${slug}/flows`, label: t("flows"), icon: <Workflow /> }]
      : []),
    { kind: "item", href: `/${slug}/settings`, label: t("settings"), icon: <Settings2 /> },
  ];

  /** Inside the inbox, going to another list asks the server for nothing: the address changes, the store answers. */
  const stayInside = (event: MouseEvent) => {
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return;
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || link.target || !at) return;
    const target = new URL(link.href);
    if (target.origin !== location.origin || target.pathname !== inbox) return;
    event.preventDefault();
    window.history.pushState(null, "", target);
  };

  return (
    <div className="contents" onClickCapture={stayInside}>
      <TitleCount />
      <Announcer />
      <NavShell
        label={t("label")}
        slim={slim}
        brand={<BrandMenu slim={slim} />}
        items={items}
        live={<LiveFoot slim={slim} />}
        me={<MeMenu slim={slim} signOut={signOut} />}
        bottom={[
          {
            href: inbox,
            label: t("bottomInbox"),
            icon: <InboxIcon />,
            count: counts?.unread,
            current: at !== null && at.name !== "waiting",
          },
          {
            href: href({ name: "waiting" }),
            label: t("waiting"),
            icon: <Hand />,
            count: counts?.waiting,
            current: at?.name === "waiting",
          },
          { href: `/${slug}/contacts`, label: t("contacts"), icon: <BookUser /> },
          { href: `/${slug}/me`, label: t("bottomMe"), icon: <CircleUser /> },
        ]}
        hideBottom={path.startsWith(`${inbox}/`)}
      >
        {children}
      </NavShell>
    </div>
  );
}

function BrandStill() {
  const { tenant } = useMe();
  return (
    <div className="flex h-9 w-full flex-none items-center gap-[9px] rounded-2 px-2 font-semibold">
      <Mark />
      <bdi className="cut min-w-0 flex-1">{tenant.name}</bdi>
    </div>
  );
}

function MeStill() {
  const { member } = useMe();
  return (
    <div className="flex h-9 items-center gap-[9px] px-2">
      <Avatar id={member.id} name={member.name} size="s" />
      <bdi className="cut min-w-0 flex-1 font-medium">{member.name}</bdi>
      <span className="text-12 text-ink-2">
        <AvailabilityWord availability={member.availability} />
      </span>
    </div>
  );
}

/** The longest wait of a place, where it is short enough to be counted; a longer one in hours. Still while nobody waits. */
function useHot(anybody: boolean) {
  const now = useSeconds(anybody);
  return (place: WaitingCount | undefined): string | undefined => {
    if (!place?.oldest || place.waiting === 0) return undefined;
    const seconds = Math.max(0, now - Math.floor(place.oldest.getTime() / 1000));
    if (seconds < 3600) return minutesSeconds(seconds);
    return seconds < 86_400 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} d`;
  };
}
