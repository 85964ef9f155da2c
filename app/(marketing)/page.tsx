import { Play } from "lucide-react";
import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { LinkButton } from "@/app/_ui/button";
import { carriers } from "@/server/channels";
import type { Carrier } from "@/server/channels/carrier";
import { env } from "@/server/env";
import { Board } from "./_components/board";
import { Promises } from "./_components/promises";
import { SignUpCard } from "./_components/sign-up-card";
import { SiteFooter, SiteHeader } from "./_components/site-frame";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("marketing");
  return { title: { absolute: t("title") }, description: t("description") };
}

/** What Patchbay is, in one screen and a half, and the way in. */
export default async function LandingPage() {
  const t = await getTranslations("marketing");
  const ways = Object.keys(carriers);
  return (
    <div className="flex-1 bg-panel text-14">
      <div className="mx-auto w-full max-w-[1200px] px-5 md:px-8">
        <SiteHeader />
        <main id="content">
          <section className="grid items-start gap-x-[72px] gap-y-10 pt-10 md:pt-16 lg:grid-cols-[minmax(0,1fr)_372px]">
            <div>
              <h1 className="text-balance font-semibold text-34 track-display zh:leading-[1.2] md:text-56 md:zh:leading-[1.15]">
                {t.rich("headline", { n: (text) => <span className="inline-block">{text}</span> })}
              </h1>
              <p className="mt-5.5 max-w-[33em] text-16 text-ink-2 leading-[1.55] md:text-18 zh:leading-[1.7]">
                {t("lead")}
              </p>
              {env().isLocal && (
                <div className="mt-7.5 flex flex-wrap items-center gap-x-3 gap-y-2">
                  <LinkButton href="/login" size="lg" icon={<Play />}>
                    {t("demo")}
                  </LinkButton>
                  <span className="text-13 text-ink-3">{t("demoNote")}</span>
                </div>
              )}
            </div>
            <SignUpCard />
          </section>
          <Board ways={ways} />
          <Promises />
          <WorksWith />
        </main>
        <SiteFooter />
      </div>
    </div>
  );
}

/** Only what the registry of carriers has. */
async function WorksWith() {
  const t = await getTranslations("marketing.channels");
  const locale = (await getLocale()) === "zh-CN" ? "zh-CN" : "en";
  // Those with a name of their own first, then the way for all others, and the pretended one.
  const named = Object.values<Carrier>(carriers).filter(({ name }) => name !== "general" && name !== "sandbox");
  const names = [...named.map(({ label }) => label[locale]), t("general"), t("sandbox")];
  return (
    <section aria-label={t("label")} className="flex flex-wrap items-baseline gap-x-8 gap-y-2 pt-8 pb-11">
      <h2 className="text-ink-3">{t("label")}</h2>
      <ul className="contents">
        {names.map((name) => (
          <li key={name} className="font-medium text-ink-2">
            {name}
          </li>
        ))}
      </ul>
    </section>
  );
}
