"use client";

import { ChevronsUpDown } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Avatar } from "@/app/_ui/avatar";
import { Mark } from "@/app/_ui/logo";
import { Menu, MenuGroup, MenuItem, MenuSeparator } from "@/app/_ui/menu";

export type Workspace = { name: string; slug: string };

type WorkspaceSwitcherProps = {
  current: Workspace;
  /** The other workspaces of this person. */
  others: readonly Workspace[];
  /** Further `MenuItem`s: settings, a new workspace. */
  footer?: ReactNode;
  slim?: boolean;
};

/** Which workspace this is, and the way to the others. Without a choice it is only the name. */
export function WorkspaceSwitcher({ current, others, footer, slim }: WorkspaceSwitcherProps) {
  const t = useTranslations("common.shell");
  const name = (
    <>
      <Mark />
      {!slim && <bdi className="cut min-w-0 flex-1 text-left">{current.name}</bdi>}
    </>
  );
  const look = "flex h-9 w-full flex-none items-center gap-[9px] rounded-2 px-2 font-semibold";
  if (others.length === 0 && !footer) return <div className={look}>{name}</div>;
  return (
    <Menu
      align="start"
      label={t("switchWorkspace")}
      trigger={
        <button
          type="button"
          aria-label={`${current.name}: ${t("switchWorkspace")}`}
          className={`${look} hover:bg-hover data-popup-open:bg-active`}
        >
          {name}
          {!slim && <ChevronsUpDown className="icon-14 text-ink-3" />}
        </button>
      }
    >
      {others.length > 0 && (
        <MenuGroup label={t("yourWorkspaces")}>
          {others.map(({ name: other, slug }) => (
            <MenuItem key={slug} href={`/${slug}`} icon={<Avatar id={slug} name={other} size="s" square />}>
              <bdi>{other}</bdi>
            </MenuItem>
          ))}
        </MenuGroup>
      )}
      {others.length > 0 && footer && <MenuSeparator />}
      {footer}
    </Menu>
  );
}
