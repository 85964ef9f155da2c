import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PageBody } from "@/app/_shell/page-body";
import { Fetched, procedures, queryClient } from "@/app/_trpc/server";
import { FormSection } from "@/app/_ui/field";
import { PageHeader } from "@/app/_ui/page-header";
import { requireSession } from "@/server/auth/current-session";
import { NameForm } from "./_components/name-form";
import { PasswordForm } from "./_components/password-form";
import { SessionList } from "./_components/session-list";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("settings"))("account.title") };
}

/** What belongs to the person and not to the workspace: name, password, signed-in browsers. */
export default async function Page() {
  const [{ name, email }, t] = await Promise.all([requireSession(), getTranslations("settings.account")]);
  void queryClient().prefetchQuery(procedures(null).account.sessions.queryOptions());
  return (
    <Fetched>
      <PageHeader title={t("title")} subtitle={t("subtitle", { email })} />
      <PageBody narrow>
        <div>
          <FormSection title={t("nameTitle")} description={t("nameText")}>
            <NameForm name={name ?? ""} />
          </FormSection>
          <FormSection title={t("passwordTitle")} description={t("passwordText")}>
            <PasswordForm email={email} />
          </FormSection>
          <FormSection title={t("sessionsTitle")} description={t("sessionsText")}>
            <SessionList />
          </FormSection>
        </div>
      </PageBody>
    </Fetched>
  );
}
