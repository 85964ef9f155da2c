import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { ContactCard } from "../_components/contact-card";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("contacts");
  return { title: t("title") };
}

/** One contact's card. */
export default async function Contact({ params }: { params: Promise<{ contact: string }> }) {
  const { contact } = await params;
  if (!z.uuid().safeParse(contact).success) notFound();
  return <ContactCard contactId={contact} />;
}
