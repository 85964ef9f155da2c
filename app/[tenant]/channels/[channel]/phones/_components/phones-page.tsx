"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { Inbox, Plus, Smartphone } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { useProblemText } from "@/app/_trpc/problem";
import { Alert } from "@/app/_ui/alert";
import { Badge } from "@/app/_ui/badge";
import { Button, LinkButton } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";
import { Menu, MenuItem } from "@/app/_ui/menu";
import { PageHeader } from "@/app/_ui/page-header";
import { formatPhone } from "@/app/_ui/phone-number";
import { toast } from "@/app/_ui/toast";
import { AddPhoneDialog } from "./add-phone-dialog";
import { PhonePanel } from "./phone-panel";

/** How often the phones look for new texts while they are on the screen. */
const LOOK_MS = 1_000;

/** The pretended phones of a sandbox channel, side by side. */
export function PhonesPage({ slug, channelId }: { slug: string; channelId: string }) {
  const t = useTranslations("phones");
  const trpc = useTRPC();
  const problemText = useProblemText();
  const { data, refetch } = useQuery(trpc.sandbox.phones.queryOptions({ channelId }, { refetchInterval: LOOK_MS }));
  const [adding, setAdding] = useState(false);
  const add = useMutation(
    trpc.sandbox.addPhone.mutationOptions({
      onSuccess: async ({ address }) => {
        await refetch();
        toast.done(t("done.added", { number: formatPhone(address) }));
      },
      onError: (error) => toast.error(problemText(error)),
    }),
  );
  if (!data) return null;
  const { channel, phones } = data;
  const settings = `/${slug}/settings/channels/${channelId}`;
  const hasNumbers = channel.numbers.length > 0;
  const addMenu = (variant: "primary" | "line") => (
    <Menu
      trigger={
        <Button variant={variant} icon={<Plus />} loading={add.isPending}>
          {t("add")}
        </Button>
      }
    >
      <MenuItem onClick={() => add.mutate({ channelId, country: "US" })}>{t("addUs")}</MenuItem>
      <MenuItem onClick={() => add.mutate({ channelId, country: "CN" })}>{t("addCn")}</MenuItem>
      <MenuItem onClick={() => setAdding(true)}>{t("addOwn")}</MenuItem>
    </Menu>
  );
  return (
    <main id="content" className="flex min-h-dvh flex-col bg-app">
      <PageHeader
        back={{ href: settings, label: t("backToChannel") }}
        title={t("title")}
        badge={<Badge tone="note">{t("test")}</Badge>}
        subtitle={t("subtitle", { channel: channel.name })}
        actions={
          <>
            <LinkButton variant="ghost" icon={<Inbox />} href={`/${slug}/inbox`}>
              {t("inbox")}
            </LinkButton>
            {hasNumbers && addMenu(phones.length === 0 ? "line" : "primary")}
          </>
        }
      />
      <div className="flex flex-col gap-4 p-4 md:px-6">
        {!channel.enabled && <Alert tone="warning">{t("off")}</Alert>}
        {!channel.receive && <Alert tone="warning">{t("receiveOff")}</Alert>}
        {!hasNumbers && (
          <EmptyState
            icon={<Smartphone />}
            title={t("noNumbersTitle")}
            action={
              <LinkButton variant="primary" href={`${settings}/numbers`}>
                {t("addNumber")}
              </LinkButton>
            }
          >
            {t("noNumbers")}
          </EmptyState>
        )}
        {hasNumbers && phones.length === 0 && (
          <EmptyState icon={<Smartphone />} title={t("emptyTitle")} action={addMenu("primary")}>
            {t("empty")}
          </EmptyState>
        )}
        <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,296px),1fr))] gap-4">
          {phones.map((phone) => (
            <li key={phone.id} className="min-w-0">
              <PhonePanel channelId={channelId} numbers={channel.numbers} phone={phone} onChanged={() => refetch()} />
            </li>
          ))}
        </ul>
      </div>
      {adding && <AddPhoneDialog channelId={channelId} onClose={() => setAdding(false)} onAdded={() => refetch()} />}
    </main>
  );
}
