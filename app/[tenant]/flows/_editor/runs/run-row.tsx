"use client";

import { useTranslations } from "next-intl";
import { formatPhone } from "@/app/_ui/phone-number";
import { RelativeTime } from "@/app/_ui/relative-time";
import { StatusDot } from "@/app/_ui/status-dot";
import type { FlowRunRow } from "../api";
import { useResultWord } from "../result-word";

/** Whom a run is for, as a list shows him. */
export const contactName = (contact: FlowRunRow["contact"]): string | null =>
  contact ? contact.name || formatPhone(contact.address) : null;

/** How a run stands, in words. */
export function RunState({ run }: { run: Pick<FlowRunRow, "state" | "result"> }) {
  const t = useTranslations("flows.runs");
  const resultWord = useResultWord();
  switch (run.state) {
    case "running":
      return (
        <StatusDot tone="accent" pulse>
          {t("state.running")}
        </StatusDot>
      );
    case "waiting":
      return <StatusDot tone="accent">{t("state.waiting")}</StatusDot>;
    case "paused":
      return <StatusDot tone="warning">{t("state.paused")}</StatusDot>;
    case "failed":
      return <StatusDot tone="danger">{t("state.failed")}</StatusDot>;
    case "cancelled":
      return <StatusDot hollow>{t("state.cancelled")}</StatusDot>;
    case "ended":
      return <StatusDot tone="success">{run.result ? resultWord(run.result) : t("state.ended")}</StatusDot>;
  }
}

export function RunRow({ run, onOpen }: { run: FlowRunRow; onOpen: () => void }) {
  const t = useTranslations("flows.runs");
  return (
    <li className="border-line border-b">
      <button
        type="button"
        onClick={onOpen}
        className="ring-inset-focus block w-full px-4 py-2.5 text-left hover:bg-hover"
      >
        <span className="flex items-baseline gap-2">
          <bdi className="cut min-w-0 flex-1 font-medium">{contactName(run.contact) ?? t("nobody")}</bdi>
          <RelativeTime at={run.createdAt} className="flex-none text-12 text-ink-3" />
        </span>
        <span className="mt-0.5 flex items-center gap-2 text-12 text-ink-2">
          <span className="min-w-0 flex-1">
            <RunState run={run} />
          </span>
          <span className="flex-none text-ink-3">{t("version", { number: run.versionNumber })}</span>
        </span>
      </button>
    </li>
  );
}
