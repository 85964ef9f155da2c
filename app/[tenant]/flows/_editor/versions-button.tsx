"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { History } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { useProblemText } from "@/app/_trpc/problem";
import { Button } from "@/app/_ui/button";
import { Popover } from "@/app/_ui/popover";
import { ExactTime } from "@/app/_ui/relative-time";
import { SkeletonRows } from "@/app/_ui/skeleton";
import { toast } from "@/app/_ui/toast";
import { parseGraph } from "@/server/domain/flow/graph";
import { useEditorStore } from "./store";

/** What was published when and by whom; one of them can be taken up again as the draft. */
export function VersionsButton({ flowId }: { flowId: string }) {
  const t = useTranslations("flows.versions");
  const trpc = useTRPC();
  const client = useQueryClient();
  const problemText = useProblemText();
  const editor = useEditorStore();
  const [open, setOpen] = useState(false);
  const { data: versions } = useQuery(trpc.flows.versions.queryOptions({ flowId }, { enabled: open }));
  const take = async (versionId: string, number: number) => {
    try {
      const { graph } = await client.fetchQuery(trpc.flows.version.queryOptions({ versionId }));
      const parsed = parseGraph(graph);
      if (!("graph" in parsed)) return;
      editor.getState().replace(parsed.graph, { ours: true });
      setOpen(false);
      // Undo takes it back as any other step.
      toast.done(t("taken", { number }));
    } catch (error) {
      toast.error(problemText(error));
    }
  };
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      align="end"
      title={t("title")}
      trigger={
        <Button variant="ghost" icon={<History />}>
          {t("button")}
        </Button>
      }
    >
      {!versions && <SkeletonRows rows={3} kind="text" />}
      {versions?.length === 0 && <p className="text-ink-2">{t("none")}</p>}
      <ul className="flex flex-col gap-2">
        {versions?.map((version) => (
          <li key={version.id} className="flex items-center gap-2">
            <span className="min-w-0 flex-1">
              <span className="block font-medium">{t("version", { number: version.number })}</span>
              <span className="cut block text-12 text-ink-3">
                <ExactTime at={version.createdAt} mode="datetime" />{" "}
                {version.publishedBy && <bdi>· {version.publishedBy}</bdi>}
              </span>
            </span>
            <Button size="sm" onClick={() => void take(version.id, version.number)}>
              {t("take")}
            </Button>
          </li>
        ))}
      </ul>
    </Popover>
  );
}
