"use client";

import { LogOut, Plus, UserRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { MenuItem } from "@/app/_ui/menu";
import { useSignOut } from "./use-sign-out";

/** What the menu of one's own name offers everywhere: the account, and the way out. For `MeFoot`. */
export function AccountItems({ slug }: { slug: string }) {
  const t = useTranslations("common.account");
  const signOut = useSignOut();
  return (
    <>
      <MenuItem href={`/${slug}/settings/account`} icon={<UserRound />}>
        {t("yours")}
      </MenuItem>
      <MenuItem onClick={signOut} icon={<LogOut />}>
        {t("signOut")}
      </MenuItem>
    </>
  );
}

/** At the foot of the list of workspaces. For `WorkspaceSwitcher`. */
export function NewWorkspaceItem() {
  const t = useTranslations("common.account");
  return (
    <MenuItem href="/start?new" icon={<Plus />}>
      {t("newWorkspace")}
    </MenuItem>
  );
}
