import { redirect } from "next/navigation";
import { can } from "@/server/domain/rights";
import { openTenant } from "@/server/tenants/open";
import { settingsPages } from "./nav";

/** The first page of the settings that this person may open. */
export default async function SettingsPage({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant: slug } = await params;
  const { actor } = await openTenant(slug);
  const first = settingsPages.find(({ right }) => can(actor, right));
  redirect(`/${slug}/settings/${first?.page ?? "account"}`);
}
