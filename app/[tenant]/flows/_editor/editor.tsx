"use client";

import { useQuery } from "@tanstack/react-query";
import { ReactFlowProvider, useReactFlow } from "@xyflow/react";
import dynamic from "next/dynamic";
import { useRouter, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useMemo, useRef, useState } from "react";
import { useShallow } from "zustand/react/shallow";
import { useTRPC } from "@/app/_trpc/client";
import { cn } from "@/app/_ui/cn";
import { formatPhone } from "@/app/_ui/phone-number";
import type { Finding } from "@/server/domain/flow/findings";
import type { Names } from "@/server/domain/flow/types";
import { type FlowAsk, FlowDialogs } from "../_components/flow-dialogs";
import { FlowList, useListOpen } from "../_components/flow-list";
import type { FlowDirectory, OpenFlow } from "./api";
import { ConflictBanner } from "./conflict-banner";
import { FindingsStrip } from "./findings-strip";
import { placeOf, useKeptInSight, viewAnew } from "./in-sight";
import { NodePanel } from "./node-panel";
import { Palette } from "./palette";
import { RunManuallyDialog } from "./run-manually-dialog";
import { RunsView } from "./runs/runs-view";
import { DirectoryContext } from "./settings/choices";
import { Stage } from "./stage";
import { createEditor, EditorContext, useEditor } from "./store";
import { Top, type View } from "./top";
import { useAutosave } from "./use-autosave";
import { useCommands } from "./use-commands";
import { goTo, useEditorKeys } from "./use-editor-keys";
import { useFindings } from "./use-findings";
import { usePhone } from "./use-phone";
import { usePublish } from "./use-publish";
import { useReadDraft } from "./use-read-draft";
import { NamesContext } from "./words";
import { ZoomTools } from "./zoom-tools";

const TryPanel = dynamic(() => import("./try/try-panel").then((module) => module.TryPanel));

/** One flow: drawn, tried, published, and watched while it runs. */
export function FlowEditor({ slug, flowId }: { slug: string; flowId: string }) {
  const trpc = useTRPC();
  const { data: flow } = useQuery(trpc.flows.get.queryOptions({ flowId }, { refetchInterval: 15_000 }));
  const { data: directory } = useQuery(trpc.flows.directory.queryOptions(undefined, { staleTime: 30_000 }));
  if (!flow) return null;
  return (
    <ReactFlowProvider>
      <Open key={flow.id} slug={slug} flow={flow} directory={directory} />
    </ReactFlowProvider>
  );
}

function Open({ slug, flow, directory }: { slug: string; flow: OpenFlow; directory: FlowDirectory | undefined }) {
  const read = useReadDraft();
  const [editor] = useState(() => createEditor(read(flow)));
  const names = useDirectoryNames(directory);
  return (
    <EditorContext value={editor}>
      <DirectoryContext value={directory ?? null}>
        <DraftNames names={names}>
          <Workbench slug={slug} flow={flow} editor={editor} directory={directory} />
        </DraftNames>
      </DirectoryContext>
    </EditorContext>
  );
}

type WorkbenchProps = {
  slug: string;
  flow: OpenFlow;
  editor: ReturnType<typeof createEditor>;
  directory: FlowDirectory | undefined;
};

