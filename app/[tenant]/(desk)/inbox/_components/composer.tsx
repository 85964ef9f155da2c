"use client";

import { ArrowUp, ChevronDown, Lock as LockIcon, Paperclip, Reply } from "lucide-react";
import { useTranslations } from "next-intl";
import {
  type DragEvent,
  type KeyboardEvent,
  lazy,
  type Ref,
  type RefObject,
  Suspense,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from "react";
import { useActions, useMe } from "@/app/_live/live-provider";
import type { ConversationRow } from "@/app/_live/types";
import { pickFiles, takePicked, usePicked } from "@/app/_live/uploads";
import { useSeconds } from "@/app/_live/use-seconds";
import { Button, buttonClass } from "@/app/_ui/button";
import { cn } from "@/app/_ui/cn";
import { IconButton } from "@/app/_ui/icon-button";
import { Menu, MenuItem, MenuRadioGroup, MenuRadioItem, MenuSeparator } from "@/app/_ui/menu";
import { PhoneNumber } from "@/app/_ui/phone-number";
import { useAsk } from "./asking";
import { usePhone } from "./is-phone";
import { LockedBox, lockOf, windowEndOf } from "./locked";
import { culprits, SmsMeter, useSmsSize } from "./sms-meter";
import { type Mode, useDraft } from "./use-draft";
import { type SendKey, useSendKey } from "./use-send-key";

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
  const attach = !note && !shut && <AttachButton onPick={pick} />;
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
      <Field
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
          {attach}
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
          {attach}
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

function Modes({ mode, onMode, phone }: { mode: Mode; onMode: (mode: Mode) => void; phone?: boolean }) {
  const t = useTranslations("inbox.composer");
  const tab = (value: Mode, icon: React.ReactElement, on: string) => (
    <button
      type="button"
      aria-pressed={mode === value}
      onClick={() => onMode(value)}
      className={cn(
        "flex h-[26px] items-center gap-1.5 rounded-2 px-2.5 font-medium text-12 text-ink-2 hover:bg-hover max-md:h-10 max-md:px-3.5 max-md:text-13 [&_.lucide]:icon-14",
        mode === value && on,
      )}
    >
      {icon}
      {t(value)}
    </button>
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: two buttons of one choice, not a form
    <div
      role="group"
      aria-label={t("modes")}
      className={cn("flex items-center gap-0.5", phone && "rounded-2 bg-sunken")}
    >
      {tab("reply", <Reply />, "bg-accent-soft text-accent-text hover:bg-accent-soft")}
      {tab("note", <LockIcon />, "bg-note/22 text-note-text hover:bg-note/22")}
    </div>
  );
}

function MentionQuestion({ onSwitch, onKeep }: { onSwitch: () => void; onKeep: () => void }) {
  const t = useTranslations("inbox.composer");
  return (
    <div
      role="alert"
      className="mx-2.5 mt-1.5 flex flex-wrap items-center gap-2 rounded-2 bg-note-soft px-2.5 py-1.5 text-12 text-note-text"
    >
      <LockIcon className="icon-14" />
      <span className="min-w-0 flex-1">{t("mention")}</span>
      <Button size="sm" onClick={onSwitch}>
        {t("mentionSwitch")}
      </Button>
      <Button size="sm" variant="ghost" onClick={onKeep}>
        {t("mentionKeep")}
      </Button>
    </div>
  );
}

function AttachButton({ onPick }: { onPick: (files: Iterable<File>) => void }) {
  const t = useTranslations("inbox.composer");
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton label={t("attach")} icon={<Paperclip />} onClick={() => input.current?.click()} />
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={({ currentTarget }) => {
          onPick([...(currentTarget.files ?? [])]);
          currentTarget.value = ""; // the same file may be picked again
        }}
      />
    </>
  );
}

type SplitSendProps = {
  label: string;
  empty: boolean;
  sendKey: SendKey;
  onSendKey: (key: SendKey) => void;
  onSend: () => void;
  onSendAndEnd: () => void;
};

function SplitSend({ label, empty, sendKey, onSendKey, onSend, onSendAndEnd }: SplitSendProps) {
  const t = useTranslations("inbox.composer");
  return (
    <div className="flex flex-none">
      <Button variant="primary" disabled={empty} onClick={onSend} className="rounded-r-none pr-2.5">
        {label}
      </Button>
      <Menu
        label={t("options")}
        side="top"
        trigger={
          <button
            type="button"
            aria-label={t("options")}
            className={buttonClass({
              variant: "primary",
              className: "rounded-l-none border-on-solid/22 border-l px-1.5",
            })}
          >
            <ChevronDown className="icon-14" />
          </button>
        }
      >
        <MenuRadioGroup value={sendKey} onValueChange={onSendKey}>
          <MenuRadioItem value="enter">{t("enterSends")}</MenuRadioItem>
          <MenuRadioItem value="mod-enter">{t("modEnterSends")}</MenuRadioItem>
        </MenuRadioGroup>
        <MenuSeparator />
        <MenuItem kbd="Mod+Shift+Enter" disabled={empty} onClick={onSendAndEnd}>
          {t("sendAndEnd")}
        </MenuItem>
      </Menu>
    </div>
  );
}

type FieldProps = {
  ref: RefObject<HTMLTextAreaElement | null>;
  label: string;
  placeholder: string;
  value: string;
  /** Characters to underline: they made the text dearer. */
  marked: readonly string[];
  onChange: (text: string) => void;
  onKeyDown: (event: KeyboardEvent<HTMLTextAreaElement>) => void;
  onComposing: (now: boolean) => void;
  onFiles: (files: Iterable<File>) => void;
  className: string;
};

/** Grows with its text. Under it lies the same text, invisible but for the underlines. */
function Field({
  ref,
  label,
  placeholder,
  value,
  marked,
  onChange,
  onKeyDown,
  onComposing,
  onFiles,
  className,
}: FieldProps) {
  const under = useRef<HTMLDivElement>(null);
  const follow = () => {
    if (under.current && ref.current) under.current.scrollTop = ref.current.scrollTop;
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: after every change of the text
  useEffect(follow, [value]);
  return (
    <div className="relative">
      {marked.length > 0 && (
        <div
          ref={under}
          aria-hidden
          className={cn(
            "written pointer-events-none absolute inset-0 overflow-hidden border-transparent text-14 text-transparent",
            className,
          )}
        >
          {underlined(value, marked)}
        </div>
      )}
      <textarea
        ref={ref}
        rows={1}
        dir="auto"
        aria-label={label}
        placeholder={placeholder}
        value={value}
        maxLength={10_000}
        enterKeyHint="enter"
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
        onScroll={follow}
        onPaste={(event) => {
          if (event.clipboardData.files.length === 0) return;
          event.preventDefault();
          onFiles([...event.clipboardData.files]);
        }}
        onCompositionStart={() => onComposing(true)}
        onCompositionEnd={() => onComposing(false)}
        className={cn(
          "written ring-inner field-sizing-content relative block max-h-[min(40dvh,320px)] min-h-[54px] w-full resize-none bg-transparent text-14 outline-none max-md:min-h-10",
          className,
        )}
      />
    </div>
  );
}

function underlined(text: string, marked: readonly string[]) {
  return [...text].map((character, place) =>
    marked.includes(character) ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: characters have no other name than their place
      <span key={place} className="border-warning border-b-2">
        {character}
      </span>
    ) : (
      character
    ),
  );
}
