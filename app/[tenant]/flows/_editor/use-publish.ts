"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { useProblemText } from "@/app/_trpc/problem";
import { toast } from "@/app/_ui/toast";
import type { OpenFlow } from "./api";
import type { Editor } from "./store";
import type { Autosave } from "./use-autosave";

/** Freezes what is drawn as the next version, once it is saved. */
export function usePublish(editor: Editor, flow: OpenFlow, autosave: Autosave) {
  const t = useTranslations("flows.top");
  const trpc = useTRPC();
  const client = useQueryClient();
  const problemText = useProblemText();
  const { mutateAsync, isPending } = useMutation(trpc.flows.publish.mutationOptions());
  /** The state of the drawing that is surely published, as far as this tab knows. */
  const [publishedAt, setPublishedAt] = useState(0);
  const publish = async () => {
    const { version } = editor.getState();
    if (!(await autosave.now())) return;
    try {
      const { versionNumber } = await mutateAsync({ flowId: flow.id, revision: autosave.revision() });
      setPublishedAt(version);
      await client.invalidateQueries(trpc.flows.pathFilter());
      toast.done(
        flow.state === "started"
          ? t("publishedRunning", { version: versionNumber })
          : t("published", { version: versionNumber }),
      );
    } catch (error) {
      toast.error(problemText(error));
    }
  };
  return { publish, publishing: isPending, publishedAt };
}
