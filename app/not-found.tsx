import { getTranslations } from "next-intl/server";
import { buttonClass } from "./_ui/button-class";
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
          {/* Plain links: they carry no script, and this page belongs to every route's first load. */}
          <a href="/" className={buttonClass({ variant: "primary" })}>
            {t("home")}
          </a>
          <a href="/login" className={buttonClass()}>
            {t("signIn")}
          </a>
        </>
      }
    >
      <p>{t("body")}</p>
    </MessagePage>
  );
}
