import { getTranslations } from "next-intl/server";
import { LinkButton } from "./_ui/button";
import { MessagePage } from "./_ui/message-page";

export async function generateMetadata() {
  return { title: (await getTranslations("common.notFound"))("title") };
}

export default async function NotFound() {
  const t = await getTranslations("common.notFound");
  return (
    <MessagePage
      title={t("title")}
      actions={
        <>
          <LinkButton href="/" variant="primary">
            {t("home")}
          </LinkButton>
          <LinkButton href="/login">{t("signIn")}</LinkButton>
        </>
      }
    >
      <p>{t("body")}</p>
    </MessagePage>
  );
}
