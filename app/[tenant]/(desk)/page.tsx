import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { openTenant } from "@/server/tenants/open";
import { readOverview } from "@/server/workspace/overview";
import { StartPage } from "./_start/start-page";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("start");
  return { title: t("title") };
}

/** Where everyone begins: what to do next, who waits, how the channels are, today's messages. */
export default async function Start({ params }: { params: Promise<{ tenant: string }> }) {
  const context = await openTenant((await params).tenant);
  return <StartPage overview={await readOverview(context)} />;
}
