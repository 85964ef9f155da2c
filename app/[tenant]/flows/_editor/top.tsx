"use client";

import {
  ChevronLeft,
  ChevronRight,
  CloudAlert,
  CloudCheck,
  CloudUpload,
  Ellipsis,
  Hand,
  PanelLeftOpen,
  Pencil,
  Play,
  Redo2,
  Square,
  Trash2,
  Undo2,
} from "lucide-react";
import Link from "next/link";
import { useParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { Button } from "@/app/_ui/button";
import { useClock } from "@/app/_ui/clock";
import { IconButton } from "@/app/_ui/icon-button";
import { Menu, MenuItem, MenuSeparator } from "@/app/_ui/menu";
import { Segmented } from "@/app/_ui/segmented";
import { FlowState } from "../_components/flow-state";
import { KindBadge } from "../_components/kind";
import type { OpenFlow } from "./api";
import { useEditor, useEditorStore } from "./store";
import type { Saving } from "./use-autosave";
import { VersionsButton } from "./versions-button";

export type View = "draw" | "runs";

type TopProps = {
  flow: OpenFlow;
  view: View;
  onView: (view: View) => void;
  listOpen: boolean;
  onOpenList: () => void;
  saving: Saving;
  trying: boolean;
  onTry: () => void;
  publishing: boolean;
  /** The count of changes up to which everything is published. */
  publishedAt: number;
  onPublish: () => void;
  onStart: () => void;
  onStop: () => void;
  onRunManually: () => void;
  onRename: () => void;
  onRemove: () => void;
};

/** The bar over the canvas: which flow this is, how it stands, and what can be done with it as a whole. */
export function Top(props: TopProps) {
  const { flow, view, onView, listOpen, onOpenList, saving, trying, onTry, publishing, onPublish } = props;
  const t = useTranslations("flows.top");
  const editor = useEditorStore();
  const canUndo = useEditor(({ past }) => past.length > 0);
  const canRedo = useEditor(({ future }) => future.length > 0);
  const changed = useEditor(({ version }) => version !== props.publishedAt);
  const errors = useEditor(({ findings }) => findings.filter(({ level }) => level === "error").length);
  const { tenant } = useParams<{ tenant: string }>();
  const upToDate = !flow.hasUnpublished && !changed;
  return (
    <header className="flex h-topbar flex-none items-center gap-2 border-line border-b bg-panel pr-3.5 pl-4">
      {!listOpen && (
        <IconButton
          size="sm"
          icon={<PanelLeftOpen />}
          label={t("openList")}
          onClick={onOpenList}
          className="max-md:hidden"
        />
      )}
      <Link
        href={`/${tenant}/flows`}
        aria-label={t("flows")}
        className="grid size-10 flex-none place-items-center text-ink-2 md:hidden -ml-3"
      >
        <ChevronLeft className="icon-20" />
      </Link>
      <Link href={`/${tenant}/flows`} className="text-ink-3 hover:text-ink max-lg:hidden">
        {t("flows")}
      </Link>
      <ChevronRight className="icon-12 text-ink-3 max-lg:hidden" />
      <h1 className="cut min-w-16 font-semibold">{flow.name}</h1>
      <span className="flex flex-none items-center gap-2 max-lg:hidden">
        <KindBadge kind={flow.kind} />
        <FlowState state={flow.state} version={flow.versionNumber} />
      </span>
      <SavedWord saving={saving} />
      <span className="min-w-0 flex-1" />
      <Segmented
        label={t("view")}
        items={[
          { value: "draw", label: t("draw") },
          { value: "runs", label: t("runs"), count: flow.running || undefined },
        ]}
        value={view}
        onValueChange={onView}
      />
      {view === "draw" && (
        <span className="flex flex-none items-center gap-1 max-md:hidden">
          <IconButton
            size="sm"
            icon={<Undo2 />}
            label={t("undo")}
            kbd="Mod+Z"
            disabled={!canUndo}
            onClick={() => editor.getState().undo()}
          />
          <IconButton
            size="sm"
            icon={<Redo2 />}
            label={t("redo")}
            kbd="Mod+Shift+Z"
            disabled={!canRedo}
            onClick={() => editor.getState().redo()}
          />
        </span>
      )}
      <span className="max-lg:hidden">
        <VersionsButton flowId={flow.id} />
      </span>
      <Button icon={<Play />} onClick={onTry} aria-pressed={trying}>
        <span className="max-md:sr-only">{t("try")}</span>
      </Button>
      {flow.triggerId === "manual" && flow.versionNumber > 0 && (
        <Button
          icon={<Hand />}
          disabledReason={flow.state === "started" ? undefined : t("startFirst")}
          onClick={props.onRunManually}
          className="max-md:hidden"
        >
          {t("runManually")}
        </Button>
      )}
      <span className="flex flex-none items-center gap-2 max-md:hidden">
        {flow.state === "started" ? (
          <Button icon={<Square />} onClick={props.onStop}>
            {t("stop")}
          </Button>
        ) : (
          flow.versionNumber > 0 && (
            <Button icon={<Play />} onClick={props.onStart}>
              {t("start")}
            </Button>
          )
        )}
        <Button
          variant="primary"
          loading={publishing}
          disabledReason={
            upToDate ? t("nothingToPublish") : errors > 0 ? t("errorsFirst", { count: errors }) : undefined
          }
          onClick={onPublish}
        >
          {t("publish", { version: flow.versionNumber + 1 })}
        </Button>
        <Menu trigger={<IconButton icon={<Ellipsis />} label={t("more")} />}>
          <MenuItem icon={<Pencil />} onClick={props.onRename}>
            {t("rename")}
          </MenuItem>
          <MenuSeparator />
          <MenuItem icon={<Trash2 />} danger onClick={props.onRemove}>
            {t("remove")}
          </MenuItem>
        </Menu>
      </span>
    </header>
  );
}

function SavedWord({ saving }: { saving: Saving }) {
  const t = useTranslations("flows.top");
  const clock = useClock();
  const word = {
    saved: saving.state === "saved" && saving.at ? t("savedAt", { time: clock.time(saving.at) }) : t("saved"),
    unsaved: t("unsaved"),
    saving: t("saving"),
    failed: t("notSaved"),
    conflict: t("conflictShort"),
  }[saving.state];
  const bad = saving.state === "failed" || saving.state === "conflict";
  const Icon = bad ? CloudAlert : saving.state === "saved" ? CloudCheck : CloudUpload;
  return (
    <span role="status" className="ml-1 flex min-w-0 items-center gap-1.5 text-12 text-ink-3 max-md:hidden">
      <Icon className={bad ? "icon-14 text-danger-text" : "icon-14"} />
      <span className="cut max-xl:sr-only">{word}</span>
    </span>
  );
}
