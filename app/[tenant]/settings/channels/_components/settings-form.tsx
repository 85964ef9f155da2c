"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { useProblemText } from "@/app/_trpc/problem";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import { Input } from "@/app/_ui/input";
import { NumberField } from "@/app/_ui/number-field";
import { Switch } from "@/app/_ui/switch";
import { toast } from "@/app/_ui/toast";
import type { ChannelDetail } from "@/server/channels/get";
import { useChannelsChanged } from "./use-channel";

/** Name, receiving, pace, auto-close: what a channel does with messages. */
export function SettingsForm({
  channel,
  onSaved,
  saveLabel,
}: {
  channel: ChannelDetail;
  onSaved?: () => void;
  saveLabel?: string;
}) {
  const t = useTranslations("channels.settings");
  const trpc = useTRPC();
  const problemText = useProblemText();
  const changed = useChannelsChanged();
  const [name, setName] = useState(channel.name);
  const [nameError, setNameError] = useState<string>();
  const [receive, setReceive] = useState(channel.receive);
  const [rate, setRate] = useState<number | null>(channel.sendRatePerS);
  const [closes, setCloses] = useState(channel.autoCloseDays !== null);
  const [days, setDays] = useState<number | null>(channel.autoCloseDays ?? 1);
  const fixed = channel.closesAfterDays;
  const save = useMutation(
    trpc.channels.saveSettings.mutationOptions({
      onSuccess: async () => {
        await changed();
        toast.done(t("saved"));
        onSaved?.();
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === "") {
      setNameError(t("nameNeeded"));
      return;
    }
    save.mutate({
      channelId: channel.id,
      name: name.trim(),
      receive,
      sendRatePerS: rate ?? channel.sendRatePerS,
      autoCloseDays: closes ? (days ?? 1) : null,
    });
  };
  return (
    <form noValidate onSubmit={submit} className="flex max-w-[560px] flex-col gap-4">
      <Field label={t("name")} help={t("nameHelp")} error={nameError} className="max-w-80">
        <Input
          value={name}
          maxLength={80}
          onChange={(event) => {
            setName(event.target.value);
            setNameError(undefined);
          }}
        />
      </Field>
      <Switch label={t("receive")} description={t("receiveHelp")} checked={receive} onCheckedChange={setReceive} />
      <Field label={t("rate")} help={t("rateHelp")}>
        <NumberField
          value={rate}
          onValueChange={setRate}
          min={0.1}
          max={1000}
          step={1}
          unit={t("rateUnit")}
          width={160}
        />
      </Field>
      <div className="flex flex-col gap-3">
        {fixed === null ? (
          <Switch
            label={t("autoClose")}
            description={t("autoCloseHelp")}
            checked={closes}
            onCheckedChange={setCloses}
          />
        ) : (
          <div>
            <p className="font-medium">{t("autoClose")}</p>
            <p className="text-12 text-ink-3">{t("autoCloseFixed", { hours: fixed * 24 })}</p>
          </div>
        )}
        {fixed === null && closes && (
          <Field label={t("days")}>
            <NumberField
              value={days}
              onValueChange={setDays}
              min={1}
              max={365}
              unit={t("daysUnit", { days: days ?? 1 })}
              width={120}
            />
          </Field>
        )}
      </div>
      {save.error && (
        <Alert tone="danger" role="alert">
          {problemText(save.error)}
        </Alert>
      )}
      <div>
        <Button type="submit" variant="primary" loading={save.isPending}>
          {saveLabel ?? t("save")}
        </Button>
      </div>
    </form>
  );
}
