"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { useProblemText } from "@/app/_trpc/problem";
import { ConfirmDialog } from "@/app/_ui/confirm-dialog";
import { toast } from "@/app/_ui/toast";
import { useChannelsChanged } from "./use-channel";

type Switched = { id: string; name: string };

/** Switch channels on at once, and off after a question: render `dialog` once on the page. */
export function useSwitch() {
  const t = useTranslations("channels");
  const trpc = useTRPC();
  const problemText = useProblemText();
  const changed = useChannelsChanged();
  const [asking, setAsking] = useState<Switched | null>(null);
  const enable = useMutation(trpc.channels.enable.mutationOptions());

  const run = async (channel: Switched, enabled: boolean) => {
    try {
      await enable.mutateAsync({ channelId: channel.id, enabled });
      await changed();
      toast.done(t(enabled ? "done.enabled" : "done.disabled", { name: channel.name }));
    } catch (error) {
      toast.error(problemText(error));
      throw error;
    }
  };
  const switchChannel = (channel: Switched, enabled: boolean) => {
    if (enabled) run(channel, true).catch(() => {});
    else setAsking(channel);
  };
  const dialog = asking && (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && setAsking(null)}
      title={t("switchOff.title", { name: asking.name })}
      body={t("switchOff.body")}
      confirmLabel={t("switchOff.confirm")}
      onConfirm={() => run(asking, false)}
    />
  );
  return { switchChannel, dialog, pending: enable.isPending };
}
