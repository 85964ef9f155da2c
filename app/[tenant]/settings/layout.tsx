import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { ClientMessages } from "@/app/_i18n/client-messages";
import { AccountItems, NewWorkspaceItem } from "@/app/_shell/account-items";
import { MeFoot } from "@/app/_shell/me-foot";
import { SettingsShell } from "@/app/_shell/settings-shell";
import { WorkspaceSwitcher } from "@/app/_shell/workspace-switcher";
import { requireSession } from "@/server/auth/current-session";
import { can } from "@/server/domain/rights";
import { listWorkspaces } from "@/server/tenants/list";
import { openTenant } from "@/server/tenants/open";
import { settingsPages } from "./nav";

type Props = { params: Promise<{ tenant: string }>; children: ReactNode };

/** The frame of the settings: what this person may open, and the way back. */
export default async function SettingsLayout({ params, children }: Props) {
  const { tenant: slug } = await params;
  const { actor, workspace } = await openTenant(slug);
  const [workspaces, t] = await Promise.all([listWorkspaces(await requireSession()), getTranslations("settings")]);
  const mine = settingsPages.filter(({ right }) => can(actor, right));
  const sections = [...new Set(mine.map(({ section }) => section))].map((section) => ({
    label: t(`nav.${section}`),
    items: mine
      .filter((item) => item.section === section)
      .map(({ page, icon: Icon }) => ({
        href: `/${slug}/settings/${page}`,
        label: t(`nav.${page}`),
        icon: <Icon />,
      })),
  }));
  return (
    <ClientMessages areas={["settings"]}>
      <SettingsShell
        label={t("title")}
        brand={
          <WorkspaceSwitcher
            current={workspace}
            others={workspaces.filter((other) => other.slug !== slug)}
            footer={<NewWorkspaceItem />}
          />
        }
        back={{ href: `/${slug}`, label: t("back") }}
        sections={sections}
        me={<MeFoot id={actor.memberId} name={actor.name} menu={<AccountItems slug={slug} />} />}
      >
        {children}
      </SettingsShell>
    </ClientMessages>
  );
}
