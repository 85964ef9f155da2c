import { Bell, Globe, Mail, MessageCircle, MessageSquareText, Phone } from "lucide-react";
import { cn } from "./cn";

const kinds = {
  sms: { Icon: MessageSquareText, solid: "bg-ch-sms", soft: "bg-ch-sms-soft text-ch-sms-text" },
  whatsapp: { Icon: MessageCircle, solid: "bg-ch-whatsapp", soft: "bg-ch-whatsapp-soft text-ch-whatsapp-text" },
  email: { Icon: Mail, solid: "bg-ch-email", soft: "bg-ch-email-soft text-ch-email-text" },
  web: { Icon: Globe, solid: "bg-ch-web", soft: "bg-ch-web-soft text-ch-web-text" },
  push: { Icon: Bell, solid: "bg-ch-push", soft: "bg-ch-push-soft text-ch-push-text" },
  voice: { Icon: Phone, solid: "bg-ch-voice", soft: "bg-ch-voice-soft text-ch-voice-text" },
};

/** The way a customer writes. */
export type ChannelKind = keyof typeof kinds;

/** The icon of a channel kind, at the size of the text around it. */
export function ChannelIcon({ kind, className }: { kind: ChannelKind; className?: string }) {
  const { Icon } = kinds[kind];
  return <Icon className={className} />;
}

/** 15 px square, on avatars and before a channel's name. `label` names it where no word stands beside it. */
export function ChannelBadge({ kind, label, className }: { kind: ChannelKind; label?: string; className?: string }) {
  const { Icon, solid } = kinds[kind];
  return (
    <span
      {...(label ? { role: "img", "aria-label": label, title: label } : { "aria-hidden": true })}
      className={cn("grid size-[15px] flex-none place-items-center rounded-[5px] text-on-solid", solid, className)}
    >
      <Icon className="size-[9.5px] stroke-[2.4]" />
    </span>
  );
}

/** 28 px tile in lists of channels. */
export function ChannelTile({ kind, size = 28, className }: { kind: ChannelKind; size?: 28 | 36; className?: string }) {
  const { Icon, soft } = kinds[kind];
  return (
    <span
      aria-hidden
      className={cn(
        "grid flex-none place-items-center rounded-[7px]",
        size === 36 ? "size-9" : "size-7",
        soft,
        className,
      )}
    >
      <Icon className={size === 36 ? "icon-20" : undefined} />
    </span>
  );
}
