"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Laptop, Smartphone } from "lucide-react";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/app/_trpc/client";
import { useProblemText } from "@/app/_trpc/problem";
import { Badge } from "@/app/_ui/badge";
import { Button } from "@/app/_ui/button";
import { ExactTime } from "@/app/_ui/relative-time";
import { SkeletonRows } from "@/app/_ui/skeleton";
import { toast } from "@/app/_ui/toast";
import { browserOf } from "./browser-of";

/** The browsers signed in to this account, and the way to sign each out. */
export function SessionList() {
  const t = useTranslations("settings.account");
  const problemText = useProblemText();
  const trpc = useTRPC();
  const client = useQueryClient();
  const { data: open } = useQuery(trpc.account.sessions.queryOptions());
  const end = useMutation(trpc.account.revokeSession.mutationOptions());
  const endOthers = useMutation(trpc.account.revokeOtherSessions.mutationOptions());

  async function after(work: Promise<unknown>, done: string) {
    try {
      await work;
      toast.done(done);
    } catch (error) {
      toast.error(problemText(error));
    }
    await client.invalidateQueries(trpc.account.sessions.pathFilter());
  }

  if (!open) return <SkeletonRows kind="text" rows={3} />;
  return (
    <div className="flex flex-col gap-3.5">
      <ul className="divide-y divide-line border-line border-y">
        {open.map(({ sessionId, userAgent, since, lastUsed, isThis }) => {
          const { name, isPhone } = browserOf(userAgent);
          return (
            <li key={sessionId} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2.5">
              {isPhone ? <Smartphone className="text-ink-3" /> : <Laptop className="text-ink-3" />}
              <div className="min-w-0 flex-1 basis-52">
                <p className="flex items-center gap-1.5 font-medium">
                  <span className="cut">{name ?? t("unknownBrowser")}</span>
                  {isThis && (
                    <Badge tone="accent" size="xs">
                      {t("this")}
                    </Badge>
                  )}
                </p>
                <p className="text-12 text-ink-3">
                  {t("since")} <ExactTime at={since} mode="datetime" /> · {t("lastUsed")}{" "}
                  <ExactTime at={lastUsed} mode="date" />
                </p>
              </div>
              {!isThis && (
                <Button size="sm" onClick={() => void after(end.mutateAsync({ sessionId }), t("revoked"))}>
                  {t("revoke")}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      {open.length > 1 && (
        <div>
          <Button
            variant="danger"
            loading={endOthers.isPending}
            onClick={() => void after(endOthers.mutateAsync(), t("revokedOthers"))}
          >
            {t("revokeOthers")}
          </Button>
        </div>
      )}
    </div>
  );
}
