import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { ClientMessages } from "@/app/_i18n/client-messages";
import { can } from "@/server/domain/rights";
import { openTenant } from "@/server/tenants/open";

type Props = { params: Promise<{ tenant: string }>; children: ReactNode };

/** Everything about channels is for administrators; to everybody else these pages are not there. */
export default async function Layout({ params, children }: Props) {
  const { actor } = await openTenant((await params).tenant);
  if (!can(actor, "channel.read")) notFound();
  return <ClientMessages areas={["channels"]}>{children}</ClientMessages>;
}
