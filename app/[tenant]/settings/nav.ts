import { Building2, Cable, CircleUserRound, type LucideIcon, UserRoundPlus, UsersRound } from "lucide-react";
import type { Right } from "@/server/domain/rights";

/** The pages of the settings, in their order: `/{slug}/settings/{page}`, named by `settings.nav.{page}`. */
export const settingsPages = [
  { page: "channels", icon: Cable, section: "connect", right: "channel.read" },
  { page: "queues", icon: UsersRound, section: "team", right: "queue.manage" },
  { page: "people", icon: UserRoundPlus, section: "team", right: "member.read" },
  { page: "general", icon: Building2, section: "workspace", right: "workspace.edit" },
  { page: "account", icon: CircleUserRound, section: "you", right: "workspace.read" },
] as const satisfies { page: string; icon: LucideIcon; section: string; right: Right }[];
