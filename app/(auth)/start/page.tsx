import { ArrowRight, Plus } from "lucide-react";
import Link from "next/link";
import { getLocale, getTimeZone, getTranslations } from "next-intl/server";
import { AuthCard } from "@/app/_shell/auth-card";
import { Procedures } from "@/app/_trpc/client";
import { Avatar } from "@/app/_ui/avatar";
import { LinkButton } from "@/app/_ui/button";
import { requireSession } from "@/server/auth/current-session";
import { env } from "@/server/env";
import { mailLocale } from "@/server/mail/templates";
import { listWorkspaces } from "@/server/tenants/list";
import { bold, linkTo } from "../_components/words";
import { CreateWorkspaceForm } from "./create-workspace-form";
import { SignOutLink } from "./sign-out-link";

export async function generateMetadata() {
  return { title: (await getTranslations("auth"))("start.choose") };
}

type Props = { searchParams: Promise<{ name?: string | string[]; new?: string }> };

/** The choice of workspaces; for somebody without one, and on request, the making of one. */
export default async function StartPage({ searchParams }: Props) {
  const session = await requireSession();
  const [{ name, new: wantsNew }, workspaces, t, locale, zone] = await Promise.all([
    searchParams,
    listWorkspaces(session),
    getTranslations("auth.start"),
    getLocale(),
    getTimeZone(),
  ]);
  const footer = (
    <span className="flex flex-wrap gap-x-3">
      <span>{t.rich("description", { email: session.email, b: bold })}</span>
      <SignOutLink />
    </span>
  );
  if (workspaces.length > 0 && wantsNew === undefined) {
    return (
      <AuthCard title={t("choose")} footer={footer}>
        <ul className="-mx-3 flex flex-col">
          {workspaces.map(({ slug, name: workspace, role }) => (
            <li key={slug}>
              <Link href={`/${slug}`} className="flex min-h-12 items-center gap-3 rounded-2 px-3 py-1.5 hover:bg-hover">
                <Avatar id={slug} name={workspace} square />
                <span className="min-w-0 flex-1">
                  <bdi className="cut block font-medium">{workspace}</bdi>
                  <span className="block text-12 text-ink-3">{t(`roles.${role}`)}</span>
                </span>
                <ArrowRight className="text-ink-3" />
              </Link>
            </li>
          ))}
        </ul>
        <LinkButton href="/start?new" icon={<Plus />} className="self-start">
          {t("another")}
        </LinkButton>
      </AuthCard>
    );
  }
  return (
    <AuthCard
      title={t("create")}
      description={workspaces.length === 0 ? t("first") : t.rich("back", { a: linkTo("/start") })}
      footer={footer}
    >
      <Procedures>
        <CreateWorkspaceForm
          host={new URL(env().PUBLIC_URL).host}
          name={typeof name === "string" ? name : ""}
          personName={session.name ?? ""}
          locale={mailLocale(locale, "en")}
          zone={zone}
        />
      </Procedures>
    </AuthCard>
  );
}
