"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { TopBar } from "@/app/_shell/top-bar";
import { useTRPC } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { cn } from "@/app/_ui/cn";
import { BeginFlow } from "./begin-flow";
import { CreateFlowDialog } from "./create-flow-dialog";
import { FlowList } from "./flow-list";

/** Before a flow is chosen: the list, and how to begin. */
export function FlowsPage({ slug }: { slug: string }) {
  const t = useTranslations("flows.page");
  const trpc = useTRPC();
  const router = useRouter();
  const { data: flows } = useQuery(trpc.flows.list.queryOptions());
  const [creating, setCreating] = useState<{ templateId?: string } | null>(null);
  const none = flows?.length === 0;
  return (
    <>
      <TopBar>
        <h1 className="flex-1 font-semibold text-16">{t("title")}</h1>
        <Button variant="primary" icon={<Plus />} onClick={() => setCreating({})}>
          {t("create")}
        </Button>
      </TopBar>
      <div className="flex min-h-0 flex-1">
        <FlowList slug={slug} className={cn("max-md:w-full max-md:border-r-0", none && "max-md:hidden")} />
        <div className={cn("min-w-0 flex-1 overflow-y-auto bg-app", !none && "max-md:hidden")}>
          <BeginFlow onBegin={(templateId) => setCreating(templateId ? { templateId } : {})} />
        </div>
      </div>
      {creating && (
        <CreateFlowDialog
          {...creating}
          onClose={() => setCreating(null)}
          onCreated={(flowId) => router.push(`/${slug}/flows/${flowId}`)}
        />
      )}
    </>
  );
}
