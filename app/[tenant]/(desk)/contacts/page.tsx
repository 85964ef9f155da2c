import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ContactsPage } from "./_components/contacts-page";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("contacts");
  return { title: t("title") };
}

/** Everybody we know by name. */
export default function Contacts() {
  return <ContactsPage />;
}
