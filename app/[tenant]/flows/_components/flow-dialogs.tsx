"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { useProblemText } from "@/app/_trpc/problem";
import { Button } from "@/app/_ui/button";
import { ConfirmDialog } from "@/app/_ui/confirm-dialog";
import { Dialog } from "@/app/_ui/dialog";
import { Field } from "@/app/_ui/field";
import { Input } from "@/app/_ui/input";
import { RadioCards } from "@/app/_ui/radio-cards";
import { toast } from "@/app/_ui/toast";

type Flow = { id: string; name: string; running: number; versionNumber: number };
export type FlowAsk = { kind: "start" | "stop" | "rename" | "remove"; flow: Flow };

type DialogsProps = { ask: FlowAsk | null; onClose: () => void; onRemoved: () => void };

/** Questions about a flow as a whole: start it, stop it, call it something else, take it away. */
export function FlowDialogs({ ask, onClose, onRemoved }: DialogsProps) {
  if (!ask) return null;
  const shared = { flow: ask.flow, onClose };
  switch (ask.kind) {
    case "start":
      return <StartDialog {...shared} />;
    case "stop":
      return <StopDialog {...shared} />;
    case "rename":
      return <RenameDialog {...shared} />;
    case "remove":
      return <RemoveDialog {...shared} onRemoved={onRemoved} />;
  }
}

type AskProps = { flow: Flow; onClose: () => void };

function useFlowVerbs() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const problemText = useProblemText();
  const settled = { onSettled: () => client.invalidateQueries(trpc.flows.pathFilter()) };
  return {
    start: useMutation(trpc.flows.start.mutationOptions(settled)),
    stop: useMutation(trpc.flows.stop.mutationOptions(settled)),
    rename: useMutation(trpc.flows.rename.mutationOptions(settled)),
    remove: useMutation(trpc.flows.remove.mutationOptions()),
    forget: (flowId: string) => {
      client.removeQueries(trpc.flows.get.queryFilter({ flowId }));
      return client.invalidateQueries(trpc.flows.list.queryFilter());
    },
    problemText,
  };
}

/** How many runs are under way now, not when the page last looked: it is what the question is about. */
function useRunning({ id, running }: Flow): number {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.flows.get.queryOptions({ flowId: id }, { refetchOnMount: "always" }));
  return data?.running ?? running;
}

function StartDialog({ flow, onClose }: AskProps) {
  const t = useTranslations("flows.dialogs");
  const { start, problemText } = useFlowVerbs();
  return (
    <ConfirmDialog
      open
      danger={false}
      onOpenChange={(open) => !open && onClose()}
      title={t("startTitle", { name: flow.name })}
      body={t("startBody", { version: flow.versionNumber })}
      confirmLabel={t("start")}
      onConfirm={async () => {
        try {
          await start.mutateAsync({ flowId: flow.id });
          toast.done(t("started", { name: flow.name }));
        } catch (error) {
          return problemText(error);
        }
      }}
    />
  );
}

function StopDialog({ flow, onClose }: AskProps) {
  const t = useTranslations("flows.dialogs");
  const { stop, problemText } = useFlowVerbs();
  const underWay = useRunning(flow);
  const [running, setRunning] = useState<"finish" | "cancel">("finish");
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("stopTitle", { name: flow.name })}
      body={underWay > 0 ? t("stopBodyRunning", { count: underWay }) : t("stopBody")}
      confirmLabel={t("stop")}
      onConfirm={async () => {
        try {
          await stop.mutateAsync({ flowId: flow.id, running });
          toast.done(t("stopped", { name: flow.name }));
        } catch (error) {
          return problemText(error);
        }
      }}
    >
      {underWay > 0 && (
        <RadioCards
          label={t("runningOnes")}
          items={[
            { value: "finish", label: t("finish"), description: t("finishHelp") },
            { value: "cancel", label: t("cancelRuns"), description: t("cancelRunsHelp") },
          ]}
          value={running}
          onValueChange={setRunning}
        />
      )}
    </ConfirmDialog>
  );
}

function RemoveDialog({ flow, onClose, onRemoved }: AskProps & { onRemoved: () => void }) {
  const t = useTranslations("flows.dialogs");
  const { remove, forget, problemText } = useFlowVerbs();
  const underWay = useRunning(flow);
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("removeTitle", { name: flow.name })}
      body={underWay > 0 ? t("removeBodyRunning", { count: underWay }) : t("removeBody")}
      confirmLabel={t("remove")}
      onConfirm={async () => {
        try {
          await remove.mutateAsync({ flowId: flow.id });
          onRemoved();
          await forget(flow.id);
          toast.done(t("removed", { name: flow.name }));
        } catch (error) {
          return problemText(error);
        }
      }}
    />
  );
}

function RenameDialog({ flow, onClose }: AskProps) {
  const t = useTranslations("flows.dialogs");
  const common = useTranslations("common");
  const { rename, problemText } = useFlowVerbs();
  const [name, setName] = useState(flow.name);
  const submit = () => {
    if (name.trim() === "") return;
    rename.mutate({ flowId: flow.id, name }, { onSuccess: onClose });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("renameTitle")}
      footer={
        <>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <Button variant="primary" loading={rename.isPending} disabled={name.trim() === ""} onClick={submit}>
            {t("rename")}
          </Button>
        </>
      }
    >
      <Field label={t("name")} error={rename.isError ? problemText(rename.error) : undefined}>
        <Input
          maxLength={80}
          value={name}
          onChange={(event) => setName(event.target.value)}
          onKeyDown={(event) => event.key === "Enter" && !event.nativeEvent.isComposing && submit()}
        />
      </Field>
    </Dialog>
  );
}
