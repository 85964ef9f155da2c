"use client";

import { CircleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { createContext, type ReactNode, useContext, useId } from "react";
import { cn } from "./cn";

type FieldIds = { id: string; labelId: string; describedBy: string | undefined; invalid: boolean };
const FieldContext = createContext<FieldIds | null>(null);

type Own = {
  id?: string;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean | "true" | "false" | "grammar" | "spelling";
};

/**
 * What a control takes from the field around it: id, description, validity. What the control was given itself wins.
 */
export function useFieldControl(own: Own = {}) {
  const field = useContext(FieldContext);
  return {
    id: own.id ?? field?.id,
    "aria-describedby": [own["aria-describedby"], field?.describedBy].filter(Boolean).join(" ") || undefined,
    "aria-invalid": own["aria-invalid"] ?? (field?.invalid || undefined),
  } as const;
}

/** The id of the label around a control; for parts that are named by aria-labelledby. */
export const useFieldLabelId = () => useContext(FieldContext)?.labelId;

type FieldProps = {
  label: ReactNode;
  /** Says "optional" beside the label. Required is the ordinary case and is not marked. */
  optional?: boolean;
  help?: ReactNode;
  /** Replaces help. Say what is wrong and what would be right. */
  error?: ReactNode;
  /** At the far end of the label's line. */
  side?: ReactNode;
  className?: string;
  children: ReactNode;
};

/** Label above, one control, help or error below. */
export function Field({ label, optional, help, error, side, className, children }: FieldProps) {
  const id = useId();
  const below = error ?? help;
  const ids = { id, labelId: `${id}-label`, describedBy: below ? `${id}-below` : undefined, invalid: Boolean(error) };
  return (
    <div className={cn("flex min-w-0 flex-col", className)}>
      <div className="mb-1.5 flex items-baseline gap-1.5">
        <label htmlFor={id} id={ids.labelId} className="font-medium">
          {label}
        </label>
        {optional && <Optional />}
        {side && <span className="ml-auto text-12">{side}</span>}
      </div>
      <FieldContext value={ids}>{children}</FieldContext>
      <FieldMessage id={ids.describedBy} help={help} error={error} />
    </div>
  );
}

/** Several controls under one heading: checkboxes, radios. */
export function Fieldset({
  legend,
  help,
  error,
  className,
  children,
}: {
  legend: ReactNode;
  help?: ReactNode;
  error?: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  const id = useId();
  const below = error ?? help;
  return (
    <fieldset className={cn("min-w-0", className)} aria-describedby={below ? id : undefined}>
      <legend className="mb-1.5 font-medium">{legend}</legend>
      {children}
      <FieldMessage id={below ? id : undefined} help={help} error={error} />
    </fieldset>
  );
}

/** A part of a long form: heading and a sentence on the left, fields on the right, who changed it at the foot. */
export function FormSection({
  title,
  description,
  foot,
  children,
}: {
  title: ReactNode;
  description?: ReactNode;
  foot?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="border-line border-t py-6 first:border-t-0 first:pt-0 lg:grid lg:grid-cols-[240px_minmax(0,1fr)] lg:gap-8">
      <div className="mb-4 lg:mb-0">
        <h2 className="font-semibold text-14">{title}</h2>
        {description && <p className="mt-1 max-w-[60ch] text-12 text-ink-3">{description}</p>}
      </div>
      <div className="flex min-w-0 flex-col gap-3.5">
        {children}
        {foot && <p className="text-12 text-ink-3">{foot}</p>}
      </div>
    </section>
  );
}

function Optional() {
  const t = useTranslations("common");
  return <span className="text-12 text-ink-3">{t("optional")}</span>;
}

/* The line is a live region from the start, so that an error is read out when it appears. */
function FieldMessage({ id, help, error }: { id?: string; help?: ReactNode; error?: ReactNode }) {
  return (
    <div aria-live="polite" id={id}>
      {error ? (
        <p className="mt-1.5 flex items-start gap-1.5 text-12 text-danger-text">
          <CircleAlert className="icon-14 mt-[0.15em]" />
          <span>{error}</span>
        </p>
      ) : (
        help && <div className="mt-1.5 text-12 text-ink-3">{help}</div>
      )}
    </div>
  );
}
