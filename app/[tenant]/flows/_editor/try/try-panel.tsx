"use client";

import { FastForward, RotateCcw, Send, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { useClock } from "@/app/_ui/clock";
import { IconButton } from "@/app/_ui/icon-button";
import { Input } from "@/app/_ui/input";
import { Menu, MenuItem } from "@/app/_ui/menu";
import { Switch } from "@/app/_ui/switch";
import type { Play, World } from "@/server/domain/flow/simulate";
import type { FlowDirectory } from "../api";
import { useEditor } from "../store";
import { Line } from "./line";
import { useTrial } from "./use-trial";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Plays a customer against the draft: what he writes, what he gets, and where the flow goes meanwhile. */
export function TryPanel({ directory, onClose }: { directory: FlowDirectory | undefined; onClose: () => void }) {
  const t = useTranslations("flows.try");
  const { play, outdated, begin, act, stop } = useTrial(directory);
  const trigger = useEditor((state) => state.trigger.id);
  const kind = useEditor((state) => state.kind);
  const byMessage = kind !== "event" && trigger !== "manual" && trigger !== "conversation.closed";
  const [text, setText] = useState("");
  const [returning, setReturning] = useState(false);
  const [offline, setOffline] = useState(false);
  const [noStart, setNoStart] = useState(false);
  const foot = useRef<HTMLDivElement>(null);
  const ended = play?.run.status === "ended";

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new line is what scrolls
  useEffect(() => {
    void foot.current?.scrollIntoView({ block: "nearest" });
  }, [play?.transcript.length]);

  const world: World = {
    assigned: returning,
    agentsOffline: offline,
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    data: {
      user_fullname: t("customerName"),
      user_mobile: "+14155550123",
      sms_from: "+14155550123",
      is_new_contact: !returning,
      is_assigned_user: returning,
      is_anonymous_user: !returning,
      user_channel: "sms",
    },
  };
  const start = (first: string | null) => setNoStart(!begin(world, first));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === "") return;
    if (play && !ended) act({ kind: "say", text });
    else start(text);
    setText("");
  };

  return (
    <section aria-label={t("title")} className="flex min-h-0 flex-1 flex-col text-13">
      <header className="flex flex-none items-center gap-1 border-line border-b py-2 pr-2.5 pl-4">
        <h2 className="flex-1 font-semibold">{t("title")}</h2>
        {play && <IconButton size="sm" icon={<RotateCcw />} label={t("again")} onClick={stop} />}
        <IconButton size="sm" icon={<X />} label={t("close")} onClick={onClose} />
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard */}
      <div className="min-h-0 flex-1 overflow-y-auto px-4 py-3" role="log" aria-label={t("transcript")} tabIndex={0}>
        {!play && (
          <div className="flex flex-col gap-3">
            <p className="text-ink-2">{t("intro")}</p>
            <Switch
              label={t("returning")}
              description={t("returningHelp")}
              checked={returning}
              onCheckedChange={setReturning}
            />
            <Switch label={t("offline")} checked={offline} onCheckedChange={setOffline} />
            {!byMessage && (
              <Button variant="soft" className="self-start" onClick={() => start(null)}>
                {t("begin")}
              </Button>
            )}
          </div>
        )}
        {outdated && (
          <Alert
            tone="info"
            className="mb-3"
            actions={
              <Button size="sm" onClick={stop}>
                {t("again")}
              </Button>
            }
          >
            {t("outdated")}
          </Alert>
        )}
        {noStart && !play && (
          <Alert tone="warning" role="alert" className="mt-3">
            {t("noStart")}
          </Alert>
        )}
        <div className="flex flex-col gap-2">
          {play?.transcript.map((line, index) => (
            // Lines are only ever added at the end.
            // biome-ignore lint/suspicious/noArrayIndexKey: as above
            <Line key={index} line={line} directory={directory} />
          ))}
        </div>
        {play && <Now play={play} />}
        <div ref={foot} />
      </div>
      {play && !ended && (
        <div className="flex flex-none flex-wrap gap-1.5 border-line border-t px-3 py-2">
          <Button
            size="sm"
            icon={<FastForward />}
            disabledReason={deadlineOf(play) === null ? t("noDeadline") : undefined}
            onClick={() => act({ kind: "skipToDeadline" })}
          >
            {t("skipDeadline")}
          </Button>
          <Menu
            trigger={
              <Button size="sm" variant="ghost">
                {t("more")}
              </Button>
            }
          >
            <MenuItem onClick={() => act({ kind: "skip", ms: 10 * MINUTE })}>{t("skip10m")}</MenuItem>
            <MenuItem onClick={() => act({ kind: "skip", ms: HOUR })}>{t("skip1h")}</MenuItem>
            <MenuItem onClick={() => act({ kind: "skip", ms: DAY })}>{t("skip1d")}</MenuItem>
            <MenuItem onClick={() => act({ kind: play.run.status === "paused" ? "released" : "takeover" })}>
              {play.run.status === "paused" ? t("release") : t("takeover")}
            </MenuItem>
            <MenuItem onClick={() => act({ kind: "closed" })}>{t("closeConversation")}</MenuItem>
          </Menu>
        </div>
      )}
      {(byMessage || (play && !ended)) && (
        <form onSubmit={submit} className="flex flex-none items-center gap-2 border-line border-t p-3">
          <Input
            aria-label={t("message")}
            placeholder={play && !ended ? t("answer") : t("firstMessage")}
            value={text}
            onChange={(event) => setText(event.target.value)}
            autoComplete="off"
          />
          <IconButton type="submit" icon={<Send />} label={t("send")} />
        </form>
      )}
    </section>
  );
}

function deadlineOf({ run }: Play): number | null {
  return run.status === "waiting" && run.asked?.kind === "wait" ? run.asked.deadline : null;
}

/** How the trial stands: waiting until when, paused, or over. */
function Now({ play }: { play: Play }) {
  const t = useTranslations("flows.try");
  const clock = useClock();
  const deadline = deadlineOf(play);
  const words = {
    new: null,
    running: null,
    ended: null,
    paused: t("paused"),
    waiting: deadline === null ? t("waiting") : t("waitingUntil", { time: clock.dateTime(new Date(deadline)) }),
  }[play.run.status];
  return words ? (
    <p role="status" className="mt-3 text-12 text-ink-3">
      {words} {t("now", { time: clock.dateTime(new Date(play.now)) })}
    </p>
  ) : null;
}
