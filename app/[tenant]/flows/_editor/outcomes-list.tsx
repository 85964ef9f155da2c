"use client";

import { useLocale, useTranslations } from "next-intl";
import { useMemo } from "react";
import { cn } from "@/app/_ui/cn";
import { Combobox } from "@/app/_ui/combobox";
import { Select } from "@/app/_ui/select";
import { messageKinds } from "@/server/domain/flow/types";
import { cordsFrom, type FlowNode } from "./canvas-graph";
import { outcomesOf, takesCords } from "./step-type";
import { useEditor, useEditorStore } from "./store";
import { useOutcomeWord } from "./words";

/** Where each outcome leads, as it is drawn, and a way to lead it elsewhere without drawing. */
export function OutcomesList({ node, perOutcome }: { node: FlowNode; perOutcome: Readonly<Record<string, number>> }) {
  const t = useTranslations("flows.panel");
  const locale = useLocale();
  const word = useOutcomeWord();
  const editor = useEditorStore();
  const nodes = useEditor((state) => state.nodes);
  const edges = useEditor((state) => state.edges);
  const readOnly = useEditor((state) => state.readOnly);
  const outcomes = outcomesOf(node.data);
  const targets = useMemo(
    () =>
      nodes
        .filter(({ id, data }) => takesCords(data.type) && id !== node.id)
        .map(({ id, data }) => ({ value: id, label: data.name })),
    [nodes, node.id],
  );
  if (outcomes.length === 0) return null;
  const cords = cordsFrom(edges, node.id);
  return (
    <div data-at="outcomes" className="border-line border-b px-4 py-3.5">
      <div className="mb-1.5 flex items-baseline">
        <h3 className="font-medium">{t("outcomes")}</h3>
        <span className="ml-auto text-12 text-ink-3">{t("last24h")}</span>
      </div>
      <ul className="flex flex-col gap-1.5">
        {outcomes.map((outcome) => {
          const cord = cords.find(({ sourceHandle }) => sourceHandle === outcome.id);
          const label = word(outcome);
          return (
            <li
              key={outcome.id}
              className="grid grid-cols-[12px_minmax(44px,auto)_minmax(0,1fr)_auto] items-center gap-1.5"
            >
              <span
                aria-hidden
                className={cn(
                  "size-[11px] rounded-full border-2",
                  cord ? "border-accent bg-accent" : outcome.optional ? "border-line-control" : "border-edge",
                )}
              />
              <span className="cut max-w-28 font-medium" title={label}>
                {label}
              </span>
              <Combobox
                label={t("nextOf", { outcome: label })}
                clearable
                disabled={readOnly}
                placeholder={
                  outcome.id === "FAILED" ? t("asFlowSays") : outcome.id === "SKIPPED" ? t("asSuccess") : t("nextNode")
                }
                empty={t("noOtherNode")}
                items={targets}
                value={cord?.target ?? null}
                onValueChange={(target) => editor.getState().connect(node.id, outcome.id, target)}
              />
              <span className="min-w-6 text-right text-12 text-ink-3 tabular-nums">
                {(perOutcome[`${node.id} ${outcome.id}`] ?? 0).toLocaleString(locale)}
              </span>
            </li>
          );
        })}
      </ul>
      {outcomes.some(({ id }) => id === "FAILED") && <OnFailure />}
    </div>
  );
}

/** What happens when a node fails and its FAILED leads nowhere. One setting for the whole flow. */
function OnFailure() {
  const t = useTranslations("flows.panel");
  const editor = useEditorStore();
  const kind = useEditor((state) => state.kind);
  const settings = useEditor((state) => state.settings);
  const readOnly = useEditor((state) => state.readOnly);
  const now = settings.onFailure ?? (messageKinds.includes(kind) ? "handover" : "end");
  return (
    <div className="mt-3">
      <p className="mb-1.5 text-12 text-ink-3">{now === "handover" ? t("failureHandover") : t("failureEnd")}</p>
      <Select
        label={t("onFailure")}
        size="sm"
        disabled={readOnly}
        items={[
          { value: "handover", label: t("handover") },
          { value: "end", label: t("endRun") },
        ]}
        value={now}
        onValueChange={(onFailure) => editor.getState().setSettings({ ...settings, onFailure })}
      />
    </div>
  );
}
