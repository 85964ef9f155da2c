"use client";

import { BookUser, CircleUser, Inbox, Settings2, Workflow } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { AccountItems, NewWorkspaceItem } from "@/app/_shell/account-items";
import { MeFoot } from "@/app/_shell/me-foot";
import { NavShell } from "@/app/_shell/nav-shell";
import { type Workspace, WorkspaceSwitcher } from "@/app/_shell/workspace-switcher";

type FlowsShellProps = {
  slug: string;
  workspace: Workspace;
  others: readonly Workspace[];
  me: { id: string; name: string };
  children: ReactNode;
};

/** Rail of icons on the left; on a phone the bar at the foot. */
export function FlowsShell({ slug, workspace, others, me, children }: FlowsShellProps) {
  const t = useTranslations("flows.nav");
  const places = [
    { href: `/${slug}/inbox`, label: t("inbox"), icon: <Inbox /> },
    { href: `/${slug}/contacts`, label: t("contacts"), icon: <BookUser /> },
    { href: `/${slug}/flows`, label: t("flows"), icon: <Workflow /> },
  ];
  const settings = { href: `/${slug}/settings`, label: t("settings"), icon: <Settings2 /> };
  return (
    <NavShell
      slim
      label={t("label")}
      brand={<WorkspaceSwitcher slim current={workspace} others={others} footer={<NewWorkspaceItem />} />}
      items={[...places, settings].map((place) => ({ kind: "item", ...place }))}
      me={<MeFoot slim id={me.id} name={me.name} menu={<AccountItems slug={slug} />} />}
      bottom={[...places, { href: `/${slug}/me`, label: t("me"), icon: <CircleUser /> }]}
    >
      {children}
    </NavShell>
  );
}
