"use client";

import { useQuery } from "@tanstack/react-query";
import { PanelLeftClose, Plus } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState, useSyncExternalStore } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { cn } from "@/app/_ui/cn";
import { IconButton } from "@/app/_ui/icon-button";
import { SkeletonRows } from "@/app/_ui/skeleton";
import { kindLabels } from "@/server/domain/flow/palette";
import { CreateFlowDialog } from "./create-flow-dialog";
import { FlowLight } from "./flow-state";
import { asKind, KindIcon, kindOrder } from "./kind";
import { useWords } from "./language";

/** All flows by kind, with a light and how many runs are under way. */
export function FlowList({
  slug,
  current,
  onClose,
  className,
}: {
  slug: string;
  current?: string;
  onClose?: () => void;
  className?: string;
}) {
  const t = useTranslations("flows.list");
  const words = useWords();
  const trpc = useTRPC();
  const router = useRouter();
  const { data: flows } = useQuery(trpc.flows.list.queryOptions(undefined, { refetchInterval: 10_000 }));
  const [creating, setCreating] = useState(false);
  return (
    <div className={cn("flex w-[204px] flex-none flex-col border-line border-r bg-panel text-13", className)}>
      <div className="flex flex-none items-center gap-0.5 pt-2.5 pr-2 pb-0.5 pl-4">
        <h2 className="flex-1 font-semibold">{t("title")}</h2>
        <IconButton size="sm" icon={<Plus />} label={t("create")} onClick={() => setCreating(true)} />
        {onClose && <IconButton size="sm" icon={<PanelLeftClose />} label={t("close")} onClick={onClose} />}
      </div>
      <nav aria-label={t("label")} className="min-h-0 flex-1 overflow-y-auto px-2 pb-3 [scrollbar-width:thin]">
        {!flows && <SkeletonRows rows={5} kind="text" />}
        {flows?.length === 0 && <p className="px-2 py-3 text-ink-2">{t("none")}</p>}
        {kindOrder.map((kind) => {
          const here = (flows ?? []).filter((flow) => asKind(flow.kind) === kind);
          if (here.length === 0) return null;
          return (
            <div key={kind}>
              <h3 className="flex items-center gap-[7px] px-2 pt-3 pb-1 text-12 text-ink-3">
                <KindIcon kind={kind} className="icon-12" />
                {words(kindLabels[kind])}
              </h3>
              {here.map((flow) => (
                <Link
                  key={flow.id}
                  href={`/${slug}/flows/${flow.id}`}
                  aria-current={flow.id === current ? "page" : undefined}
                  className={cn(
                    "ring-inset-focus flex h-[30px] items-center gap-1.5 rounded-2 px-1.5 text-ink-2 hover:bg-hover pointer-coarse:h-11",
                    flow.id === current && "bg-selected font-medium text-ink hover:bg-selected",
                  )}
                >
                  <FlowLight state={flow.state} />
                  <span className="cut min-w-0 flex-1">{flow.name}</span>
                  {flow.running > 0 && (
                    <span
                      className="flex-none font-normal text-12 text-ink-3 tabular-nums"
                      title={t("running", { count: flow.running })}
                    >
                      {flow.running}
                    </span>
                  )}
                </Link>
              ))}
            </div>
          );
        })}
      </nav>
      {creating && (
        <CreateFlowDialog
          onClose={() => setCreating(false)}
          onCreated={(flowId) => {
            setCreating(false);
            router.push(`/${slug}/flows/${flowId}`);
          }}
        />
      )}
    </div>
  );
}

const KEY = "patchbay.flows.list";
const listeners = new Set<() => void>();
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Whether the list is shown beside the canvas; remembered in this browser. */
export function useListOpen(): [boolean, (open: boolean) => void] {
  const open = useSyncExternalStore(
    subscribe,
    () => localStorage.getItem(KEY) !== "closed",
    () => true,
  );
  return [
    open,
    (next) => {
      localStorage.setItem(KEY, next ? "open" : "closed");
      for (const listener of listeners) listener();
    },
  ];
}
