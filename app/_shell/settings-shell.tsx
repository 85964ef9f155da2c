"use client";

import { ArrowLeft, ChevronsUpDown } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactElement, type ReactNode, useState } from "react";
import { Drawer } from "@/app/_ui/drawer";
import { isCurrent } from "./current";
import { NavHead, NavItem } from "./nav-item";
import { SkipLink } from "./skip-link";

export type SettingsSection = {
  label?: string;
  items: readonly { href: string; label: string; icon: ReactElement; count?: number; exact?: boolean }[];
};

type SettingsShellProps = {
  /** Name of the navigation: "Settings". */
  label: string;
  brand: ReactNode;
  back: { href: string; label: string };
  find?: ReactNode;
  sections: readonly SettingsSection[];
  me: ReactNode;
  children: ReactNode;
};

/** The frame of the settings: rail with sections. Under 720 px a head that says where one is and opens the sections. */
export function SettingsShell({ label, brand, back, find, sections, me, children }: SettingsShellProps) {
  const path = usePathname();
  const t = useTranslations("common.shell");
  const [open, setOpen] = useState(false);
  const here = sections.flatMap(({ items }) => items).find((item) => isCurrent(path, item.href, item.exact));
  const list = (
    <>
      {sections.map((section, n) => (
        <div key={section.label ?? n} className="contents">
          {section.label && <NavHead label={section.label} />}
          {section.items.map(({ exact, ...item }) => (
            <NavItem
              key={item.href}
              {...item}
              current={isCurrent(path, item.href, exact)}
              onNavigate={() => setOpen(false)}
            />
          ))}
        </div>
      ))}
    </>
  );
  return (
    <div data-shell="rail" className="flex h-dvh flex-col overflow-hidden md:flex-row">
      <SkipLink />
      <nav
        aria-label={label}
        className="hidden w-nav flex-none flex-col border-line border-r bg-rail px-2 pt-2.5 pb-1.5 md:flex"
      >
        {brand}
        {find}
        <NavItem href={back.href} label={back.label} icon={<ArrowLeft />} current={false} />
        <div className="-mx-2 flex min-h-0 flex-1 flex-col overflow-y-auto px-2 pb-2 [scrollbar-width:thin]">
          {list}
        </div>
        <div className="-mx-2 border-line border-t px-2 pt-1.5">{me}</div>
      </nav>
      <div className="flex h-14 flex-none items-center gap-1 border-line border-b bg-rail px-2 md:hidden">
        <Link
          href={back.href}
          aria-label={back.label}
          className="grid size-10 flex-none place-items-center rounded-2 text-ink-2 hover:bg-hover"
        >
          <ArrowLeft className="icon-20" />
        </Link>
        <button
          type="button"
          aria-haspopup="dialog"
          aria-expanded={open}
          onClick={() => setOpen(true)}
          className="flex h-10 min-w-0 items-center gap-1.5 rounded-2 px-2 font-semibold text-16 hover:bg-hover"
        >
          <span className="cut">{here?.label ?? label}</span>
          <ChevronsUpDown className="icon-14 text-ink-3" />
          <span className="sr-only">{t("openSections")}</span>
        </button>
      </div>
      <Drawer open={open} onOpenChange={setOpen} title={label} side="left" className="bg-rail">
        <nav aria-label={t("sections")} className="flex flex-col p-2 text-14">
          {list}
        </nav>
      </Drawer>
      <main id="content" className="flex min-h-0 min-w-0 flex-1 flex-col overflow-y-auto">
        {children}
      </main>
    </div>
  );
}
