"use client";

import { useFormatter, useTranslations } from "next-intl";
import { type FormEvent, useEffect, useId, useState } from "react";
import { useErrorText } from "@/app/_i18n/error-text";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Card, CardBody, CardHead } from "@/app/_ui/card";
import { CopyField } from "@/app/_ui/copy-button";
import { Field } from "@/app/_ui/field";
import { Input } from "@/app/_ui/input";
import { PasswordInput } from "@/app/_ui/password-input";
import { StatusDot } from "@/app/_ui/status-dot";
import type { TrialResult } from "@/server/carrier-trials/run";
import type { TrialArrival } from "@/server/domain/trial";
import { submitTrial, watchTrial } from "../actions";

const fields = ["verifyUrl", "sendUrl", "apiKey", "secret", "from", "to"] as const;
type Name = (typeof fields)[number];
const placeholders: Partial<Record<Name, string>> = {
  verifyUrl: "https://service-provider.example.com/verify",
  sendUrl: "https://service-provider.example.com/sendmessage",
  from: "+8618012121222",
  to: "+8618012121223",
};
const watchEveryMs = 2_000;

/** Try out one's side of the contract: we call the two addresses, and show what comes to an address made for it. */
export function Trial() {
  const t = useTranslations("sms-api.trial");
  const errorText = useErrorText();
  const form = useId();
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<{ field?: string; text: string }>();
  const [result, setResult] = useState<TrialResult>();

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const given = Object.fromEntries(new FormData(event.currentTarget));
    setBusy(true);
    setWrong(undefined);
    try {
      const answer = await submitTrial(given);
      if (answer.ok) setResult(answer.result);
      else
        setWrong({ field: answer.field, text: answer.field ? t("needed") : errorText(answer.reason, answer.params) });
    } catch {
      setWrong({ text: t("offline") });
    }
    setBusy(false);
  };

  return (
    <Card as="section" aria-label={t("title")}>
      <CardHead title={t("title")} description={t("lead")} />
      <CardBody className="flex flex-col gap-4">
        <form id={form} noValidate onSubmit={submit} className="grid gap-4 md:grid-cols-2">
          {fields.map((name) => (
            <Field key={name} label={t(name)} error={wrong?.field === name ? wrong.text : undefined}>
              {name === "apiKey" || name === "secret" ? (
                <PasswordInput name={name} autoComplete="off" />
              ) : (
                <Input name={name} autoComplete="off" placeholder={placeholders[name]} mono={name.endsWith("Url")} />
              )}
            </Field>
          ))}
        </form>
        {wrong && !wrong.field && (
          <Alert tone="danger" role="alert">
            {wrong.text}
          </Alert>
        )}
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" form={form} variant="primary" loading={busy}>
            {t(result ? "again" : "start")}
          </Button>
          <span className="text-12 text-ink-3">{t("note")}</span>
        </div>
        {result && <Outcome result={result} />}
      </CardBody>
    </Card>
  );
}

function Outcome({ result: { check, send, webhook } }: { result: TrialResult }) {
  const t = useTranslations("sms-api.trial");
  const errorText = useErrorText();
  const connected = check.state === "connected";
  const sent = send !== null && "externalId" in send;
  return (
    <ol role="status" className="flex flex-col divide-y divide-line border-line border-t">
      <Step done={connected} title={t("step.verify")}>
        {t(`state.${check.state}`)}
        {check.detail && <Theirs text={check.detail} />}
      </Step>
      <Step done={sent} waiting={send === null} title={t("step.send")}>
        {send === null ? (
          t("notTried")
        ) : "externalId" in send ? (
          t("sent", { id: send.externalId })
        ) : (
          <>
            {errorText(send.problem)}
            {send.detail && <Theirs text={send.detail} />}
          </>
        )}
      </Step>
      <Webhooks key={webhook.token} {...webhook} />
    </ol>
  );
}

/** The carrier's own words. */
const Theirs = ({ text }: { text: string }) => (
  <span className="block font-mono text-12 text-ink-3 [overflow-wrap:anywhere]">{text}</span>
);

function Step({
  title,
  done,
  waiting,
  children,
}: {
  title: string;
  done: boolean;
  waiting?: boolean;
  children: React.ReactNode;
}) {
  return (
    <li className="grid gap-x-5 gap-y-1 py-3 md:grid-cols-[200px_minmax(0,1fr)]">
      <StatusDot tone={done ? "success" : waiting ? "neutral" : "danger"} hollow={waiting} className="font-medium">
        {title}
      </StatusDot>
      <div className="min-w-0 text-ink-2">{children}</div>
    </li>
  );
}

function Webhooks({ token, url, expiresAt }: TrialResult["webhook"]) {
  const t = useTranslations("sms-api.trial");
  const format = useFormatter();
  const [arrivals, setArrivals] = useState<TrialArrival[] | null>([]);
  const over = arrivals === null;
  useEffect(() => {
    if (over) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible")
        watchTrial({ token }).then(setArrivals, () => {
          // The next look may find the way again.
        });
    }, watchEveryMs);
    return () => clearInterval(timer);
  }, [token, over]);
  const taken = arrivals?.some(({ outcome }) => outcome === "accepted") ?? false;
  const refused = !taken && (arrivals?.length ?? 0) > 0;
  return (
    <Step title={t("step.webhook")} done={taken} waiting={!refused}>
      <p className="mb-2">
        {over
          ? t("over")
          : t("hookHelp", { until: format.dateTime(expiresAt, { hour: "2-digit", minute: "2-digit" }) })}
      </p>
      <CopyField value={url} label={t("copyHook")} />
      {arrivals !== null && arrivals.length > 0 && (
        <ul className="mt-2 flex flex-col gap-1.5">
          {arrivals.map((one) => (
            <li key={`${one.at} ${one.status}`} className="flex min-w-0 items-baseline gap-2 text-12">
              <span className="flex-none text-ink-3 tabular-nums">
                {format.dateTime(new Date(one.at), { hour: "2-digit", minute: "2-digit", second: "2-digit" })}
              </span>
              <span className="flex-none font-mono">{one.status}</span>
              <span className="cut">
                {one.message ? (
                  <>
                    <bdi dir="ltr">{one.message.from}</bdi>:{" "}
                    {one.message.text || t("files", { count: one.message.media })}
                  </>
                ) : (
                  t(`outcome.${one.outcome}`)
                )}
                {one.reason && <span className="text-ink-3"> {one.reason}</span>}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Step>
  );
}
