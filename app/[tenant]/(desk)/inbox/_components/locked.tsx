"use client";

import { Ban, CircleCheck, Hand, Lock as LockIcon, MessageSquareText, PlugZap, Timer, UserRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { lazy, type ReactElement, Suspense, useState } from "react";
import { useMe } from "@/app/_live/live-provider";
import type { Me } from "@/app/_live/me";
import type { ConversationRow } from "@/app/_live/types";
import { Button, LinkButton } from "@/app/_ui/button";
import { Kbd } from "@/app/_ui/kbd";
import { windowEnd } from "@/server/domain/gate";
import { can } from "@/server/domain/rights";
import { useVerbs } from "./use-verbs";

const TemplateDialog = lazy(() =>
  import("./template-dialog").then(({ TemplateDialog }) => ({ default: TemplateDialog })),
);

/** Why nothing can be written here, or (`reply`) only notes; null when everything can. */
export type Lock =
  | { scope: "all"; why: "closed" | "waiting" | "bot" | "notAgent" }
  | { scope: "all"; why: "notMine"; name: string }
  | { scope: "reply"; why: "optedOut" | "channelOff" | "templateOnly" | "windowClosed" | "neverWrote" };

/** When free text may no longer be sent; null where there is no such window. */
export const windowEndOf = ({ channel, lastInboundAt }: ConversationRow): Date | null =>
  channel.freeText === "window" ? (windowEnd(lastInboundAt) ?? new Date(0)) : null;

/** @param now milliseconds since the epoch, for what is locked by time */
export function lockOf(row: ConversationRow, { member }: Me, now = Date.now()): Lock | null {
  if (row.state === "closed") return { scope: "all", why: "closed" };
  if (!can(member, "conversation.reply")) return { scope: "all", why: "notAgent" };
  if (row.state === "waiting") return { scope: "all", why: "waiting" };
  if (row.state === "bot") return { scope: "all", why: "bot" };
  if (row.owner?.id !== member.id) return { scope: "all", why: "notMine", name: row.owner?.name ?? "" };
  if (row.optedOut) return { scope: "reply", why: "optedOut" };
  if (!row.channel.enabled) return { scope: "reply", why: "channelOff" };
  if (row.channel.freeText === "template") return { scope: "reply", why: "templateOnly" };
  const end = windowEndOf(row);
  if (end && now >= end.getTime()) return { scope: "reply", why: row.lastInboundAt ? "windowClosed" : "neverWrote" };
  return null;
}

const icons: Record<Lock["why"], ReactElement> = {
  closed: <CircleCheck />,
  waiting: <Hand />,
  bot: <LockIcon />,
  notAgent: <UserRound />,
  notMine: <UserRound />,
  optedOut: <Ban />,
  channelOff: <PlugZap />,
  templateOnly: <MessageSquareText />,
  windowClosed: <Timer />,
  neverWrote: <Timer />,
};

type BoxProps = { lock: Lock; row: ConversationRow; seenSeq?: () => number };

/** The composer's box when it is shut: one sentence why, and the one button that helps. */
export function LockedBox({ lock, row, bare, seenSeq = () => row.messageSeq }: BoxProps & { bare?: boolean }) {
  const t = useTranslations("inbox.locked");
  return (
    <div
      className={
        bare
          ? "flex min-h-[54px] items-center gap-3 px-3.5 py-2.5"
          : "mx-4 mt-2 mb-3.5 flex flex-none items-center gap-3 rounded-node border border-line-2 bg-sunken px-3.5 py-2.5 max-md:mx-2.5 max-md:mb-2"
      }
    >
      <span className="text-ink-3">{icons[lock.why]}</span>
      <p className="min-w-0 flex-1">{lock.why === "notMine" ? t("notMine", { name: lock.name }) : t(lock.why)}</p>
      <Help lock={lock} row={row} seenSeq={seenSeq} />
    </div>
  );
}

function Help({ lock, row, seenSeq }: Required<BoxProps>) {
  const t = useTranslations("inbox.locked");
  const tVerbs = useTranslations("inbox.verbs");
  const me = useMe();
  const verbs = useVerbs();
  const [busy, setBusy] = useState(false);
  const [choosing, setChoosing] = useState(false);
  if (lock.why === "templateOnly" || lock.why === "windowClosed" || lock.why === "neverWrote") {
    return (
      <>
        <Button variant="primary" className="max-md:h-10" onClick={() => setChoosing(true)}>
          {t("chooseTemplate")}
        </Button>
        {choosing && (
          <Suspense>
            <TemplateDialog row={row} open onOpenChange={setChoosing} seenSeq={seenSeq} />
          </Suspense>
        )}
      </>
    );
  }
  if (lock.why === "waiting") {
    return (
      <Button
        variant="primary"
        loading={busy}
        className="max-md:h-10"
        onClick={() => {
          setBusy(true);
          void verbs.pickUp(row.id).then(() => setBusy(false));
        }}
      >
        {tVerbs("pickUp")}
        <Kbd keys="P" className="border-current bg-transparent text-current max-md:hidden" />
      </Button>
    );
  }
  if (lock.why === "channelOff" && can(me.member, "channel.read")) {
    return (
      <LinkButton href={`/${me.tenant.slug}/settings/channels/${row.channel.id}`}>{t("channelStatus")}</LinkButton>
    );
  }
  if (lock.why === "notAgent" && can(me.member, "member.manage")) {
    return <LinkButton href={`/${me.tenant.slug}/settings/people`}>{t("people")}</LinkButton>;
  }
  return null;
}
