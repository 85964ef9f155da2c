import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { ClientMessages } from "@/app/_i18n/client-messages";
import { requireSession } from "@/server/auth/current-session";
import { can } from "@/server/domain/rights";
import { listWorkspaces } from "@/server/tenants/list";
import { openTenant } from "@/server/tenants/open";
import { FlowsShell } from "./_components/flows-shell";

type Props = { params: Promise<{ tenant: string }>; children: ReactNode };

/** The frame around flows: a slim rail, so that the canvas has the room. Only for those who may manage flows. */
export default async function FlowsLayout({ params, children }: Props) {
  const { tenant: slug } = await params;
  const { actor, workspace } = await openTenant(slug);
  if (!can(actor, "flow.manage")) redirect(`/${slug}`);
  const workspaces = await listWorkspaces(await requireSession());
  return (
    <ClientMessages areas={["flows"]}>
      <FlowsShell
        slug={slug}
        workspace={{ name: workspace.name, slug }}
        others={workspaces.filter((other) => other.slug !== slug)}
        me={{ id: actor.memberId, name: actor.name }}
      >
        {children}
      </FlowsShell>
    </ClientMessages>
  );
}
