import { User } from "lucide-react";
import type { ReactElement } from "react";
import { ChannelBadge, type ChannelKind } from "./channel-badge";
import { cn } from "./cn";

const sizes = {
  xs: "size-[18px] text-[9px]",
  s: "size-[22px] text-[10px]",
  md: "size-8 text-12",
  row: "size-9 text-12",
  l: "size-11 text-15",
};

const hues = [
  "bg-hue-1 text-hue-1-text",
  "bg-hue-2 text-hue-2-text",
  "bg-hue-3 text-hue-3-text",
  "bg-hue-4 text-hue-4-text",
  "bg-hue-5 text-hue-5-text",
  "bg-hue-6 text-hue-6-text",
] as const;

type AvatarProps = {
  /** Decides the hue: the same id always looks the same. */
  id: string;
  /** Without a name: a person on grey. */
  name?: string | null;
  /** The way this contact writes, in the corner. */
  channel?: ChannelKind;
  channelLabel?: string;
  size?: keyof typeof sizes;
  /** Workspaces are square, people round. */
  square?: boolean;
  /** Instead of initials, as for a visitor without a name. */
  icon?: ReactElement;
  className?: string;
};

/** Initials on a soft hue. Decorative: the name stands beside it. */
export function Avatar({ id, name, channel, channelLabel, size = "md", square, icon, className }: AvatarProps) {
  const letters = name ? initials(name) : "";
  return (
    <span
      className={cn(
        "relative grid flex-none select-none place-items-center font-semibold leading-none",
        square ? "rounded-3" : "rounded-full",
        sizes[size],
        letters || icon ? hues[hueOf(id)] : "bg-active text-ink-2",
        className,
      )}
    >
      <span aria-hidden>
        {icon ?? (letters || <User className={size === "xs" || size === "s" ? "icon-12" : undefined} />)}
      </span>
      {channel && (
        <ChannelBadge
          kind={channel}
          label={channelLabel}
          className="absolute -right-1 -bottom-[3px] shadow-[0_0_0_2px_var(--row-bg,var(--bg-panel))]"
        />
      )}
    </span>
  );
}

/** Two letters of a Latin name (first and last word), one character of a Han, Kana or Hangul one; "" if none. */
export function initials(name: string): string {
  const words = name
    .trim()
    .split(/\s+/u)
    .filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const [first] = words;
  if (!first) return "";
  const initial = [...first][0] ?? "";
  if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(initial)) return initial;
  const last = words.length > 1 ? ([...(words.at(-1) ?? "")][0] ?? "") : "";
  return (initial + last).toLocaleUpperCase("en");
}

/** FNV-1a over the id: evenly spread, and stable between server and browser. */
function hueOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % hues.length;
}
