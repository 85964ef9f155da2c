import { CircleAlert, CircleCheck, Info, Lock, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { cn } from "./cn";

const tones = {
  warning: { Icon: TriangleAlert, ground: "border-warning-line bg-warning-soft", mark: "text-warning-text" },
  danger: { Icon: CircleAlert, ground: "border-danger-line bg-danger-soft", mark: "text-danger-text" },
  info: { Icon: Info, ground: "border-info-line bg-info-soft", mark: "text-info-text" },
  success: { Icon: CircleCheck, ground: "border-success-line bg-success-soft", mark: "text-success-text" },
  note: { Icon: Lock, ground: "border-note-line bg-note-soft", mark: "text-note-text" },
};

type AlertProps = {
  tone: keyof typeof tones;
  /** What happened. */
  title?: ReactNode;
  /** What it means, what to do. */
  children?: ReactNode;
  actions?: ReactNode;
  /** Codes and other words of machines, folded away. */
  details?: ReactNode;
  /** `alert` for something that just went wrong under the user's hands. */
  role?: "alert" | "status";
  className?: string;
};

/** A notice at page or section level. */
export function Alert({ tone, title, children, actions, details, role, className }: AlertProps) {
  const { Icon, ground, mark } = tones[tone];
  const t = useTranslations("common");
  return (
    <div role={role} className={cn("flex items-start gap-2.5 rounded-3 border px-3.5 py-2.5", ground, className)}>
      <Icon className={cn("mt-px", mark)} />
      <div className="min-w-0 flex-1 sm:flex sm:items-start sm:gap-4">
        <div className="min-w-0 flex-1">
          {title && <p className="font-semibold">{title}</p>}
          {children && <div className="text-ink-2">{children}</div>}
          {details && (
            <details className="mt-1 text-12 text-ink-2">
              <summary className="w-fit rounded-1">{t("details")}</summary>
              <div className="mt-1 font-mono [overflow-wrap:anywhere]">{details}</div>
            </details>
          )}
        </div>
        {actions && <div className="mt-2 flex flex-none flex-wrap gap-2 sm:mt-0">{actions}</div>}
      </div>
    </div>
  );
}
