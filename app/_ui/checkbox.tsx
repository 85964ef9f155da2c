"use client";

import { Checkbox as Base } from "@base-ui/react/checkbox";
import { Check, Minus } from "lucide-react";
import { type ReactNode, useId } from "react";
import { cn } from "./cn";

type CheckboxProps = {
  label?: ReactNode;
  /** A second line under the label. */
  description?: ReactNode;
  /** Its name when no label is shown, as in a table. */
  "aria-label"?: string;
  checked?: boolean;
  defaultChecked?: boolean;
  onCheckedChange?: (checked: boolean) => void;
  indeterminate?: boolean;
  name?: string;
  value?: string;
  disabled?: boolean;
  required?: boolean;
  className?: string;
};

/** Yes or no, sent with the form. For something that takes effect at once use `Switch`. */
export function Checkbox({ label, description, className, ...rest }: CheckboxProps) {
  const id = useId();
  const box = (
    <Base.Root
      {...rest}
      aria-labelledby={label ? `${id}-label` : undefined}
      aria-describedby={description ? `${id}-description` : undefined}
      className={cn(
        "grid size-4 flex-none place-items-center rounded-1 border border-line-control bg-panel text-on-solid transition-colors data-checked:border-accent data-indeterminate:border-accent data-checked:bg-accent data-indeterminate:bg-accent data-disabled:border-line-2 data-disabled:bg-active",
        !label && className,
      )}
    >
      <Base.Indicator className="grid place-items-center data-unchecked:hidden">
        {rest.indeterminate ? <Minus className="icon-12 stroke-3" /> : <Check className="icon-12 stroke-3" />}
      </Base.Indicator>
    </Base.Root>
  );
  if (!label) return box;
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the box is the control
    <label className={cn("flex items-start gap-2", rest.disabled && "text-ink-3", className)}>
      <span className="flex h-[1.4em] items-center zh:h-[1.45em]">{box}</span>
      <span className="min-w-0">
        <span id={`${id}-label`}>{label}</span>
        {description && (
          <span id={`${id}-description`} className="mt-0.5 block text-12 text-ink-3">
            {description}
          </span>
        )}
      </span>
    </label>
  );
}
