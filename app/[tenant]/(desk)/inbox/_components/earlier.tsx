"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useMemo, useState } from "react";
import { useMe } from "@/app/_live/live-provider";
import type { Details } from "@/app/_live/me";
import { useTRPC } from "@/app/_trpc/client";
import { useClock } from "@/app/_ui/clock";
import { cn } from "@/app/_ui/cn";
import { SkeletonRows } from "@/app/_ui/skeleton";
import { BubbleGroup, Note } from "./bubbles";
import { threadLines } from "./lines";
import { SystemLine } from "./system-line";

type Earlier = Details["earlier"][number];

/** What this customer and we wrote before, folded: when it was closed, who had it, how much there is. */
export function EarlierConversations({ earlier }: { earlier: readonly Earlier[] }) {
  // Oldest first, as the thread goes; the last few are enough here, the details list them all.
  return earlier
    .slice(0, 3)
    .reverse()
    .map((one) => <Folded key={one.id} earlier={one} />);
}

function Folded({ earlier }: { earlier: Earlier }) {
  const t = useTranslations("inbox.earlier");
  const clock = useClock();
  const [open, setOpen] = useState(false);
  const body = useId();
  const when = clock.dayMonth(earlier.closedAt);
  return (
    <div className="flex flex-col">
      <button
        type="button"
        aria-expanded={open}
        aria-controls={open ? body : undefined}
        onClick={() => setOpen((before) => !before)}
        className="my-1 flex min-h-6 items-center gap-2 self-center rounded-full border border-line bg-panel py-[3px] pr-2.5 pl-2 text-12 text-ink-2 hover:bg-hover max-md:min-h-10"
      >
        <ChevronRight className={cn("icon-14 transition-transform", open && "rotate-90")} />
        {earlier.owner
          ? t("pill", { when, who: earlier.owner, count: earlier.messages })
          : t("pillNobody", { when, count: earlier.messages })}
      </button>
      {open && <Unfolded id={body} conversationId={earlier.id} />}
    </div>
  );
}

function Unfolded({ id, conversationId }: { id: string; conversationId: string }) {
  const t = useTranslations("inbox.earlier");
  const trpc = useTRPC();
  const me = useMe();
  const clock = useClock();
  const answer = useQuery({
    ...trpc.conversations.thread.queryOptions({ conversationId, limit: 100 }),
    staleTime: 300_000,
  });
  const lines = useMemo(
    () =>
      answer.data
        ? threadLines({
            items: answer.data.items,
            outgoing: [],
            newFrom: null,
            memberId: me.member.id,
            dayOf: clock.day,
          })
        : [],
    [answer.data, me.member.id, clock],
  );
  if (answer.isPending) return <SkeletonRows kind="text" rows={3} />;
  if (!answer.data) return <p className="self-center py-1 text-12 text-ink-3">{t("hidden")}</p>;
  return (
    <div id={id} className="flex flex-col border-line border-b pb-3">
      {lines.map((line) => {
        if (line.kind === "system") return <SystemLine key={line.key} item={line.item} />;
        if (line.kind === "note") return <Note key={line.key} note={line.note} />;
        if (line.kind === "group") {
          return (
            <BubbleGroup
              key={line.key}
              row={answer.data.conversation}
              side={line.side}
              bubbles={line.bubbles}
              onEdit={() => {}}
            />
          );
        }
        return null;
      })}
    </div>
  );
}
