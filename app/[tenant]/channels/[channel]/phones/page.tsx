import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ClientMessages } from "@/app/_i18n/client-messages";
import { Fetched, procedures, queryClient } from "@/app/_trpc/server";
import { can } from "@/server/domain/rights";
import { AppError } from "@/server/errors";
import { listPhones } from "@/server/sandbox/phones";
import { openTenant } from "@/server/tenants/open";
import { PhonesPage } from "./_components/phones-page";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("phones");
  return { title: t("title") };
}

export default async function Page({ params }: { params: Promise<{ tenant: string; channel: string }> }) {
  const { tenant: slug, channel: channelId } = await params;
  const context = await openTenant(slug);
  if (!can(context.actor, "sandbox.use")) notFound();
  const phones = await listPhones(context, { channelId }).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "NOT_FOUND") return notFound();
    throw error;
  });
  queryClient().setQueryData(procedures(slug).sandbox.phones.queryOptions({ channelId }).queryKey, phones);
  return (
    <ClientMessages areas={["phones"]}>
      <Fetched>
        <PhonesPage slug={slug} channelId={channelId} />
      </Fetched>
    </ClientMessages>
  );
}
