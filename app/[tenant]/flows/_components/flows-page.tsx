"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus, Workflow } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { TopBar } from "@/app/_shell/top-bar";
import { useTRPC } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";
import { CreateFlowDialog } from "./create-flow-dialog";
import { FlowList } from "./flow-list";

/** Before a flow is chosen: the list, and how to begin. */
export function FlowsPage({ slug }: { slug: string }) {
  const t = useTranslations("flows.page");
  const trpc = useTRPC();
  const router = useRouter();
  const { data: flows } = useQuery(trpc.flows.list.queryOptions());
  const [creating, setCreating] = useState(false);
  return (
    <>
      <TopBar>
        <h1 className="flex-1 font-semibold text-16">{t("title")}</h1>
        <Button variant="primary" icon={<Plus />} onClick={() => setCreating(true)}>
          {t("create")}
        </Button>
      </TopBar>
      <div className="flex min-h-0 flex-1">
        <FlowList slug={slug} className="max-md:w-full max-md:border-r-0" />
        <div className="min-w-0 flex-1 bg-app max-md:hidden">
          {flows && (
            <EmptyState
              icon={<Workflow />}
              title={flows.length === 0 ? t("emptyTitle") : t("chooseTitle")}
              className="p-6"
            >
              {flows.length === 0 ? t("empty") : t("choose")}
            </EmptyState>
          )}
        </div>
      </div>
      {creating && (
        <CreateFlowDialog
          onClose={() => setCreating(false)}
          onCreated={(flowId) => router.push(`/${slug}/flows/${flowId}`)}
        />
      )}
    </>
  );
}
