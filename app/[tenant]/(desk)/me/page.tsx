import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { signOut } from "@/app/(auth)/actions";
import { MePage } from "./me-page";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("inbox.me");
  return { title: t("title") };
}

/** What is mine: how I am to be reached, language and appearance, my workspaces, the way out. */
export default function Me() {
  return <MePage signOut={signOut} />;
}
