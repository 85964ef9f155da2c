import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { carrierChoices } from "@/server/channels/carrier-choices";
import { ChooseCarrier } from "../_components/choose-carrier";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("channels.wizard");
  return { title: t("title") };
}

export default async function Page({ params }: { params: Promise<{ tenant: string }> }) {
  return <ChooseCarrier slug={(await params).tenant} carriers={carrierChoices()} />;
}
