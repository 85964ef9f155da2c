"use client";

import { ArrowUp, Lock as LockIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import {
  type DragEvent,
  type KeyboardEvent,
  lazy,
  type Ref,
  Suspense,
  useImperativeHandle,
  useRef,
  useState,
} from "react";
import { useActions, useMe } from "@/app/_live/live-provider";
import type { ConversationRow } from "@/app/_live/types";
import { pickFiles, takePicked, usePicked } from "@/app/_live/uploads";
import { useSeconds } from "@/app/_live/use-seconds";
import { Button } from "@/app/_ui/button";
import { cn } from "@/app/_ui/cn";
import { PhoneNumber } from "@/app/_ui/phone-number";
import { useAsk } from "./asking";
import { AttachButton } from "./attach-button";
import { ComposerField } from "./composer-field";
import { MentionQuestion, Modes } from "./composer-modes";
import { usePhone } from "./is-phone";
import { LockedBox, lockOf, windowEndOf } from "./locked";
import { culprits, SmsMeter, useSmsSize } from "./sms-meter";
import { SplitSend } from "./split-send";
import { TemplateButton } from "./template-button";
import { type Mode, useDraft } from "./use-draft";
import { useSendKey } from "./use-send-key";

const PickedFiles = lazy(() => import("./picked-files"));

/** What keys and bubbles ask of the composer. */
export type ComposerHandle = { focus: (mode: Mode) => void; edit: (text: string) => void };

type ComposerProps = { row: ConversationRow; handle: Ref<ComposerHandle>; seenSeq: () => number };

/** Where an answer or a note is written. Everything typed stays in here until it is sent: a key redraws nothing else. */
export function Composer({ row, handle, seenSeq }: ComposerProps) {
  const me = useMe();
  const end = windowEndOf(row);
  // Counted only where there is a window: at its last second the box shuts by itself.
  const seconds = useSeconds(end !== null);
  const lock = lockOf(row, me, end === null ? undefined : seconds * 1000);
  if (lock?.scope === "all") return <LockedBox lock={lock} row={row} />;
  return <Writing row={row} handle={handle} seenSeq={seenSeq} lock={lock} />;
}

/** `@` that is not part of a mail address: somebody wants to mention a colleague. */
const mentionStart = /(^|[^\w.+-])@$/;

function Writing({ row, handle, seenSeq, lock }: ComposerProps & { lock: ReturnType<typeof lockOf> }) {
  const t = useTranslations("inbox.composer");
  const actions = useActions();
  const ask = useAsk();
  const phone = usePhone();
  const draft = useDraft(row.id);
  const [sendKey, setSendKey] = useSendKey();
  const field = useRef<HTMLTextAreaElement>(null);
  const composing = useRef(false);
  const [mentioning, setMentioning] = useState(false);
  const mode = draft.mode;
  const text = draft[mode];
  const note = mode === "note";
  const shut = !note && lock !== null;
  const { slug } = useMe().tenant;
  const picked = usePicked(row.id);
  const uploading = picked.some(({ state }) => state === "uploading");
  const ready = !note && !uploading && picked.some(({ state }) => state === "ready");
  const pick = (files: Iterable<File>) => {
    if (!note && !shut) pickFiles(slug, row.id, [...files]);
  };
  const size = useSmsSize(text, row.kind === "sms" && !note);

  const toMode = (next: Mode) => {
    draft.setMode(next);
    setMentioning(false);
    requestAnimationFrame(() => field.current?.focus());
  };
  useImperativeHandle(handle, () => ({
    focus: toMode,
    edit: (back) => {
      const now = draft.reply.trim();
      draft.setText("reply", now ? `${back}\n${now}` : back);
      toMode("reply");
    },
  }));

  const change = (next: string) => {
    // Asked once, when the sign is typed; never while text is pasted or corrected further back.
    if (!note && next.length === text.length + 1)
      setMentioning(mentionStart.test(next.slice(0, field.current?.selectionStart)));
    else if (mentioning && !next.includes("@")) setMentioning(false);
    draft.setText(mode, next);
  };
  const send = ({ end = false } = {}) => {
    const words = text.trim();
    if ((words === "" && !ready) || shut || (!note && uploading)) return;
    actions.send(row.id, mode, words, seenSeq(), note ? [] : takePicked(row.id));
    draft.setText(mode, "", { now: true });
    setMentioning(false);
    if (end) ask("end", row.id);
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // While an input method composes, Enter chooses a word. 229 is what some of them report in its place.
    if (composing.current || event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape") {
      event.currentTarget.blur();
      return;
    }
    if (event.key !== "Enter") return;
    const mod = event.metaKey || event.ctrlKey;
    if (mod || (sendKey === "enter" && !event.shiftKey && !event.altKey && !phone)) {
      event.preventDefault();
      send({ end: mod && event.shiftKey && !note });
    }
  };
  const takeBack = () => {
    draft.setText("note", draft.note ? `${draft.note}\n${text}` : text);
    draft.setText("reply", "");
    toMode("note");
  };

  const empty = (text.trim() === "" && !ready) || (!note && uploading);
  const tray = picked.length > 0 && !note && !shut && (
    <Suspense>
      <PickedFiles conversationId={row.id} files={picked} />
    </Suspense>
  );
  const tools = !note && !shut && (
    <>
      <AttachButton onPick={pick} />
      {row.channel.freeText === "window" && <TemplateButton row={row} seenSeq={seenSeq} />}
    </>
  );
  const drop = {
    onDragOver: (event: DragEvent) => {
      if (!note && !shut && event.dataTransfer.types.includes("Files")) event.preventDefault();
    },
    onDrop: (event: DragEvent) => {
      if (event.dataTransfer.files.length === 0) return;
      event.preventDefault();
      pick(event.dataTransfer.files);
    },
  };
  const sendLabel = t(note ? "addNote" : "send");
  const body =
    shut && lock ? (
      <LockedBox lock={lock} row={row} bare seenSeq={seenSeq} />
    ) : (
      <ComposerField
        ref={field}
        label={t(note ? "noteLabel" : "replyLabel", { name: row.contact.name || row.address })}
        placeholder={t(note ? "notePlaceholder" : "replyPlaceholder")}
        value={text}
        marked={culprits(size)}
        onChange={change}
        onFiles={pick}
        onKeyDown={onKeyDown}
        onComposing={(now) => {
          composing.current = now;
        }}
        className={phone ? "rounded-[20px] border border-line-control px-3.5 py-2 text-16" : "px-3.5 pt-2 pb-1"}
      />
    );
  const mention = mentioning && <MentionQuestion onSwitch={takeBack} onKeep={() => setMentioning(false)} />;

  if (phone) {
    return (
      <div
        {...drop}
        className={cn(
          "flex-none border-line border-t px-2.5 pt-2 pb-[max(8px,env(safe-area-inset-bottom))]",
          note ? "bg-note-soft" : "bg-panel",
        )}
      >
        <div className="mb-[7px] flex items-center gap-2">
          <Modes mode={mode} onMode={toMode} phone />
          <span className="ml-auto min-w-0">
            {note ? (
              <span className="text-12 text-note-text">{t("onlyTeam")}</span>
            ) : (
              <SmsMeter text={text} size={size} short />
            )}
          </span>
        </div>
        {mention}
        {tray}
        <div className="flex items-end gap-2">
          {tools}
          <div className="min-w-0 flex-1">{body}</div>
          {!shut && (
            <button
              type="button"
              aria-label={sendLabel}
              aria-disabled={empty || undefined}
              onClick={() => send()}
              className={cn(
                "grid size-10 flex-none place-items-center rounded-full aria-disabled:bg-active aria-disabled:text-ink-3",
                note ? "bg-note text-on-mark" : "bg-accent text-on-solid",
              )}
            >
              {note ? <LockIcon /> : <ArrowUp className="icon-20" />}
            </button>
          )}
        </div>
      </div>
    );
  }
  return (
    <div
      {...drop}
      className={cn(
        "ring-within mx-4 mt-2 mb-3.5 flex-none rounded-node border shadow-1",
        note ? "border-note bg-note-soft" : "border-line-control bg-panel",
      )}
    >
      <div className="flex items-center gap-0.5 px-1.5 pt-[5px]">
        <Modes mode={mode} onMode={toMode} />
        <span className={cn("cut ml-auto pr-2 text-12", note ? "text-note-text" : "text-ink-3")}>
          {note ? (
            t("customerCannotSee")
          ) : (
            <>
              {t("to")} <PhoneNumber e164={row.address} className="text-ink-2" />
            </>
          )}
        </span>
      </div>
      {mention}
      {tray}
      {body}
      {!shut && (
        <div className="flex items-center gap-2.5 px-1.5 pt-1 pb-1.5">
          {tools}
          <div className="ml-auto min-w-0">{!note && <SmsMeter text={text} size={size} />}</div>
          {note ? (
            <Button variant="note" disabled={empty} onClick={() => send()}>
              {sendLabel}
            </Button>
          ) : (
            <SplitSend
              label={sendLabel}
              empty={empty}
              sendKey={sendKey}
              onSendKey={setSendKey}
              onSend={() => send()}
              onSendAndEnd={() => send({ end: true })}
            />
          )}
        </div>
      )}
    </div>
  );
}
