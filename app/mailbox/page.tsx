import { MailOpen } from "lucide-react";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { AuthShell } from "@/app/_shell/auth-card";
import { LinkButton } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";
import { RelativeTime } from "@/app/_ui/relative-time";
import { AppError } from "@/server/errors";
import { readMailbox } from "@/server/mail/mailbox";
import { Refresh } from "./refresh";

export async function generateMetadata() {
  return { title: (await getTranslations("mailbox"))("title"), robots: { index: false } };
}

/** The mails that a local installation would have sent. Anywhere else there is no such page. */
export default async function MailboxPage() {
  const mails = await readMailbox().catch((error: unknown) => {
    if (error instanceof AppError) notFound();
    throw error;
  });
  const t = await getTranslations("mailbox");
  return (
    <AuthShell>
      <div className="w-full max-w-[640px]">
        <h1 className="font-semibold text-20 track-head">{t("title")}</h1>
        <p className="mt-1 text-ink-2">{t("description")}</p>
        <Refresh />
        {mails.length === 0 ? (
          <div className="mt-6">
            <EmptyState icon={<MailOpen />} title={t("emptyTitle")}>
              {t("empty")}
            </EmptyState>
          </div>
        ) : (
          <ul className="mt-4 divide-y divide-line border-line border-y">
            {mails.map(({ id, to, subject, text, link, createdAt }) => (
              <li key={id} className="py-3">
                <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
                  <div className="min-w-0 flex-1 basis-64">
                    <h2 className="font-medium text-14">{subject}</h2>
                    <p className="text-12 text-ink-3 [overflow-wrap:anywhere]">
                      {t("to", { email: to })} · <RelativeTime at={createdAt} style="long" />
                    </p>
                  </div>
                  {link && (
                    <LinkButton href={pathOf(link)} size="sm" variant="soft">
                      {t("open")}
                    </LinkButton>
                  )}
                </div>
                <details className="mt-1.5 text-12 text-ink-2">
                  <summary className="w-fit rounded-1">{t("whole")}</summary>
                  <p className="mt-1.5 max-w-[72ch] whitespace-pre-wrap [overflow-wrap:anywhere]">{text}</p>
                </details>
              </li>
            ))}
          </ul>
        )}
      </div>
    </AuthShell>
  );
}

/** Our own links are followed on the host that shows this page: cookies belong to a host. */
function pathOf(link: string): string {
  const { pathname, search } = new URL(link);
  return pathname + search;
}
