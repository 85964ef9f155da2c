import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { AuthCard } from "@/app/_shell/auth-card";
import { Alert } from "@/app/_ui/alert";
import { currentSession } from "@/server/auth/current-session";
import { demoAccounts } from "@/server/auth/demo-accounts";
import { env } from "@/server/env";
import { homeOf } from "@/server/tenants/list";
import { nextPage } from "../_components/next-page";
import { linkTo } from "../_components/words";
import { DemoAccounts } from "./demo-accounts";
import { GoogleButton } from "./google-button";
import { SignInForm } from "./sign-in-form";

export async function generateMetadata() {
  return { title: (await getTranslations("auth"))("login.title") };
}

type Props = { searchParams: Promise<{ next?: string | string[]; email?: string; error?: string }> };

export default async function LoginPage({ searchParams }: Props) {
  const { next: asked, email, error } = await searchParams;
  const next = nextPage(asked);
  const session = await currentSession();
  if (session) redirect(next ?? (await homeOf(session)) ?? "/start");
  const [t, demo] = await Promise.all([getTranslations("auth"), demoAccounts()]);
  const hasGoogle = Boolean(env().AUTH_GOOGLE_ID && env().AUTH_GOOGLE_SECRET);
  return (
    <>
      <AuthCard title={t("login.title")} footer={t.rich("login.new", { a: linkTo("/signup") })}>
        {error && (
          <Alert tone="danger" role="alert">
            {error === "OAuthAccountNotLinked" ? t("login.notLinked") : t("login.googleFailed")}
          </Alert>
        )}
        <SignInForm next={next} email={typeof email === "string" ? email : ""} />
        {hasGoogle && <GoogleButton next={next} />}
      </AuthCard>
      {demo.length > 0 && (
        <DemoAccounts
          next={next}
          people={demo.map(({ name, email: address, role }) => ({ name, email: address, role }))}
        />
      )}
    </>
  );
}
