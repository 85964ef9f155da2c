"use client";

import { CircleHelp, Copy, Trash2, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { Field } from "@/app/_ui/field";
import { IconButton } from "@/app/_ui/icon-button";
import { Input } from "@/app/_ui/input";
import { Popover } from "@/app/_ui/popover";
import { Textarea } from "@/app/_ui/textarea";
import { groupLabels } from "@/server/domain/flow/palette";
import type { FlowNode } from "./canvas-graph";
import { focusStep } from "./focus-step";
import { OutcomesList } from "./outcomes-list";
import { SettingsForm } from "./settings/settings-form";
import { GroupTile } from "./step-icon";
import { configOf, stepType } from "./step-type";
import { useEditor, useEditorStore, useStep } from "./store";
import { TriggerSettings } from "./trigger-settings";
import { useFindingWords, useWords } from "./words";

type NodePanelProps = {
  nodeId: string;
  /** Visits by `node outcome` in the last 24 hours. */
  perOutcome: Readonly<Record<string, number>>;
  onDuplicate: () => void;
  onDelete: () => void;
};

/** Everything about one node: what it is called, what it does, where it leads. */
export function NodePanel({ nodeId, ...rest }: NodePanelProps) {
  const node = useStep(nodeId);
  return node ? <Panel key={nodeId} node={node} {...rest} /> : null;
}

function Panel({ node, perOutcome, onDuplicate, onDelete }: Omit<NodePanelProps, "nodeId"> & { node: FlowNode }) {
  const t = useTranslations("flows.panel");
  const words = useWords();
  const editor = useEditorStore();
  const readOnly = useEditor((state) => state.readOnly);
  const { id, data } = node;
  const type = stepType(data.type);
  const problemAt = useProblems(id);
  const box = useArrival(id);
  const close = () => {
    editor.getState().set({ open: null });
    focusStep(id);
  };
  const set = (key: string, value: unknown) =>
    editor.getState().setStep(id, { config: { ...configOf(data), [key]: value } }, key);

  return (
    <section
      ref={box}
      aria-label={t("label", { name: data.name })}
      className="flex min-h-0 flex-1 flex-col text-13"
      onKeyDown={(event) => {
        if (event.key === "Escape" && !event.defaultPrevented) {
          event.stopPropagation();
          close();
        }
      }}
    >
      <header className="flex items-start gap-[9px] pt-3 pr-2.5 pb-2.5 pl-4">
        <GroupTile group={type?.group ?? "structure"} icon={type?.icon ?? ""} size={26} />
        <div className="min-w-0 flex-1">
          <h2 className="cut font-semibold">{data.name}</h2>
          <p className="text-12 text-ink-3">
            {type && words(groupLabels[type.group])} · <span className="font-mono">{data.type}</span>
          </p>
        </div>
        {type?.help && (
          <Popover trigger={<IconButton size="sm" icon={<CircleHelp />} label={t("about")} />} align="end">
            <p className="text-13 text-ink-2">{words(type.help)}</p>
          </Popover>
        )}
        <IconButton size="sm" icon={<X />} label={t("close")} kbd="Esc" onClick={close} />
      </header>
      <fieldset disabled={readOnly} className="min-h-0 flex-1 overflow-y-auto border-line border-t">
        <div className="flex flex-col gap-3.5 border-line border-b px-4 py-3.5">
          <Field label={t("name")}>
            <Input
              data-at="name"
              maxLength={80}
              value={data.name}
              onChange={(event) => editor.getState().setStep(id, { name: event.target.value }, "name")}
            />
          </Field>
          {data.type === "start" && <TriggerSettings problemAt={problemAt} />}
          {type && <SettingsForm fields={type.fields} config={configOf(data)} problemAt={problemAt} onChange={set} />}
        </div>
        <OutcomesList node={node} perOutcome={perOutcome} />
        <div className="px-4 py-3.5">
          <Field label={t("note")} optional>
            <Textarea
              autoGrow
              className="max-h-48 min-h-16 text-13"
              maxLength={2000}
              value={data.note ?? ""}
              onChange={(event) => editor.getState().setStep(id, { note: event.target.value || undefined }, "note")}
            />
          </Field>
        </div>
      </fieldset>
      {!readOnly && (
        <footer className="flex flex-none items-center justify-end gap-1 border-line border-t px-2.5 py-1.5">
          {data.type !== "start" && (
            <IconButton size="sm" icon={<Copy />} label={t("duplicate")} kbd="Mod+D" onClick={onDuplicate} />
          )}
          <IconButton
            size="sm"
            icon={<Trash2 />}
            label={t("delete")}
            kbd="Delete"
            className="text-danger-text"
            onClick={onDelete}
          />
        </footer>
      )}
    </section>
  );
}

/** What the checks say about a setting of this node; about the trigger where the node is the start. */
function useProblems(nodeId: string): (path: string) => string | undefined {
  const findings = useEditor((state) => state.findings);
  const say = useFindingWords();
  return (path) => {
    const about = findings.find(
      (finding) =>
        finding.field !== undefined &&
        (finding.nodeId === nodeId || finding.field.startsWith("trigger.")) &&
        (finding.field === path || finding.field === `config.${path}`),
    );
    if (!about) return undefined;
    const { text, fix } = say(about);
    // Beside the setting itself nobody needs to be told which one must be filled in.
    return about.code === "E06" && about.params?.reason === "setting_missing" ? fix : `${text} ${fix}`;
  };
}

/** Goes to the place the panel was opened for: a setting, the name, the outcomes. */
function useArrival(nodeId: string) {
  const box = useRef<HTMLElement>(null);
  const open = useEditor((state) => state.open);
  useEffect(() => {
    if (open?.nodeId !== nodeId || !box.current) return;
    const at = open.focus === "outcomes" ? "[data-at=outcomes] [role=combobox]" : "[data-at=name]";
    const invalid = open.field ? box.current.querySelector<HTMLElement>("[aria-invalid=true]") : null;
    const found =
      invalid ?? box.current.querySelector<HTMLElement>(at) ?? box.current.querySelector<HTMLElement>("[data-at=name]");
    found?.focus();
    if (found instanceof HTMLInputElement && !open.field && open.focus === "name") found.select();
  }, [open, nodeId]);
  return box;
}
