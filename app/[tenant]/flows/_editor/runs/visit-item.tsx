"use client";

import { useTranslations } from "next-intl";
import { cn } from "@/app/_ui/cn";
import { ExactTime } from "@/app/_ui/relative-time";
import type { GraphNode } from "@/server/domain/flow/graph";
import { reasonText } from "@/server/domain/flow/reasons";
import type { Reason, Value } from "@/server/domain/flow/types";
import { textOf } from "@/server/domain/flow/values";
import type { FlowRun } from "../api";
import { GroupTile } from "../step-icon";
import { outcomesOf, stepType } from "../step-type";
import { useLanguage, useOutcomeWord } from "../words";

type Data = { input?: Record<string, Value>; output?: Record<string, Value>; reason?: Reason; notes?: Reason[] };

/** One arrival at a node: when, how it left, what it read and set, and why where it failed. */
export function VisitItem({ visit, node }: { visit: FlowRun["visits"][number]; node: GraphNode | undefined }) {
  const t = useTranslations("flows.runs");
  const language = useLanguage();
  const word = useOutcomeWord();
  const type = node && stepType(node.type);
  const { input = {}, output = {}, reason, notes = [] } = visit.data as Data;
  const outcome = visit.outcome;
  const known = node && outcomesOf(node).find(({ id }) => id === outcome);
  return (
    <li className="flex gap-2.5 border-line border-b py-2 last:border-b-0">
      <GroupTile group={type?.group ?? "structure"} icon={type?.icon ?? ""} size={20} />
      <div className="min-w-0 flex-1">
        <p className="flex items-baseline gap-2">
          <span className="cut min-w-0 flex-1 font-medium">
            {visit.visit}. {node?.name ?? t("goneNode")}
          </span>
          <ExactTime at={visit.createdAt} mode="time" className="flex-none text-12 text-ink-3" />
        </p>
        <p className={cn("text-12", outcome === "FAILED" ? "text-danger-text" : "text-ink-2")}>
          {outcome === null ? (visit.endedAt ? t("over") : t("here")) : word(known ?? outcome)}
        </p>
        {reason && <p className="text-12 text-danger-text">{reasonText(reason, language)}</p>}
        {notes.map((note) => (
          <p key={JSON.stringify(note)} className="text-12 text-warning-text">
            {reasonText(note, language)}
          </p>
        ))}
        <Values label={t("read")} values={input} />
        <Values label={t("set")} values={output} />
      </div>
    </li>
  );
}

function Values({ label, values }: { label: string; values: Record<string, Value> }) {
  const entries = Object.entries(values);
  if (entries.length === 0) return null;
  return (
    <dl className="mt-1 grid grid-cols-[auto_minmax(0,1fr)] gap-x-2 text-12">
      <dt className="sr-only">{label}</dt>
      <dd className="col-span-2 text-ink-3">{label}</dd>
      {entries.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="font-mono text-ink-3">{name}</dt>
          <dd className="cut text-ink-2" title={textOf(value)}>
            {textOf(value) || "–"}
          </dd>
        </div>
      ))}
    </dl>
  );
}
