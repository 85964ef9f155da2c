"use client";

import {
  CalendarClock,
  CornerDownRight,
  Globe,
  type LucideIcon,
  Mail,
  MessageCircle,
  MessageSquareText,
  Zap,
} from "lucide-react";
import { cn } from "@/app/_ui/cn";
import { kindLabels } from "@/server/domain/flow/palette";
import { type Kind, kinds } from "@/server/domain/flow/types";
import { useWords } from "./language";

const looks: Record<Kind, { Icon: LucideIcon; badge: string }> = {
  sms: { Icon: MessageSquareText, badge: "bg-ch-sms-soft text-ch-sms-text" },
  web: { Icon: Globe, badge: "bg-ch-web-soft text-ch-web-text" },
  whatsapp: { Icon: MessageCircle, badge: "bg-ch-whatsapp-soft text-ch-whatsapp-text" },
  email: { Icon: Mail, badge: "bg-ch-email-soft text-ch-email-text" },
  event: { Icon: Zap, badge: "bg-active text-ink-2" },
  auto: { Icon: CalendarClock, badge: "bg-active text-ink-2" },
  sub: { Icon: CornerDownRight, badge: "bg-active text-ink-2" },
};

/** The order in which the list shows the kinds. */
export const kindOrder: readonly Kind[] = ["sms", "web", "whatsapp", "email", "event", "auto", "sub"];

export const asKind = (kind: string): Kind => ((kinds as readonly string[]).includes(kind) ? (kind as Kind) : "sub");

export function KindIcon({ kind, className }: { kind: string; className?: string }) {
  const { Icon } = looks[asKind(kind)];
  return <Icon className={className} />;
}

/** 短消息流程, with its icon. */
export function KindBadge({ kind }: { kind: string }) {
  const words = useWords();
  return (
    <span
      className={cn(
        "inline-flex h-5 items-center gap-1 whitespace-nowrap rounded-[5px] px-[7px] font-medium text-12 [&_.lucide]:icon-12",
        looks[asKind(kind)].badge,
      )}
    >
      <KindIcon kind={kind} />
      {words(kindLabels[asKind(kind)])}
    </span>
  );
}