function Workbench({ slug, flow, editor, directory }: WorkbenchProps) {
  const t = useTranslations("flows.canvas");
  const router = useRouter();
  const canvas = useReactFlow();
  const query = useSearchParams();
  const [listOpen, setListOpen] = useListOpen();
  const [view, setView] = useState<View>(query.get("view") === "runs" || query.has("run") ? "runs" : "draw");
  const [trying, setTrying] = useState(false);
  const [ask, setAsk] = useState<FlowAsk | null>(null);
  const [choosing, setChoosing] = useState(false);
  const [ran, setRan] = useState<string | null>(null);
  const phone = usePhone();
  const open = useEditor((state) => state.open);
  const autosave = useAutosave(editor, flow.id, flow.draftRevision);
  const commands = useCommands(editor, autosave.now);
  const { publish, publishing, publishedAt } = usePublish(editor, flow, autosave);
  useFindings(editor, directory);
  useEditorKeys(editor, commands, view === "draw");
  useEffect(() => {
    editor.getState().set({ counts: flow.runsPerNode });
  }, [editor, flow.runsPerNode]);

  const go = (finding: Finding) => {
    const { nodes } = editor.getState();
    const nodeId = finding.nodeId ?? nodes.find(({ data }) => data.type === "start")?.id;
    if (!nodeId) return;
    const toOutcome = finding.code === "E04" || finding.code === "E05";
    const opens = finding.field !== undefined || toOutcome;
    goTo(editor, canvas, nodeId, { center: true, focus: !opens });
    if (opens)
      editor
        .getState()
        .set({ open: { nodeId, ...(finding.field ? { field: finding.field } : { focus: "outcomes" }) } });
  };
  // The trial takes room from the canvas: the flow begins in what is left, near enough to read.
  const tried = useRef(trying);
  // biome-ignore lint/correctness/useExhaustiveDependencies: opening and closing is what counts
  useEffect(() => {
    if (tried.current === trying) return;
    tried.current = trying;
    requestAnimationFrame(() => viewAnew(editor, canvas, !phone));
  }, [trying]);
  const place = useEditor(({ trace }) => placeOf(trace));
  useKeptInSight(trying ? place : (open?.nodeId ?? null), !phone);
  const startTrial = () => {
    setView("draw");
    setTrying(!trying);
    editor.getState().set({ open: null, trace: null });
  };

  return (
    <>
      <Top
        flow={flow}
        view={view}
        onView={setView}
        listOpen={listOpen}
        onOpenList={() => setListOpen(true)}
        saving={autosave.saving}
        trying={trying}
        onTry={startTrial}
        publishing={publishing}
        publishedAt={publishedAt}
        onPublish={() => void publish()}
        onStart={() => setAsk({ kind: "start", flow })}
        onStop={() => setAsk({ kind: "stop", flow })}
        onRunManually={() => setChoosing(true)}
        onRename={() => setAsk({ kind: "rename", flow })}
        onRemove={() => setAsk({ kind: "remove", flow })}
      />
      <div className="flex min-h-0 flex-1">
        {listOpen && (
          <FlowList slug={slug} current={flow.id} onClose={() => setListOpen(false)} className="max-md:hidden" />
        )}
        {view === "runs" ? (
          <RunsView key={ran} flow={flow} slug={slug} first={ran ?? query.get("run")} />
        ) : (
          <div className="flex min-h-0 min-w-0 flex-1 max-md:flex-col">
            <div className="flex min-h-0 min-w-0 flex-1 flex-col">
              {autosave.saving.state === "conflict" && (
                <ConflictBanner flowId={flow.id} editor={editor} saving={autosave.saving} settle={autosave.settle} />
              )}
              <div className="relative min-h-0 flex-1" data-testid="stage">
                <Stage onDropType={commands.place} withPalette>
                  <ZoomTools canArrange={!phone} className="bottom-2.5 left-2.5 md:left-[194px]" />
                </Stage>
                <div className="max-md:hidden">
                  <Palette searchRef={commands.search} onPlace={commands.place} />
                </div>
                <PendingHint />
                <FirstHint />
              </div>
              <FindingsStrip onGo={go} />
            </div>
            {trying ? (
              <aside
                aria-label={t("tryPanel")}
                className="flex w-[316px] flex-none flex-col border-line border-l bg-panel max-md:h-[52dvh] max-md:w-full max-md:border-t max-md:border-l-0"
              >
                <TryPanel directory={directory} onClose={startTrial} />
              </aside>
            ) : (
              open && (
                <aside
                  aria-label={t("nodePanel")}
                  className={cn("flex w-[316px] flex-none flex-col border-line border-l bg-panel", "max-md:hidden")}
                >
                  <NodePanel
                    nodeId={open.nodeId}
                    perOutcome={flow.runsPerOutcome}
                    onDuplicate={() => {
                      editor.getState().select([open.nodeId]);
                      commands.duplicate();
                    }}
                    onDelete={() => editor.getState().remove([open.nodeId])}
                  />
                </aside>
              )
            )}
          </div>
        )}
      </div>
      {choosing && (
        <RunManuallyDialog
          flow={flow}
          onClose={() => setChoosing(false)}
          onRan={(runId) => {
            setChoosing(false);
            setRan(runId);
            setView("runs");
          }}
        />
      )}
      <FlowDialogs ask={ask} onClose={() => setAsk(null)} onRemoved={() => router.push(`/${slug}/flows`)} />
    </>
  );
}

/** While an outcome waits for the node that it shall lead to. */
function PendingHint() {
  const t = useTranslations("flows.canvas");
  const pending = useEditor((state) => state.pending);
  if (!pending) return null;
  return (
    <p
      role="status"
      className="-translate-x-1/2 pointer-events-none absolute bottom-4 left-1/2 z-10 rounded-2 border border-line-2 bg-raised px-3 py-1.5 text-12 shadow-3"
    >
      {t("chooseTarget")}
    </p>
  );
}

/** On a canvas with nothing but the start: what comes next. */
function FirstHint() {
  const t = useTranslations("flows.canvas");
  const only = useEditor(({ nodes, readOnly }) => nodes.length === 1 && !readOnly);
  if (!only) return null;
  return (
    <p className="pointer-events-none absolute top-[196px] right-8 left-[212px] z-10 mx-auto max-w-[44ch] text-center text-13 text-ink-2 max-md:hidden">
      {t("firstHint")}
    </p>
  );
}

function useDirectoryNames(directory: FlowDirectory | undefined): Names {
  return useMemo(() => {
    const known = new Map<string, string>();
    for (const { id, name } of directory?.agents ?? []) known.set(`agents ${id}`, name);
    for (const { id, name } of directory?.queues ?? []) known.set(`queues ${id}`, name);
    for (const { id, address } of directory?.numbers ?? []) known.set(`channelNumbers ${id}`, formatPhone(address));
    for (const { key, label } of directory?.fields ?? []) known.set(`fields ${key}`, label);
    return (source, id) => known.get(`${source} ${id}`);
  }, [directory]);
}

/** Names of the draft's own nodes beside those of people and queues: a rename shows wherever the node is mentioned. */
function DraftNames({ names, children }: { names: Names; children: React.ReactNode }) {
  const steps = useEditor(useShallow(({ nodes }) => nodes.flatMap(({ id, data }) => [id, data.name])));
  const all = useMemo<Names>(() => {
    const own = new Map<string, string | undefined>();
    for (let at = 0; at < steps.length; at += 2) own.set(steps[at] ?? "", steps[at + 1]);
    return (source, id) => (source === "nodes" ? own.get(id) : names(source, id));
  }, [steps, names]);
  return <NamesContext value={all}>{children}</NamesContext>;
}
