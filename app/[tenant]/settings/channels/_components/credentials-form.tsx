"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { problemOf, useProblemText } from "@/app/_trpc/problem";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import { Input } from "@/app/_ui/input";
import { SecretField } from "@/app/_ui/secret-field";
import { Switch } from "@/app/_ui/switch";
import { toast } from "@/app/_ui/toast";
import type { FormField } from "@/server/channels/carrier";
import type { Checked } from "@/server/channels/check-channel";
import type { ChannelDetail, StoredField } from "@/server/channels/get";
import { CheckResult } from "./check-result";
import { FormerCredentials } from "./former-credentials";
import { useChannelsChanged, useWords } from "./use-channel";

type Typed = Record<string, string | boolean | null>;
type Wrong = "needed" | "bad" | "wrongAddress" | "https";

/**
 * A carrier's credentials, as its file describes them. Secrets never come to the browser: what is stored stays until it
 * is replaced. Saving asks the carrier at once and shows what it said.
 */
export function CredentialsForm({
  channel,
  onSaved,
  saveLabel,
  showsState,
}: {
  channel: ChannelDetail;
  /** Says what the last check found where nothing else on the page does. */
  showsState?: boolean;
  onSaved?: (checked: Checked) => void;
  saveLabel?: string;
}) {
  const t = useTranslations("channels.auth");
  const trpc = useTRPC();
  const words = useWords();
  const problemText = useProblemText();
  const changed = useChannelsChanged();
  const [typed, setTyped] = useState<Typed>({});
  // After a save the fields begin anew: what was typed is stored, and secrets fold away.
  const [round, setRound] = useState(0);
  const [wrong, setWrong] = useState<Record<string, Wrong>>({});
  const [problem, setProblem] = useState<string>();
  const [checked, setChecked] = useState<Checked>();
  const storedOf = (name: string) => channel.stored.find((one) => one.name === name);

  const save = useMutation(
    trpc.channels.saveCredentials.mutationOptions({
      onSuccess: async (result) => {
        setChecked(result);
        setTyped({});
        setRound((n) => n + 1);
        await changed();
        toast.done(t("saved"));
        onSaved?.(result);
      },
      onError: (error) => {
        const refused = problemOf(error);
        const field = String(refused?.params.field ?? "");
        if (refused?.reason === "channel.badField" && field) setWrong({ [field]: "bad" });
        else if (refused?.reason === "channel.httpsNeeded" && field) setWrong({ [field]: "https" });
        else setProblem(problemText(error));
      },
    }),
  );

  const change = (name: string, value: string | boolean | null) => {
    setTyped((before) => ({ ...before, [name]: value }));
    setWrong(({ [name]: _, ...rest }) => rest);
  };
  const leave = (field: FormField) => {
    const value = typed[field.name];
    if (typeof value !== "string" || value === "") return;
    const fault = faultOf(field, value, storedOf(field.name));
    if (fault) setWrong((before) => ({ ...before, [field.name]: fault }));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setProblem(undefined);
    setChecked(undefined);
    const faults = channel.fields.flatMap((field) => {
      const fault = faultOf(field, typed[field.name], storedOf(field.name));
      return fault ? [[field.name, fault] as const] : [];
    });
    setWrong(Object.fromEntries(faults));
    if (faults.length > 0) return;
    const credentials = Object.fromEntries(
      Object.entries(typed).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
    );
    save.mutate({ channelId: channel.id, credentials });
  };

  if (channel.fields.length === 0) return <p className="text-14 text-ink-2">{t("made")}</p>;
  const { state, stateDetail: detail } = channel;
  const found =
    checked ?? (showsState && state !== "draft" && !save.isPending ? { state, detail, busy: false } : undefined);
  const anyStored = channel.stored.some(({ stored }) => stored);
  return (
    <form key={round} noValidate onSubmit={submit} className="flex max-w-[560px] flex-col gap-3.5">
      {channel.fields.map((field) => (
        <Field
          key={field.name}
          label={words(field.label)}
          optional={!field.required && field.input !== "switch"}
          help={field.help && words(field.help)}
          error={wrong[field.name] && t(wrong[field.name] as Wrong)}
        >
          <Control
            field={field}
            stored={storedOf(field.name)}
            value={typed[field.name]}
            onChange={(value) => change(field.name, value)}
            onLeave={() => leave(field)}
          />
        </Field>
      ))}
      {problem && (
        <Alert tone="danger" role="alert">
          {problem}
        </Alert>
      )}
      {save.isPending && (
        <p role="status" className="text-ink-2">
          {t("checking", { carrier: words(channel.carrierLabel) })}
        </p>
      )}
      {found && <CheckResult checked={found} draft={channel.draft} />}
      {channel.previousUntil ? (
        <FormerCredentials channelId={channel.id} until={channel.previousUntil} />
      ) : (
        anyStored && !channel.draft && <p className="text-12 text-ink-3">{t("rotates")}</p>
      )}
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" variant="primary" loading={save.isPending}>
          {saveLabel ?? t("saveCheck")}
        </Button>
        {anyStored && <span className="text-12 text-ink-3">{t("unchanged")}</span>}
      </div>
    </form>
  );
}

type ControlProps = {
  field: FormField;
  stored: StoredField | undefined;
  value: string | boolean | null | undefined;
  onChange: (value: string | boolean | null) => void;
  onLeave: () => void;
};

function Control({ field, stored, value, onChange, onLeave }: ControlProps) {
  if (field.input === "switch") {
    return (
      <Switch checked={typeof value === "boolean" ? value : stored?.shown === "true"} onCheckedChange={onChange} />
    );
  }
  const text = typeof value === "string" ? value : null;
  if (field.secret) {
    return (
      // biome-ignore lint/a11y/noStaticElementInteractions: it only hears the field inside being left
      <div onBlur={onLeave}>
        <SecretField
          stored={stored?.stored ?? false}
          value={text}
          onChange={onChange}
          placeholder={field.placeholder}
        />
      </div>
    );
  }
  // An address may be read in full and changed; of an id only its ends are shown, until it is replaced.
  const whole = field.input === "url" ? (stored?.shown ?? "") : "";
  const shortened = field.input !== "url" && stored?.shown ? stored.shown : undefined;
  return (
    <Input
      mono
      type={field.input === "url" ? "url" : "text"}
      autoComplete="off"
      spellCheck={false}
      value={text ?? whole}
      placeholder={shortened ?? field.placeholder}
      maxLength={field.maxLength}
      onChange={(event) => onChange(event.target.value)}
      onBlur={onLeave}
    />
  );
}

/** What speaks against a value, by the rules that came with the field; the server has the last word. */
function faultOf(field: FormField, value: Typed[string] | undefined, stored: StoredField | undefined): Wrong | null {
  if (field.input === "switch") return null;
  const text = typeof value === "string" ? value.trim() : "";
  if (text === "")
    return field.required && !(stored?.stored && !(field.input === "url" && typeof value === "string"))
      ? "needed"
      : null;
  if (field.input === "url")
    return /^https?:\/\/[^\s/?#@]+([/?][^\s#]*)?$/i.test(text) && URL.canParse(text) ? null : "wrongAddress";
  if (field.pattern && !new RegExp(field.pattern, "u").test(text)) return "bad";
  return null;
}
