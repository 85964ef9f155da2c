"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { useProblemText } from "@/app/_trpc/problem";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { useClock } from "@/app/_ui/clock";
import { ConfirmDialog } from "@/app/_ui/confirm-dialog";
import { IconButton } from "@/app/_ui/icon-button";
import { ExactTime } from "@/app/_ui/relative-time";
import { toast } from "@/app/_ui/toast";
import { parseGraph } from "@/server/domain/flow/graph";
import { reasonText } from "@/server/domain/flow/reasons";
import type { FlowRun } from "../api";
import { useLanguage } from "../words";
import { contactName, RunState } from "./run-row";
import { VisitItem } from "./visit-item";

/** One run: whose it is, how it stands, and every node it came to. */
export function RunDetails({ slug, run, onBack }: { slug: string; run: FlowRun; onBack: () => void }) {
  const t = useTranslations("flows.runs");
  const clock = useClock();
  const language = useLanguage();
  const trpc = useTRPC();
  const client = useQueryClient();
  const problemText = useProblemText();
  const cancel = useMutation(trpc.flows.cancelRun.mutationOptions());
  const [asking, setAsking] = useState(false);
  const names = useMemo(() => {
    const parsed = parseGraph(run.graph);
    return new Map("graph" in parsed ? parsed.graph.nodes.map((node) => [node.id, node] as const) : []);
  }, [run.graph]);
  const alive = run.state === "running" || run.state === "waiting" || run.state === "paused";
  const reason = readReason(run.reason);
  return (
    <>
      <header className="flex flex-none items-center gap-2 border-line border-b py-2.5 pr-3 pl-2">
        <IconButton size="sm" icon={<ArrowLeft />} label={t("back")} onClick={onBack} />
        <div className="min-w-0 flex-1">
          <h2 className="cut font-semibold">
            <bdi>{contactName(run.contact) ?? t("nobody")}</bdi>
          </h2>
          <p className="text-12 text-ink-3">
            {t("version", { number: run.versionNumber })} · <ExactTime at={run.createdAt} mode="datetime" />
          </p>
        </div>
        {alive && (
          <Button size="sm" variant="danger" onClick={() => setAsking(true)}>
            {t("cancel")}
          </Button>
        )}
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto px-4 py-3">
        <p className="mb-1" role="status">
          <RunState run={run} />
        </p>
        {run.state === "waiting" && run.wakeAt && (
          <p className="mb-2 text-12 text-ink-3">{t("until", { time: clock.dateTime(run.wakeAt) })}</p>
        )}
        {run.conversationId && (
          <Link
            href={`/${slug}/inbox/${run.conversationId}`}
            className="mb-2 block w-fit text-accent-text hover:underline"
          >
            {t("conversation")}
          </Link>
        )}
        {reason && (
          <Alert tone={run.state === "failed" ? "danger" : "info"} className="mb-3">
            {reasonText(reason, language)}
          </Alert>
        )}
        <h3 className="mt-3 mb-1 font-medium">{t("visits")}</h3>
        <ol className="flex flex-col">
          {run.visits.map((visit) => (
            <VisitItem key={visit.visit} visit={visit} node={names.get(visit.nodeId)} />
          ))}
        </ol>
      </div>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("cancelTitle")}
        body={t("cancelBody")}
        confirmLabel={t("cancel")}
        onConfirm={async () => {
          try {
            await cancel.mutateAsync({ runId: run.id });
            await client.invalidateQueries(trpc.flows.pathFilter());
            toast.done(t("cancelled"));
          } catch (error) {
            return problemText(error);
          }
        }}
      />
    </>
  );
}

/** A reason as it is stored: data, or only its code. */
function readReason(stored: string | null): { code: string; params?: Record<string, string | number> } | null {
  if (!stored) return null;
  try {
    const json: unknown = JSON.parse(stored);
    if (typeof json === "object" && json !== null && "code" in json) return json as { code: string };
  } catch {
    // A bare code.
  }
  return { code: stored };
}
