import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ClientMessages } from "@/app/_i18n/client-messages";
import { Fetched, procedures, queryClient } from "@/app/_trpc/server";
import { can } from "@/server/domain/rights";
import { openTenant } from "@/server/tenants/open";
import { QueuesPage } from "./_components/queues-page";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("queues");
  return { title: t("title") };
}

export default async function Page({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant: slug } = await params;
  const { actor } = await openTenant(slug);
  const trpc = procedures(slug);
  void queryClient().prefetchQuery(trpc.queues.list.queryOptions());
  return (
    <ClientMessages areas={["queues"]}>
      <Fetched>
        <QueuesPage slug={slug} canManage={can(actor, "queue.manage")} />
      </Fetched>
    </ClientMessages>
  );
}
