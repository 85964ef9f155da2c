import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ClientMessages } from "@/app/_i18n/client-messages";
import { Fetched, procedures, queryClient } from "@/app/_trpc/server";
import { can } from "@/server/domain/rights";
import { openTenant } from "@/server/tenants/open";
import { PeoplePage } from "./_components/people-page";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("people"))("title") };
}

export default async function Page({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant: slug } = await params;
  const { actor } = await openTenant(slug);
  void queryClient().prefetchQuery(procedures(slug).people.list.queryOptions());
  return (
    <ClientMessages areas={["people"]}>
      <Fetched>
        <PeoplePage canManage={can(actor, "member.manage")} isOwner={can(actor, "member.manage_owners")} />
      </Fetched>
    </ClientMessages>
  );
}
