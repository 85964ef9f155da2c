"use client";

import { ChevronRight, LogOut, Settings2, UserRound } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { LanguageSwitch } from "@/app/_i18n/language-switch";
import { useMe } from "@/app/_live/live-provider";
import { PageBody } from "@/app/_shell/page-body";
import { Avatar } from "@/app/_ui/avatar";
import { Button } from "@/app/_ui/button";
import { Card, CardBody, CardHead } from "@/app/_ui/card";
import { RadioCards } from "@/app/_ui/radio-cards";
import { ThemeSwitch } from "@/app/_ui/theme-switch";
import { availabilities, useAvailability } from "../_components/availability";
import { LiveFoot } from "../_components/live-foot";

export function MePage({ signOut }: { signOut: () => Promise<void> }) {
  const t = useTranslations("inbox.me");
  const tAvailability = useTranslations("inbox.availability");
  const me = useMe();
  const router = useRouter();
  const { availability, choose } = useAvailability();
  const link =
    "ring-inset-focus flex min-h-12 items-center gap-3 border-line border-t px-4 first:border-t-0 hover:bg-hover";
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="flex items-center gap-3 px-4 pt-5 md:px-6">
        <Avatar id={me.member.id} name={me.member.name} size="l" />
        <div className="min-w-0">
          <h1 className="cut font-semibold text-16 max-md:text-20">
            <bdi>{me.member.name}</bdi>
          </h1>
          <p className="cut text-ink-2">{me.member.email}</p>
        </div>
      </div>
      <PageBody narrow>
        <Card>
          <CardHead title={tAvailability("label")} side={<LiveFoot />} />
          <CardBody>
            <RadioCards
              label={tAvailability("label")}
              columns={2}
              value={availability}
              onValueChange={(next) => void choose(next)}
              items={availabilities.map((value) => ({
                value,
                label: tAvailability(value),
                description: tAvailability(`about.${value}`),
              }))}
            />
          </CardBody>
        </Card>
        <Card>
          <CardHead title={t("look")} />
          <CardBody className="flex flex-wrap items-center gap-3">
            <LanguageSwitch as="segments" />
            <ThemeSwitch />
          </CardBody>
        </Card>
        <Card>
          <CardHead title={t("workspaces")} />
          <ul>
            {[me.tenant, ...me.others].map(({ name, slug }) => (
              <li key={slug} className="contents">
                <Link href={`/${slug}`} aria-current={slug === me.tenant.slug ? "true" : undefined} className={link}>
                  <Avatar id={slug} name={name} size="s" square />
                  <bdi className="cut min-w-0 flex-1">{name}</bdi>
                  {slug === me.tenant.slug && <span className="text-12 text-ink-3">{t("here")}</span>}
                  <ChevronRight className="icon-14 text-ink-3" />
                </Link>
              </li>
            ))}
          </ul>
        </Card>
        <Card>
          <Link href="/account" className={link}>
            <UserRound className="text-ink-3" />
            <span className="flex-1">{t("account")}</span>
            <ChevronRight className="icon-14 text-ink-3" />
          </Link>
          <Link href={`/${me.tenant.slug}/settings`} className={link}>
            <Settings2 className="text-ink-3" />
            <span className="flex-1">{t("settings")}</span>
            <ChevronRight className="icon-14 text-ink-3" />
          </Link>
        </Card>
        <div>
          <Button
            icon={<LogOut />}
            className="max-md:h-10"
            onClick={() => void signOut().then(() => router.push("/login"))}
          >
            {t("signOut")}
          </Button>
        </div>
      </PageBody>
    </div>
  );
}
