import { cookies } from "next/headers";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { LanguageSwitch } from "@/app/_i18n/language-switch";
import { LinkButton } from "@/app/_ui/button";
import { Logo } from "@/app/_ui/logo";
import { ThemeSwitch } from "@/app/_ui/theme-switch";
import { sessionCookies } from "@/server/auth/session-cookies";

const quiet = "inline-flex h-control items-center rounded-2 px-2 text-ink-2 hover:bg-hover hover:text-ink";

/** Head of the public pages: name, language, appearance, the way in. */
export async function SiteHeader() {
  const t = await getTranslations("marketing");
  const jar = await cookies();
  // Only a guess at which link helps; the page behind it looks at the session itself.
  const signedIn = sessionCookies.some((name) => jar.has(name));
  return (
    <header className="-mr-2 flex h-16 items-center gap-1">
      <Link href="/" className="mr-3 flex rounded-2">
        <Logo />
      </Link>
      <a href="#how" className={`${quiet} max-md:hidden`}>
        {t("nav.how")}
      </a>
      <span className="flex-1" />
      <LanguageSwitch className={quiet} />
      <ThemeSwitch />
      {signedIn ? (
        <LinkButton href="/start">{t("nav.open")}</LinkButton>
      ) : (
        <Link href="/login" className={quiet}>
          {t("nav.signIn")}
        </Link>
      )}
    </header>
  );
}

export async function SiteFooter() {
  const t = await getTranslations("marketing");
  return (
    <footer className="flex flex-wrap items-center gap-x-6 gap-y-2 border-line border-t pt-5.5 pb-8 text-13 text-ink-3">
      <span>Patchbay</span>
      <Link href="/login" className="rounded-1 hover:text-ink">
        {t("nav.signIn")}
      </Link>
      <Link href="/signup" className="rounded-1 hover:text-ink">
        {t("nav.create")}
      </Link>
      <Link href="/docs/sms-api" className="rounded-1 hover:text-ink">
        {t("nav.smsApi")}
      </Link>
      <span className="flex-1" />
      <LanguageSwitch className="rounded-1 hover:text-ink" />
    </footer>
  );
}
