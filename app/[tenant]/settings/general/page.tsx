import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { can } from "@/server/domain/rights";
import { env } from "@/server/env";
import { mailLocale } from "@/server/mail/templates";
import { openTenant } from "@/server/tenants/open";
import { GeneralPage } from "./general-page";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("settings"))("general.title") };
}

export default async function Page({ params }: { params: Promise<{ tenant: string }> }) {
  const { actor, workspace } = await openTenant((await params).tenant);
  return (
    <GeneralPage
      workspace={{ ...workspace, locale: mailLocale(workspace.locale, "en") }}
      host={new URL(env().PUBLIC_URL).host}
      canEdit={can(actor, "workspace.edit")}
    />
  );
}
