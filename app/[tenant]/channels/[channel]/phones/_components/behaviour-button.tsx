"use client";

import { useMutation } from "@tanstack/react-query";
import { SlidersHorizontal } from "lucide-react";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/app/_trpc/client";
import { useProblemText } from "@/app/_trpc/problem";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import { NumberField } from "@/app/_ui/number-field";
import { Popover } from "@/app/_ui/popover";
import { Select } from "@/app/_ui/select";
import { toast } from "@/app/_ui/toast";
import type { SandboxBehaviour } from "@/server/domain/sandbox";
import { type SendCode, sendCodes } from "@/server/domain/send-errors";
import type { Phone } from "@/server/sandbox/phones";

/** The behaviours as one chooses among them: `late` is delivering with a delay. */
const kinds = ["deliver", "late", "fail", "refuse", "busy", "silent", "vanish"] as const;
type Kind = (typeof kinds)[number];

const kindOf = (behaviour: SandboxBehaviour): Kind =>
  behaviour.kind === "deliver" && behaviour.afterMs > 0 ? "late" : behaviour.kind;

const delayOf = (behaviour: SandboxBehaviour): number | null => ("afterMs" in behaviour ? behaviour.afterMs : null);

/** What a kind begins with when it is chosen. */
function begin(kind: Kind): SandboxBehaviour {
  switch (kind) {
    case "deliver":
      return { kind, afterMs: 0 };
    case "late":
      return { kind: "deliver", afterMs: 5_000 };
    case "fail":
      return { kind, code: "10001", afterMs: 0 };
    case "refuse":
      return { kind, code: "10007" };
    case "busy":
      return { kind, retryAfterMs: 1_000 };
    case "silent":
      return { kind };
    case "vanish":
      return { kind, afterMs: null };
  }
}

/** Says what a phone does with answers and lets one choose. Each choice takes effect at once. */
export function BehaviourButton({ phone, onChanged }: { phone: Phone; onChanged: () => unknown }) {
  const t = useTranslations("phones.behaviour");
  const errors = useTranslations("errors.send");
  const trpc = useTRPC();
  const problemText = useProblemText();
  const change = useMutation(
    trpc.sandbox.changePhone.mutationOptions({
      onSuccess: async () => {
        await onChanged();
      },
      onError: (error) => toast.error(problemText(error)),
    }),
  );
  const shown =
    change.isPending && change.variables.behaviour ? (change.variables.behaviour as SandboxBehaviour) : phone.behaviour;
  const set = (behaviour: SandboxBehaviour) => change.mutate({ phoneId: phone.id, behaviour });
  const codeText = (code: SendCode | "opted_out") => (code === "opted_out" ? t("optedOut") : errors(code));
  const kind = kindOf(shown);
  const delay = delayOf(shown);
  return (
    <Popover
      align="start"
      side="top"
      title={t("title")}
      className="w-72"
      trigger={
        <Button size="sm" variant="ghost" icon={<SlidersHorizontal />} className="max-w-full">
          <span className="cut">
            {t(`short.${kind}`, {
              seconds: (delay ?? 0) / 1000,
              code: "code" in shown ? codeText(shown.code) : "",
            })}
          </span>
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        <Select<Kind>
          label={t("title")}
          value={kind}
          onValueChange={(next) => set(begin(next))}
          items={kinds.map((value) => ({ value, label: t(`kinds.${value}`) }))}
        />
        {(shown.kind === "fail" || shown.kind === "refuse") && (
          <Field label={t("code")}>
            <Select<SendCode | "opted_out">
              value={shown.code}
              onValueChange={(code) => {
                if (shown.kind === "refuse") set({ ...shown, code });
                else if (code !== "opted_out") set({ ...shown, code });
              }}
              items={[...sendCodes, ...(shown.kind === "refuse" ? (["opted_out"] as const) : [])].map((value) => ({
                value,
                label: codeText(value),
              }))}
            />
          </Field>
        )}
        {(kind === "late" || shown.kind === "fail" || shown.kind === "vanish") && (
          <Field label={t("delay")} help={shown.kind === "vanish" ? t("vanishHelp") : undefined}>
            <NumberField
              key={kind}
              defaultValue={delay === null ? undefined : delay / 1000}
              min={kind === "late" ? 1 : 0}
              max={3600}
              unit={t("seconds")}
              width={112}
              onValueChange={(seconds) => {
                if (shown.kind === "vanish") set({ ...shown, afterMs: seconds === null ? null : seconds * 1000 });
                else if (seconds !== null && "afterMs" in shown) set({ ...shown, afterMs: seconds * 1000 });
              }}
            />
          </Field>
        )}
      </div>
    </Popover>
  );
}
