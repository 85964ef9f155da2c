"use client";

import { ArrowRightLeft, CircleCheck, Hand, MessageSquarePlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { memo } from "react";
import { useMe } from "@/app/_live/live-provider";
import type { TimelineItem } from "@/app/_live/types";
import { ExactTime } from "@/app/_ui/relative-time";

const icons = {
  created: <MessageSquarePlus className="icon-14" />,
  transferred: <ArrowRightLeft className="icon-14" />,
  picked_up: <Hand className="icon-14" />,
  closed: <CircleCheck className="icon-14" />,
};

/** What happened to a conversation, as a sentence: who, what, and for transfers from and to. */
export function useTimelineText() {
  const t = useTranslations("inbox.timeline");
  const me = useMe();
  return (item: TimelineItem) => {
    const { actor, from, to, queue, flow } = item.data;
    const who =
      item.actorKind === "customer"
        ? t("customer")
        : item.actorKind === "system"
          ? flow
            ? t("flow", { name: flow })
            : t("system")
          : actor === me.member.name
            ? t("you")
            : (actor ?? t("agent"));
    switch (item.line) {
      case "created":
        return t("created", { who });
      case "picked_up":
        return queue ? t("pickedUpFrom", { who, queue }) : t("pickedUp", { who });
      case "transferred":
        return from && from !== actor
          ? t("transferredFrom", { who, from, to: to ?? "" })
          : t("transferred", { who, to: to ?? "" });
      case "closed":
        return t("closed", { who });
    }
  };
}

/** A line of the thread that only staff see: small, centred. */
export const SystemLine = memo(function SystemLine({ item }: { item: TimelineItem }) {
  const text = useTimelineText()(item);
  return (
    <p
      data-seq={item.seq}
      className="my-[5px] flex max-w-full items-center gap-1.5 self-center text-center text-12 text-ink-3"
    >
      <span className="flex-none max-md:hidden">{icons[item.line]}</span>
      <span>
        <span className="[overflow-wrap:anywhere]">{text}</span> · <ExactTime at={item.createdAt} mode="time" />
        {item.data.note && <span className="block text-ink-2">{item.data.note}</span>}
      </span>
    </p>
  );
});
