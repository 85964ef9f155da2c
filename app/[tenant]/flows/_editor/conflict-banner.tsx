"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { useProblemText } from "@/app/_trpc/problem";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { toast } from "@/app/_ui/toast";
import type { Editor } from "./store";
import type { Autosave, Saving } from "./use-autosave";
import { useReadDraft } from "./use-read-draft";

type ConflictBannerProps = {
  flowId: string;
  editor: Editor;
  saving: Extract<Saving, { state: "conflict" }>;
  settle: Autosave["settle"];
};

/** Two people drew at the same time: who it was, and whose drawing shall stay. */
export function ConflictBanner({ flowId, editor, saving, settle }: ConflictBannerProps) {
  const t = useTranslations("flows.conflict");
  const trpc = useTRPC();
  const client = useQueryClient();
  const problemText = useProblemText();
  const read = useReadDraft();
  const [busy, setBusy] = useState<"theirs" | "mine" | null>(null);
  const decide = async (whose: "theirs" | "mine") => {
    setBusy(whose);
    try {
      const flow = await client.fetchQuery({ ...trpc.flows.get.queryOptions({ flowId }), staleTime: 0 });
      if (whose === "theirs") editor.getState().replace(read(flow), { ours: false });
      await settle(flow.draftRevision, whose === "mine");
    } catch (error) {
      toast.error(problemText(error));
    } finally {
      setBusy(null);
    }
  };
  return (
    <Alert
      tone="warning"
      role="alert"
      className="m-2.5 flex-none"
      title={saving.name ? t("title", { name: saving.name }) : t("titleNobody")}
      actions={
        <>
          <Button size="sm" loading={busy === "theirs"} onClick={() => void decide("theirs")}>
            {t("theirs")}
          </Button>
          <Button size="sm" loading={busy === "mine"} onClick={() => void decide("mine")}>
            {t("mine")}
          </Button>
        </>
      }
    >
      {t("body")}
    </Alert>
  );
}
