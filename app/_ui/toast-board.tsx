"use client";

import { CircleAlert, CircleCheck, Info, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect } from "react";
import { Toaster as Sonner, toast as sonner } from "sonner";
import { Kbd } from "./kbd";
import { openBoard, type Said, type Undo } from "./toast";

type ToastId = string | number;

/** Toasts on the screen that can be undone, oldest first. */
const undoable: { id: ToastId; undo: Undo }[] = [];

const icons = {
  done: <CircleCheck className="text-success-text" />,
  error: <CircleAlert className="text-danger-text" />,
  info: <Info className="text-info-text" />,
};

function put(said: Said) {
  const stays = said.kind === "error" ? Number.POSITIVE_INFINITY : said.undo ? 10_000 : 4_000;
  const id = sonner.custom((toastId) => <Card id={toastId} said={said} />, {
    duration: stays,
    onDismiss: forget,
    onAutoClose: forget,
  });
  if (said.undo) undoable.push({ id, undo: said.undo });
}

/** Bottom left, over the list, at most three. */
export function ToastBoard() {
  const t = useTranslations("common");
  useEffect(() => openBoard(put), []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "z" || !(event.metaKey || event.ctrlKey) || event.shiftKey || event.altKey)
        return;
      if (event.target instanceof HTMLElement && event.target.closest("input, textarea, select, [contenteditable]"))
        return;
      const last = undoable.at(-1);
      if (!last) return;
      event.preventDefault();
      takeBack(last.id, last.undo);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  return (
    <Sonner
      position="bottom-left"
      // On a phone a dialog is a sheet at the foot: its buttons come first.
      className="max-md:z-30!"
      visibleToasts={3}
      expand
      gap={8}
      containerAriaLabel={t("notifications")}
      offset={{ left: "var(--toast-left, 16px)", bottom: "16px" }}
      mobileOffset={{ left: "12px", right: "12px", bottom: "var(--toast-bottom, 12px)" }}
      toastOptions={{ unstyled: true, className: "w-full md:w-[360px]" }}
    />
  );
}

function Card({ id, said: { kind, text, icon = icons[kind], undo, details, action } }: { id: ToastId; said: Said }) {
  const t = useTranslations("common");
  return (
    <div
      data-toast
      role={kind === "error" ? "alert" : undefined}
      className="flex w-full font-sans items-start gap-2.5 rounded-3 border border-line-2 bg-raised py-[7px] pr-1.5 pl-3 text-13 text-ink shadow-3"
    >
      <span className="flex h-[26px] items-center">{icon}</span>
      <div className="min-w-0 flex-1 py-1">
        <div className="[overflow-wrap:anywhere]">{text}</div>
        {details && (
          <details className="mt-1 text-12 text-ink-3">
            <summary className="w-fit rounded-1">{t("details")}</summary>
            <span className="font-mono [overflow-wrap:anywhere]">{details}</span>
          </details>
        )}
      </div>
      {undo && (
        <ToastAction
          label={
            <>
              {t("undo")} <Kbd keys="Mod+Z" className="ml-1 max-md:hidden" />
            </>
          }
          onClick={() => takeBack(id, undo)}
        />
      )}
      {action && (
        <ToastAction
          label={action.label}
          onClick={() => {
            sonner.dismiss(id);
            action.onClick();
          }}
        />
      )}
      <button
        type="button"
        aria-label={t("close")}
        onClick={() => sonner.dismiss(id)}
        className="grid size-[26px] flex-none place-items-center rounded-2 text-ink-3 hover:bg-hover hover:text-ink"
      >
        <X className="icon-14" />
      </button>
    </div>
  );
}

function ToastAction({ label, onClick }: { label: ReactNode; onClick: () => void }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="flex h-[26px] flex-none items-center rounded-2 px-1.5 font-medium text-accent-text hover:bg-hover"
    >
      {label}
    </button>
  );
}

function takeBack(id: ToastId, undo: Undo) {
  forget({ id });
  sonner.dismiss(id);
  undo();
}

function forget({ id }: { id: ToastId }) {
  const place = undoable.findIndex((entry) => entry.id === id);
  if (place >= 0) undoable.splice(place, 1);
}
