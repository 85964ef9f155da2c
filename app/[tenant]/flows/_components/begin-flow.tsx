"use client";

import { ChevronRight, LayoutTemplate, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { flowTemplates } from "@/server/domain/flow/templates";
import { useWords } from "./language";

/** What a newcomer needs to know: what a flow may begin with, and the way from there to one that works. */
export function BeginFlow({ onBegin }: { onBegin: (templateId?: string) => void }) {
  const t = useTranslations("flows.page");
  const words = useWords();
  return (
    <div className="flex max-w-[640px] flex-col gap-6 p-6 max-md:p-4">
      <div>
        <h2 className="font-semibold text-16">{t("beginTitle")}</h2>
        <p className="mt-1 text-14 text-ink-2">{t("begin")}</p>
      </div>
      <ul className="overflow-hidden rounded-3 border border-line-2 bg-panel">
        {Object.values(flowTemplates).map(({ id, label, help }) => (
          <Choice
            key={id}
            icon={<LayoutTemplate className="icon-16" />}
            title={words(label)}
            help={words(help)}
            onChoose={() => onBegin(id)}
          />
        ))}
        <Choice
          icon={<Plus className="icon-16" />}
          title={t("emptyCanvas")}
          help={t("emptyCanvasHelp")}
          onChoose={() => onBegin()}
        />
      </ul>
      <ol className="flex flex-col gap-2 text-14 text-ink-2">
        {(["draw", "try", "start"] as const).map((step, index) => (
          <li key={step} className="flex gap-3">
            <span className="w-4 flex-none text-right text-ink-3 tabular-nums">{index + 1}</span>
            {t(`steps.${step}`)}
          </li>
        ))}
      </ol>
    </div>
  );
}

type ChoiceProps = { icon: React.ReactNode; title: string; help: string; onChoose: () => void };

function Choice({ icon, title, help, onChoose }: ChoiceProps) {
  return (
    <li className="border-line border-t first:border-t-0">
      <button
        type="button"
        onClick={onChoose}
        className="ring-inset-focus flex w-full items-center gap-3 px-4 py-3 text-left hover:bg-hover"
      >
        <span className="flex-none text-ink-3">{icon}</span>
        <span className="min-w-0 flex-1">
          <span className="block font-medium text-14">{title}</span>
          <span className="mt-0.5 block text-13 text-ink-2">{help}</span>
        </span>
        <ChevronRight className="icon-16 flex-none text-ink-3" />
      </button>
    </li>
  );
}
