import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { Fetched, procedures, queryClient } from "@/app/_trpc/server";
import { AppError } from "@/server/errors";
import { FlowEditor } from "../_editor/editor";

type Props = { params: Promise<{ tenant: string; flow: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("flows");
  return { title: t("title") };
}

export default async function Page({ params }: Props) {
  const { tenant: slug, flow: flowId } = await params;
  if (!z.uuid().safeParse(flowId).success) notFound();
  const trpc = procedures(slug);
  const client = queryClient();
  void client.prefetchQuery(trpc.flows.list.queryOptions());
  void client.prefetchQuery(trpc.flows.directory.queryOptions());
  await client.fetchQuery(trpc.flows.get.queryOptions({ flowId })).catch((error: unknown) => {
    const cause = error instanceof Error ? error.cause : undefined;
    if ([error, cause].some((one) => one instanceof AppError && one.code === "NOT_FOUND")) notFound();
    throw error;
  });
  return (
    <Fetched>
      <FlowEditor slug={slug} flowId={flowId} />
    </Fetched>
  );
}
