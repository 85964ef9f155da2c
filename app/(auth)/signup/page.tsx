import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { AuthCard } from "@/app/_shell/auth-card";
import { Alert } from "@/app/_ui/alert";
import { currentSession } from "@/server/auth/current-session";
import { env } from "@/server/env";
import { mailIsSetUp } from "@/server/mail/send";
import { linkTo } from "../_components/words";
import { SignUpForm } from "./sign-up-form";

export async function generateMetadata() {
  return { title: (await getTranslations("auth"))("signup.title") };
}

type Props = { searchParams: Promise<{ email?: string | string[]; workspace?: string | string[] }> };

const text = (value: string | string[] | undefined) => (typeof value === "string" ? value : "");

export default async function SignUpPage({ searchParams }: Props) {
  const [{ email, workspace }, session, t] = await Promise.all([
    searchParams,
    currentSession(),
    getTranslations("auth"),
  ]);
  if (session) redirect("/start");
  if (!mailIsSetUp()) {
    return (
      <AuthCard title={t("signup.title")} footer={t.rich("signup.have", { a: linkTo("/login") })}>
        <Alert tone="warning" title={t("signup.noMail")}>
          {t("signup.noMailText")}
        </Alert>
      </AuthCard>
    );
  }
  return <SignUpForm email={text(email)} workspace={text(workspace)} hasMailbox={env().isLocal && !env().sendsMail} />;
}
