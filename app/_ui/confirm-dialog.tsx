"use client";

import { useTranslations } from "next-intl";
import { type ReactElement, type ReactNode, useRef, useState } from "react";
import { Alert } from "./alert";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { Field } from "./field";
import { Input } from "./input";

type ConfirmDialogProps = {
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  trigger?: ReactElement;
  /** The question. */
  title: ReactNode;
  /** The consequence, with numbers. */
  body?: ReactNode;
  children?: ReactNode;
  /** The verb and its object. */
  confirmLabel: string;
  cancelLabel?: string;
  /**
   * The dialog stays, busy, until this settles. Then it closes; but a sentence that comes back is shown in it, and
   * it stays open, as it does when this throws.
   */
  onConfirm: () => unknown;
  danger?: boolean;
  /** A word that has to be typed first, for what cannot be undone. */
  typeToConfirm?: string;
};

/** Asks before something that is hard to undo. Cancel has the focus. */
export function ConfirmDialog({
  open,
  onOpenChange,
  trigger,
  title,
  body,
  children,
  confirmLabel,
  cancelLabel,
  onConfirm,
  danger = true,
  typeToConfirm,
}: ConfirmDialogProps) {
  const t = useTranslations("common");
  const cancel = useRef<HTMLButtonElement>(null);
  const word = useRef<HTMLInputElement>(null);
  const [openInside, setOpenInside] = useState(false);
  const [busy, setBusy] = useState(false);
  const [typed, setTyped] = useState("");
  const [failure, setFailure] = useState<string>();
  const isOpen = open ?? openInside;
  const setOpen = (next: boolean) => {
    if (busy) return;
    setOpenInside(next);
    onOpenChange?.(next);
    if (!next) forget();
  };
  const forget = () => {
    setTyped("");
    setFailure(undefined);
  };
  const confirm = async () => {
    setBusy(true);
    try {
      const answer = await onConfirm();
      if (typeof answer === "string" && answer !== "") {
        setFailure(answer);
        return;
      }
      setOpenInside(false);
      onOpenChange?.(false);
      forget();
    } finally {
      setBusy(false);
    }
  };
  const ready = typeToConfirm === undefined || typed.trim() === typeToConfirm;
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setOpen}
      trigger={trigger}
      title={title}
      description={body}
      initialFocus={typeToConfirm === undefined ? cancel : word}
      footer={
        <>
          <Button ref={cancel} onClick={() => setOpen(false)}>
            {cancelLabel ?? t("cancel")}
          </Button>
          <Button
            variant={danger ? "danger-solid" : "primary"}
            loading={busy}
            disabled={!ready}
            onClick={() => {
              // A failure was already told by whoever was asked to act; the dialog only stays open.
              confirm().catch(() => {});
            }}
          >
            {confirmLabel}
          </Button>
        </>
      }
    >
      {(children || typeToConfirm !== undefined || failure) && (
        <>
          {children}
          {typeToConfirm !== undefined && (
            <Field
              label={t.rich("typeToConfirm", {
                word: typeToConfirm,
                b: (text) => <b className="font-semibold">{text}</b>,
              })}
            >
              <Input ref={word} value={typed} onChange={(event) => setTyped(event.target.value)} autoComplete="off" />
            </Field>
          )}
          {failure && (
            <Alert tone="danger" role="alert">
              {failure}
            </Alert>
          )}
        </>
      )}
    </Dialog>
  );
}
