import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Fetched, procedures, queryClient } from "@/app/_trpc/server";
import { FlowsPage } from "./_components/flows-page";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("flows");
  return { title: t("title") };
}

export default async function Page({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant: slug } = await params;
  void queryClient().prefetchQuery(procedures(slug).flows.list.queryOptions());
  return (
    <Fetched>
      <FlowsPage slug={slug} />
    </Fetched>
  );
}
