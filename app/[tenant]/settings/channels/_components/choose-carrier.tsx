"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { PageBody } from "@/app/_shell/page-body";
import { useTRPC } from "@/app/_trpc/client";
import { useProblemText } from "@/app/_trpc/problem";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Card, CardBody, CardHead } from "@/app/_ui/card";
import { ChannelTile } from "@/app/_ui/channel-badge";
import { Field } from "@/app/_ui/field";
import { Input } from "@/app/_ui/input";
import { PageHeader } from "@/app/_ui/page-header";
import { RadioCards } from "@/app/_ui/radio-cards";
import type { CarrierChoice } from "@/server/channels/carrier-choices";
import { useChannelsChanged, useWords } from "./use-channel";

/** The wizard's first page: which carrier, and a name. What follows has an address of its own, the draft's. */
export function ChooseCarrier({ slug, carriers }: { slug: string; carriers: readonly CarrierChoice[] }) {
  const t = useTranslations("channels");
  const words = useWords();
  const trpc = useTRPC();
  const router = useRouter();
  const problemText = useProblemText();
  const changed = useChannelsChanged();
  const [carrier, setCarrier] = useState("");
  const [typed, setTyped] = useState<string>();
  const chosen = carriers.find(({ name }) => name === carrier);
  const name = typed ?? (chosen ? words(chosen.label) : "");
  const begin = useMutation(
    trpc.channels.createDraft.mutationOptions({
      onSuccess: async ({ channelId }) => {
        await changed();
        router.push(`/${slug}/settings/channels/${channelId}/setup`);
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (chosen && name.trim() !== "") begin.mutate({ carrier: chosen.name, name: name.trim() });
  };
  const notes: Record<string, string> = { general: t("wizard.generalNote"), sandbox: t("wizard.sandboxNote") };
  return (
    <>
      <PageHeader title={t("wizard.title")} back={{ href: `/${slug}/settings/channels`, label: t("act.back") }} />
      <PageBody narrow>
        <Card as="section">
          <CardHead
            title={t("wizard.chooseTitle")}
            description={t.rich("wizard.chooseHelp", {
              page: (text) => (
                <a href="/docs/sms-api" target="_blank" className="rounded-1 text-accent-text underline" rel="noopener">
                  {text}
                </a>
              ),
            })}
          />
          <CardBody>
            <form onSubmit={submit} className="flex flex-col gap-4">
              <RadioCards
                label={t("wizard.chooseTitle")}
                columns={2}
                value={carrier}
                onValueChange={setCarrier}
                items={carriers.map(({ name: value, label, kind }) => ({
                  value,
                  label: words(label),
                  description: notes[value] ?? t(`kinds.${kind}`),
                  icon: <ChannelTile kind={kind} />,
                }))}
              />
              {chosen && (
                <Field label={t("wizard.name")} help={t("wizard.nameHelp")} className="max-w-80">
                  <Input value={name} maxLength={80} onChange={(event) => setTyped(event.target.value)} />
                </Field>
              )}
              {begin.error && (
                <Alert tone="danger" role="alert">
                  {problemText(begin.error)}
                </Alert>
              )}
              <div className="flex flex-wrap items-center gap-3">
                <Button
                  type="submit"
                  variant="primary"
                  disabled={!chosen || name.trim() === ""}
                  loading={begin.isPending || begin.isSuccess}
                >
                  {t("wizard.begin")}
                </Button>
                <span className="text-12 text-ink-3">{t("wizard.beginHelp")}</span>
              </div>
            </form>
          </CardBody>
        </Card>
      </PageBody>
    </>
  );
}
