import {
  ArrowLeftRight,
  Ban,
  BellRing,
  Briefcase,
  CalendarClock,
  ChartPie,
  CircleCheckBig,
  CircleHelp,
  ClipboardList,
  Clock3,
  CornerDownRight,
  Database,
  Equal,
  Globe,
  Hand,
  Hourglass,
  Inbox,
  KeyRound,
  Layers,
  List,
  ListTree,
  type LucideIcon,
  Mail,
  MessageCircle,
  MessageCircleQuestionMark,
  MessageCircleReply,
  MessageSquareReply,
  MessageSquareText,
  MousePointerClick,
  Phone,
  Play,
  Regex,
  Reply,
  Route,
  Shuffle,
  Sparkles,
  Split,
  Square,
  Star,
  StickyNote,
  Tag,
  TextCursorInput,
  TextSearch,
  TimerOff,
  User,
  UserCheck,
  UserPlus,
  UserRound,
  UserRoundCheck,
  UserRoundPlus,
  UserRoundX,
  UserSearch,
  Users,
  UsersRound,
  UserX,
  Variable,
  Webhook,
  Workflow,
  Zap,
} from "lucide-react";
import type { CSSProperties, ReactNode } from "react";
import { cn } from "@/app/_ui/cn";
import type { Group } from "@/server/domain/flow/types";

/** The icons that nodes and triggers name; each by name, so that only these are loaded. */
const icons: Record<string, LucideIcon> = {
  "arrow-left-right": ArrowLeftRight,
  ban: Ban,
  "bell-ring": BellRing,
  briefcase: Briefcase,
  "calendar-clock": CalendarClock,
  "chart-pie": ChartPie,
  "circle-check-big": CircleCheckBig,
  "clipboard-list": ClipboardList,
  "clock-3": Clock3,
  "corner-down-right": CornerDownRight,
  database: Database,
  equal: Equal,
  globe: Globe,
  hand: Hand,
  hourglass: Hourglass,
  inbox: Inbox,
  "key-round": KeyRound,
  layers: Layers,
  list: List,
  "list-tree": ListTree,
  mail: Mail,
  "message-circle": MessageCircle,
  "message-circle-question-mark": MessageCircleQuestionMark,
  "message-circle-reply": MessageCircleReply,
  "message-square-reply": MessageSquareReply,
  "message-square-text": MessageSquareText,
  "mouse-pointer-click": MousePointerClick,
  phone: Phone,
  play: Play,
  regex: Regex,
  reply: Reply,
  route: Route,
  shuffle: Shuffle,
  sparkles: Sparkles,
  split: Split,
  square: Square,
  star: Star,
  "sticky-note": StickyNote,
  tag: Tag,
  "text-cursor-input": TextCursorInput,
  "text-search": TextSearch,
  "timer-off": TimerOff,
  user: User,
  "user-check": UserCheck,
  "user-plus": UserPlus,
  "user-round": UserRound,
  "user-round-check": UserRoundCheck,
  "user-round-plus": UserRoundPlus,
  "user-round-x": UserRoundX,
  "user-search": UserSearch,
  "user-x": UserX,
  users: Users,
  "users-round": UsersRound,
  variable: Variable,
  webhook: Webhook,
  workflow: Workflow,
  zap: Zap,
};

/** Whether an icon of this name is loaded. */
export const hasIcon = (name: string): boolean => Object.hasOwn(icons, name);

function NamedIcon({ name, className }: { name: string; className?: string }): ReactNode {
  const Icon = icons[name] ?? CircleHelp;
  return <Icon className={className} />;
}

/** A node's glyph on the tint of its group. 24 px on the canvas, 20 in the palette. */
export function GroupTile({ group, icon, size = 24 }: { group: Group; icon: string; size?: 20 | 24 | 26 }) {
  return (
    <span
      style={{ "--grp": `var(--grp-${group})`, width: size, height: size } as CSSProperties}
      className={cn(
        "grid flex-none place-items-center bg-[color-mix(in_oklch,var(--grp)_13%,transparent)] text-[var(--grp)]",
        size === 20 ? "rounded-[5px]" : "rounded-2",
      )}
    >
      <NamedIcon name={icon} className={size === 20 ? "icon-12" : "icon-14"} />
    </span>
  );
}
