"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { ReactFlowProvider } from "@xyflow/react";
import { Route } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useMemo, useState } from "react";
import { useTRPC, useTRPCClient } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";
import { SkeletonRows } from "@/app/_ui/skeleton";
import { parseGraph } from "@/server/domain/flow/graph";
import type { FlowRun, OpenFlow } from "../api";
import { placeOf, useKeptInSight } from "../in-sight";
import { Stage } from "../stage";
import { createEditor, EditorContext, useEditor } from "../store";
import { traceOf } from "../trace";
import { ZoomTools } from "../zoom-tools";
import { RunDetails } from "./run-details";
import { RunRow } from "./run-row";

/** While runs are looked at, they are asked for again this often. */
const REFRESH_MS = 2_000;
const PAGE = 30;

type RunsViewProps = {
  slug: string;
  flow: OpenFlow;
  /** The run that is shown at first. */
  first: string | null;
};

/** The runs of a flow, and one of them drawn on the version it runs on. */
export function RunsView({ slug, flow, first }: RunsViewProps) {
  const t = useTranslations("flows.runs");
  const trpc = useTRPC();
  const client = useTRPCClient();
  const [runId, setRunId] = useState(first);
  const runs = useInfiniteQuery({
    queryKey: [...trpc.flows.runs.queryKey({ flowId: flow.id, limit: PAGE }), "pages"],
    queryFn: ({ pageParam }) => client.flows.runs.query({ flowId: flow.id, limit: PAGE, before: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => (last.length === PAGE ? last.at(-1)?.id : undefined),
    refetchInterval: REFRESH_MS,
  });
  const rows = runs.data?.pages.flat() ?? [];
  const nothing = runs.isSuccess && rows.length === 0;
  const { data: run } = useQuery(
    trpc.flows.run.queryOptions({ runId: runId ?? "" }, { enabled: runId !== null, refetchInterval: REFRESH_MS }),
  );
  const choose = (id: string | null) => {
    setRunId(id);
    const address = new URL(location.href);
    if (id) address.searchParams.set("run", id);
    else address.searchParams.delete("run");
    window.history.replaceState(null, "", address);
  };
  return (
    <div className="flex min-h-0 min-w-0 flex-1 max-md:flex-col">
      <div className="relative min-h-0 min-w-0 flex-1 bg-canvas">
        {run && runId ? (
          <RunStage key={run.id} run={run} />
        ) : (
          <EmptyState icon={<Route />} title={nothing ? t("none") : t("choose")} className="p-6">
            {nothing ? (flow.state === "started" ? t("noneStarted") : t("noneStopped")) : t("chooseHelp")}
          </EmptyState>
        )}
      </div>
      <aside
        aria-label={t("label")}
        className="flex w-[316px] flex-none flex-col border-line border-l bg-panel text-13 max-md:h-[52dvh] max-md:w-full max-md:border-t max-md:border-l-0"
      >
        {run && runId ? (
          <RunDetails slug={slug} run={run} onBack={() => choose(null)} />
        ) : (
          <>
            <h2 className="flex-none border-line border-b px-4 py-3 font-semibold">{t("title")}</h2>
            <div className="min-h-0 flex-1 overflow-y-auto">
              {runs.isPending && <SkeletonRows rows={6} kind="list" />}
              {nothing && <p className="px-4 py-3 text-ink-2">{t("none")}</p>}
              <ul>
                {rows.map((row) => (
                  <RunRow key={row.id} run={row} onOpen={() => choose(row.id)} />
                ))}
              </ul>
              {runs.hasNextPage && (
                <Button className="m-3" loading={runs.isFetchingNextPage} onClick={() => void runs.fetchNextPage()}>
                  {t("more")}
                </Button>
              )}
            </div>
          </>
        )}
      </aside>
    </div>
  );
}

/** A run on the graph of its version: the way it took is lit, the rest stands back. */
function RunStage({ run }: { run: FlowRun }) {
  const graph = useMemo(() => {
    const parsed = parseGraph(run.graph);
    return "graph" in parsed ? parsed.graph : null;
  }, [run.graph]);
  return graph ? <Drawn run={run} graph={graph} /> : null;
}

function Drawn({ run, graph }: { run: FlowRun; graph: NonNullable<Parameters<typeof createEditor>[0]> }) {
  const [editor] = useState(() => createEditor(graph, true));
  useEffect(() => {
    const over = run.state !== "running" && run.state !== "waiting" && run.state !== "paused";
    const at = over ? null : (run.visits.at(-1)?.nodeId ?? null);
    editor
      .getState()
      .set({ trace: traceOf(run.visits, at, over ? "ended" : (run.state as "running" | "waiting" | "paused")) });
  }, [editor, run]);
  return (
    <EditorContext value={editor}>
      <ReactFlowProvider>
        <Stage>
          <ZoomTools canArrange={false} className="bottom-2.5 left-2.5" />
          <Follow />
        </Stage>
      </ReactFlowProvider>
    </EditorContext>
  );
}

/** Where the run is stays in sight while it goes on. */
function Follow() {
  useKeptInSight(
    useEditor(({ trace }) => placeOf(trace)),
    false,
  );
  return null;
}
