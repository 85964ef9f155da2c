"use client";

import { Check, ChevronDown, ChevronUp, CircleAlert, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Badge } from "@/app/_ui/badge";
import { IconButton } from "@/app/_ui/icon-button";
import type { Finding } from "@/server/domain/flow/findings";
import { useEditor } from "./store";
import { useFindingWords } from "./words";

const keyOf = ({ code, nodeId, edgeId, field, params }: Finding) =>
  [code, nodeId, edgeId, field, JSON.stringify(params)].join(" ");

/** What the checks before publishing find in the draft as it is now. A click goes there. */
export function FindingsStrip({ onGo }: { onGo: (finding: Finding) => void }) {
  const t = useTranslations("flows.findings");
  const say = useFindingWords();
  const findings = useEditor((state) => state.findings);
  const checked = useEditor((state) => state.checked);
  const [open, setOpen] = useState(false);
  const errors = findings.filter(({ level }) => level === "error").length;
  const warnings = findings.length - errors;
  const sorted = [...findings].sort((a, b) => Number(a.level === "warning") - Number(b.level === "warning"));
  return (
    <section aria-label={t("label")} className="relative z-20 flex-none border-line border-t bg-panel text-12">
      {open && (
        <ul className="max-h-60 overflow-y-auto border-line border-b py-1">
          {sorted.map((finding) => {
            const { text, fix } = say(finding);
            return (
              <li key={keyOf(finding)}>
                <button
                  type="button"
                  onClick={() => onGo(finding)}
                  className="ring-inset-focus flex w-full items-start gap-2 px-3 py-1.5 text-left hover:bg-hover"
                >
                  {finding.level === "error" ? (
                    <CircleAlert className="icon-14 mt-px text-danger-text" />
                  ) : (
                    <TriangleAlert className="icon-14 mt-px text-warning-text" />
                  )}
                  <span className="flex-none font-mono text-ink-3">{finding.code}</span>
                  <span className="min-w-0 flex-1">
                    {text} <span className="text-ink-2">{fix}</span>
                  </span>
                </button>
              </li>
            );
          })}
        </ul>
      )}
      <div className="flex h-[42px] items-center gap-2.5 px-3">
        <span role="status" className="flex flex-none gap-2.5">
          {checked ? (
            <Badge tone={errors > 0 ? "danger" : "success"} icon={errors > 0 ? <CircleAlert /> : <Check />}>
              {t("errors", { count: errors })}
            </Badge>
          ) : (
            <span className="text-ink-3">{t("checking")}</span>
          )}
          {warnings > 0 && (
            <Badge tone="warning" icon={<TriangleAlert />}>
              {t("warnings", { count: warnings })}
            </Badge>
          )}
        </span>
        <span className="flex min-w-0 flex-1 items-center gap-2.5 overflow-hidden p-1">
          {sorted.slice(0, 3).map((finding) => (
            <button
              key={keyOf(finding)}
              type="button"
              onClick={() => onGo(finding)}
              className="flex h-[26px] min-w-0 items-center gap-[7px] max-md:not-first:hidden rounded-2 px-2 inset-ring inset-ring-line hover:bg-hover"
            >
              <span className="flex-none font-mono text-ink-3">{finding.code}</span>
              <span className="cut">{say(finding).text}</span>
              <span className="flex-none font-medium text-accent-text">{t("go")}</span>
            </button>
          ))}
        </span>
        {findings.length > 0 && (
          <IconButton
            size="sm"
            icon={open ? <ChevronDown /> : <ChevronUp />}
            label={open ? t("close") : t("open")}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          />
        )}
      </div>
    </section>
  );
}
