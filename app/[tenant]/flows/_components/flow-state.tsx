"use client";

import { useTranslations } from "next-intl";
import { Badge } from "@/app/_ui/badge";
import { cn } from "@/app/_ui/cn";

type State = "draft" | "started" | "stopped";

/** Started, stopped or still a draft, in words, with the version that runs. */
export function FlowState({ state, version }: { state: State; version: number }) {
  const t = useTranslations("flows.state");
  const word = version > 0 ? t("withVersion", { state: t(state), version }) : t(state);
  return (
    <Badge tone={state === "started" ? "success" : "outline"} dot={state === "started"}>
      {word}
    </Badge>
  );
}

/** The light in the list: filled while it runs, hollow otherwise. The word stands beside it for readers. */
export function FlowLight({ state }: { state: State }) {
  const t = useTranslations("flows.state");
  return (
    <span className="grid size-4 flex-none place-items-center" title={t(state)}>
      <span
        aria-hidden
        className={cn(
          "size-[7px] rounded-full",
          state === "started" ? "bg-success" : "border-[1.5px] border-line-control",
        )}
      />
      <span className="sr-only">{t(state)}</span>
    </span>
  );
}
