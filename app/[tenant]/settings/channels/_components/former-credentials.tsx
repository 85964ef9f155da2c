"use client";

import { useMutation } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/app/_trpc/client";
import { useProblemText } from "@/app/_trpc/problem";
import { Button } from "@/app/_ui/button";
import { useClock } from "@/app/_ui/clock";
import { ConfirmDialog } from "@/app/_ui/confirm-dialog";
import { toast } from "@/app/_ui/toast";
import { useChannelsChanged } from "./use-channel";

/** Two sets of credentials count for now: until when, and the way to end the former ones before. */
export function FormerCredentials({ channelId, until }: { channelId: string; until: Date }) {
  const t = useTranslations("channels.auth");
  const trpc = useTRPC();
  const clock = useClock();
  const problemText = useProblemText();
  const changed = useChannelsChanged();
  const end = useMutation(trpc.channels.endFormerCredentials.mutationOptions());
  const confirm = async () => {
    try {
      await end.mutateAsync({ channelId });
    } catch (error) {
      return problemText(error);
    }
    await changed();
    toast.done(t("formerEnded"));
  };
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-2 border border-line-2 px-3 py-2">
      <p className="flex min-w-60 flex-1 items-start gap-2 text-ink-2">
        <KeyRound className="icon-14 mt-0.5 text-ink-3" />
        <span suppressHydrationWarning>{t("rotation", { time: clock.dateTime(until) })}</span>
      </p>
      <ConfirmDialog
        trigger={<Button size="sm">{t("formerEnd")}</Button>}
        title={t("formerEndTitle")}
        body={t("formerEndBody")}
        confirmLabel={t("formerEnd")}
        onConfirm={confirm}
      />
    </div>
  );
}
