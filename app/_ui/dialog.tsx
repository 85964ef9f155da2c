"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactElement, ReactNode, RefObject } from "react";
import { cn } from "./cn";

const widths = { md: "sm:max-w-[440px]", lg: "sm:max-w-[560px]", xl: "sm:max-w-[720px]" };

export const backdropClass =
  "fixed inset-0 z-40 bg-backdrop transition-opacity duration-panel data-ending-style:opacity-0 data-starting-style:opacity-0";

type DialogProps = {
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** The button that opens it, when it is not opened from elsewhere. */
  trigger?: ReactElement;
  /** The question, or the name of the task. */
  title: ReactNode;
  description?: ReactNode;
  size?: keyof typeof widths;
  /** Buttons, right: cancel, then the verb. */
  footer?: ReactNode;
  children?: ReactNode;
  initialFocus?: RefObject<HTMLElement | null>;
  /** Whether a press beside it closes it. Turn off where typed words would be lost. */
  dismissible?: boolean;
  className?: string;
};

/** A task that holds everything else up. On a phone it is a sheet from below. */
export function Dialog({
  open,
  onOpenChange,
  trigger,
  title,
  description,
  size = "md",
  footer,
  children,
  initialFocus,
  dismissible = true,
  className,
}: DialogProps) {
  const t = useTranslations("common");
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange?.(next)} disablePointerDismissal={!dismissible}>
      {trigger && <Base.Trigger render={trigger} />}
      <Base.Portal>
        <Base.Backdrop className={backdropClass} />
        <Base.Viewport className="fixed inset-0 z-40 grid items-end overflow-y-auto sm:items-center sm:justify-items-center sm:p-4">
          <Base.Popup
            initialFocus={initialFocus}
            className={cn(
              "ring-none relative flex max-h-[92dvh] w-full flex-col rounded-t-4 border border-line-2 bg-raised pb-safe shadow-3 outline-none transition-[opacity,transform] duration-panel ease-out data-ending-style:opacity-0 data-starting-style:opacity-0 data-ending-style:ease-in max-sm:data-ending-style:translate-y-8 max-sm:data-starting-style:translate-y-8 sm:max-h-[calc(100dvh-32px)] sm:rounded-4 sm:data-ending-style:scale-[0.98] sm:data-starting-style:scale-[0.98]",
              widths[size],
              className,
            )}
          >
            <div className="flex flex-none items-start gap-3 px-5 pt-[18px] pr-12">
              <div className="min-w-0 flex-1">
                <Base.Title className="font-semibold text-16 track-head">{title}</Base.Title>
                {description && (
                  <Base.Description className="mt-1.5 text-14 text-ink-2">{description}</Base.Description>
                )}
              </div>
            </div>
            {children && (
              <div className="flex min-h-0 flex-1 flex-col gap-3.5 overflow-y-auto px-5 pt-3.5 pb-1">{children}</div>
            )}
            {footer ? <DialogFooter>{footer}</DialogFooter> : <div className="h-4 flex-none" />}
            {/* Last in the document, or it would take the focus from the first field. */}
            {dismissible && (
              <Base.Close
                aria-label={t("close")}
                className="absolute top-3.5 right-3 grid size-8 place-items-center rounded-2 text-ink-3 hover:bg-hover hover:text-ink"
              >
                <X />
              </Base.Close>
            )}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}

/** The row of buttons at the foot; for a dialog whose form holds its own buttons. */
export function DialogFooter({ className, children }: { className?: string; children: ReactNode }) {
  return (
    <div className={cn("flex flex-none flex-wrap justify-end gap-2 px-5 pt-3.5 pb-4 max-sm:[&>*]:flex-1", className)}>
      {children}
    </div>
  );
}

/** Makes a button close the dialog it stands in. */
export function DialogClose({ render }: { render: ReactElement }) {
  return <Base.Close render={render} />;
}
