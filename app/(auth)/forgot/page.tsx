import { getTranslations } from "next-intl/server";
import { env } from "@/server/env";
import { ForgotForm } from "./forgot-form";

export async function generateMetadata() {
  return { title: (await getTranslations("auth"))("forgot.title") };
}

export default function ForgotPage() {
  return <ForgotForm hasMailbox={env().isLocal && !env().sendsMail} />;
}
