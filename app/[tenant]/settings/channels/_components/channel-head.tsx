"use client";

import { useMutation } from "@tanstack/react-query";
import { CirclePlay, Ellipsis, Pause, RefreshCw, Send, Smartphone, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { useProblemText } from "@/app/_trpc/problem";
import { Alert } from "@/app/_ui/alert";
import { Badge } from "@/app/_ui/badge";
import { Button, LinkButton } from "@/app/_ui/button";
import { ChannelTile } from "@/app/_ui/channel-badge";
import { Dialog } from "@/app/_ui/dialog";
import { IconButton } from "@/app/_ui/icon-button";
import { Menu, MenuItem, MenuSeparator } from "@/app/_ui/menu";
import { PageHeader } from "@/app/_ui/page-header";
import { ExactTime, RelativeTime } from "@/app/_ui/relative-time";
import { LinkTabs } from "@/app/_ui/tabs";
import { toast } from "@/app/_ui/toast";
import { DeleteChannelsDialog } from "./delete-channels-dialog";
import { StateBadge } from "./state-badge";
import { TestForm } from "./test-form";
import { useChannel, useChannelsChanged, useWords } from "./use-channel";
import { useSwitch } from "./use-switch";

/** Head of a channel's pages: what it is, how it is, what can be done with it, and its tabs. */
export function ChannelHead({ slug, channelId }: { slug: string; channelId: string }) {
  const t = useTranslations("channels");
  const trpc = useTRPC();
  const router = useRouter();
  const words = useWords();
  const problemText = useProblemText();
  const changed = useChannelsChanged();
  const channel = useChannel(channelId);
  const { switchChannel, dialog } = useSwitch();
  const [testing, setTesting] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const check = useMutation(
    trpc.channels.check.mutationOptions({
      onSuccess: async ({ state, busy }) => {
        await changed();
        if (busy) toast.info(t("header.busy"));
        else if (channel)
          toast.info(t("header.checked", { carrier: words(channel.carrierLabel), state: t(`state.${state}`) }));
      },
      onError: (error) => toast.error(problemText(error)),
    }),
  );
  const page = `/${slug}/settings/channels/${channelId}`;
  const list = `/${slug}/settings/channels`;
  if (!channel) return <PageHeader title={t("title")} back={{ href: list, label: t("act.back") }} />;
  const { name, kind, test, draft, enabled } = channel;
  return (
    <>
      <PageHeader
        back={{ href: list, label: t("act.back") }}
        lead={<ChannelTile kind={kind} />}
        title={<bdi>{name}</bdi>}
        badge={
          <>
            <StateBadge {...channel} />
            {test && <Badge tone="note">{t("test")}</Badge>}
          </>
        }
        subtitle={
          <>
            {words(channel.carrierLabel)} ·{" "}
            {t.rich("header.since", { time: () => <ExactTime at={channel.stateSince} /> })} ·{" "}
            {channel.checkedAt
              ? t.rich("header.lastCheck", { time: () => <RelativeTime at={channel.checkedAt ?? 0} style="long" /> })
              : t("header.neverChecked")}
          </>
        }
        actions={
          <>
            <Button
              variant="ghost"
              icon={<RefreshCw />}
              loading={check.isPending}
              onClick={() => check.mutate({ channelId })}
            >
              {t("act.check")}
            </Button>
            {test && (
              <LinkButton icon={<Smartphone />} href={`/${slug}/channels/${channelId}/phones`}>
                {t("act.phones")}
              </LinkButton>
            )}
            {draft ? (
              <LinkButton variant="primary" href={`${page}/setup`}>
                {t("act.continue")}
              </LinkButton>
            ) : (
              <>
                <Button icon={<Send />} onClick={() => setTesting(true)}>
                  {t("act.sendTest")}
                </Button>
                <Button icon={enabled ? <Pause /> : <CirclePlay />} onClick={() => switchChannel(channel, !enabled)}>
                  {t(enabled ? "act.disable" : "act.enable")}
                </Button>
              </>
            )}
            <Menu trigger={<IconButton label={t("act.more")} icon={<Ellipsis />} />}>
              {!draft && <MenuItem href={`${page}/setup`}>{t("wizard.title")}</MenuItem>}
              {!draft && <MenuSeparator />}
              <MenuItem icon={<Trash2 />} danger onClick={() => setDeleting(true)}>
                {t("remove.confirm")}
              </MenuItem>
            </Menu>
          </>
        }
      />
      <LinkTabs
        label={t("tabs.label")}
        className="flex-none"
        tabs={[
          { href: page, label: t("tabs.health"), exact: true },
          { href: `${page}/authentication`, label: t("tabs.authentication") },
          { href: `${page}/message-settings`, label: t("tabs.settings") },
          { href: `${page}/numbers`, label: t("tabs.numbers"), count: channel.numbers.length },
          { href: `${page}/journal`, label: t("tabs.journal") },
        ]}
      />
      {dialog}
      {testing && (
        <Dialog
          open
          onOpenChange={setTesting}
          size="lg"
          dismissible
          title={t("testing.title")}
          description={t("testing.intro")}
        >
          <TestForm slug={slug} channel={channel} />
        </Dialog>
      )}
      {deleting && (
        <DeleteChannelsDialog
          channels={[channel]}
          onClose={() => setDeleting(false)}
          onDeleted={async (ids) => {
            if (ids.length === 0) return;
            router.push(list);
            await changed();
          }}
        />
      )}
    </>
  );
}

/** What of a channel's state needs a person, on every page of it. */
export function ChannelNotices({ slug, channelId }: { slug: string; channelId: string }) {
  const t = useTranslations("channels");
  const channel = useChannel(channelId);
  if (!channel) return null;
  const { draft, enabled, receive, state, stateDetail, notice } = channel;
  const page = `/${slug}/settings/channels/${channelId}`;
  const broken = state !== "connected" && state !== "draft";
  return (
    <>
      {draft && (
        <Alert
          tone="info"
          actions={
            <LinkButton size="sm" href={`${page}/setup`}>
              {t("act.continue")}
            </LinkButton>
          }
        >
          {t("header.draftAlert")}
        </Alert>
      )}
      {!draft && !enabled && <Alert tone="warning">{t("header.offAlert")}</Alert>}
      {!draft && !receive && <Alert tone="warning">{t("header.receiveOff")}</Alert>}
      {broken && (
        <Alert
          tone={state === "unauthorized" || state === "request_failed" ? "danger" : "warning"}
          title={
            <>
              {t(`state.${state}`)}, {t.rich("header.since", { time: () => <ExactTime at={channel.stateSince} /> })}
            </>
          }
          details={stateDetail}
          actions={
            state === "unauthorized" ? (
              <LinkButton size="sm" href={`${page}/authentication`}>
                {t("tabs.authentication")}
              </LinkButton>
            ) : undefined
          }
        >
          {t(`help.${state}`)}
        </Alert>
      )}
      {notice && (
        <Alert
          tone="warning"
          title={
            <>
              {t("header.notice")}, {t.rich("header.noticeAt", { time: () => <ExactTime at={notice.at} /> })}
            </>
          }
        >
          {notice.text}
        </Alert>
      )}
    </>
  );
}
