"use client";

import { useTranslations } from "next-intl";
import { cn } from "@/app/_ui/cn";
import { reasonText } from "@/server/domain/flow/reasons";
import type { TranscriptLine } from "@/server/domain/flow/simulate";
import type { Request } from "@/server/domain/flow/types";
import type { FlowDirectory } from "../api";
import { useResultWord } from "../result-word";
import { useLanguage } from "../words";

/** One thing that was said or done in a trial. */
export function Line({ line, directory }: { line: TranscriptLine; directory: FlowDirectory | undefined }) {
  const t = useTranslations("flows.try");
  const language = useLanguage();
  const resultWord = useResultWord();
  const actionWord = useActionWord(directory);
  switch (line.kind) {
    case "customer":
      return <Bubble from="customer">{line.text}</Bubble>;
    case "bot":
      return (
        <div>
          <Bubble from="us">{line.text || t("savedReply")}</Bubble>
          {line.skipped && (
            <p className="mt-1 text-right text-12 text-warning-text">
              {t("notSent", { reason: reasonText(line.skipped, language) })}
            </p>
          )}
        </div>
      );
    case "action":
      return <System>{actionWord(line.request)}</System>;
    case "person":
      return <System>{t(`person.${line.what}`)}</System>;
    case "ended":
      return (
        <System>
          {t("ended", { result: resultWord(line.result) })}
          {line.reason && t("reason", { reason: reasonText(line.reason, language) })}
          {line.handover && ` ${t("handedOver")}`}
        </System>
      );
  }
}

function Bubble({ from, children }: { from: "customer" | "us"; children: string }) {
  const t = useTranslations("flows.try");
  return (
    <p
      className={cn(
        "w-fit max-w-[86%] whitespace-pre-wrap rounded-bubble px-3 py-1.5 text-14 [overflow-wrap:anywhere]",
        from === "us" ? "ml-auto rounded-br-1 bg-bubble-out text-bubble-out-fg" : "rounded-bl-1 bg-bubble-in",
      )}
    >
      <span className="sr-only">{t(from === "us" ? "fromUs" : "fromCustomer")}</span>
      {children}
    </p>
  );
}

function System({ children }: { children: React.ReactNode }) {
  return <p className="py-0.5 text-center text-12 text-ink-3">{children}</p>;
}

/** What a node would have done to our data, in words. */
function useActionWord(directory: FlowDirectory | undefined): (request: Request) => string {
  const t = useTranslations("flows.try");
  const agent = (id: string) => directory?.agents.find((one) => one.id === id)?.name ?? "?";
  const queue = (id: string) => directory?.queues.find((one) => one.id === id)?.name ?? "?";
  return (request) => {
    if (request.kind !== "write") return t("called");
    switch (request.what) {
      case "tag":
        return t("tagged", {
          tags: [...request.add.map((tag) => `+${tag}`), ...request.remove.map((tag) => `−${tag}`)].join(" "),
        });
      case "transform":
        return t("transformed");
      case "assign":
        switch (request.to.kind) {
          case "all":
            return t("assigned.all");
          case "agent":
            return t("assigned.agent", { name: agent(request.to.agentId) });
          case "queue":
            return t("assigned.queue", { name: queue(request.to.queueId) });
          case "contact_owner":
            return t("assigned.owner");
          case "last_agent":
            return t("assigned.last");
        }
    }
  };
}
