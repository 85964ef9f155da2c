"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Avatar } from "@/app/_ui/avatar";
import { Menu } from "@/app/_ui/menu";

type MeFootProps = {
  id: string;
  name: string;
  /** At the far end: availability (`StatusDot`, or a menu of its own), or the role. */
  status?: ReactNode;
  /** `MenuItem`s of the account; without them the name is only shown. */
  menu?: ReactNode;
  slim?: boolean;
};

/** Who is signed in, at the foot of the rail. */
export function MeFoot({ id, name, status, menu, slim }: MeFootProps) {
  const t = useTranslations("common.shell");
  const who = (
    <>
      <Avatar id={id} name={name} size="s" />
      {!slim && <bdi className="cut min-w-0 flex-1 text-left font-medium">{name}</bdi>}
    </>
  );
  const look = "flex h-9 min-w-0 flex-1 items-center gap-[9px] rounded-2 px-2";
  return (
    <div className="flex items-center gap-1">
      {menu ? (
        <Menu
          align="start"
          side="top"
          label={t("accountMenu")}
          trigger={
            <button
              type="button"
              aria-label={`${name}: ${t("accountMenu")}`}
              className={`${look} hover:bg-hover data-popup-open:bg-active`}
            >
              {who}
            </button>
          }
        >
          {menu}
        </Menu>
      ) : (
        <div className={look}>{who}</div>
      )}
      {!slim && status && <div className="flex-none pr-1 text-12 text-ink-2">{status}</div>}
    </div>
  );
}
