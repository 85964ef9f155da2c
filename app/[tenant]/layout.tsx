import type { ReactNode } from "react";
import { Procedures } from "@/app/_trpc/client";
import { openTenant } from "@/server/tenants/open";

/** Every page of a workspace: only for its people, and with its procedures. The frames around it are the pages' own. */
export default async function TenantLayout({
  params,
  children,
}: {
  params: Promise<{ tenant: string }>;
  children: ReactNode;
}) {
  const { workspace } = await openTenant((await params).tenant);
  return <Procedures tenant={workspace.slug}>{children}</Procedures>;
}
