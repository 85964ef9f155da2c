"use client";

import { NumberField as Base } from "@base-ui/react/number-field";
import { useLocale } from "next-intl";
import type { ReactNode } from "react";
import { cn } from "./cn";
import { useFieldControl } from "./field";
import { boxClass, innerClass } from "./input";

type NumberFieldProps = {
  value?: number | null;
  defaultValue?: number;
  /** `null` when the field is empty. */
  onValueChange?: (value: number | null) => void;
  min?: number;
  max?: number;
  step?: number;
  /** Stands in the box after the number. */
  unit?: ReactNode;
  name?: string;
  /** Width of the box in px; a number field is as wide as its numbers. */
  width?: number;
  /** Its name, when no `Field` is around it. */
  label?: string;
  disabled?: boolean;
  required?: boolean;
  className?: string;
};

/** A number with its unit. Arrow keys step, typing is free, leaving the field brings it inside min and max. */
export function NumberField({ unit, width = 140, label, className, ...rest }: NumberFieldProps) {
  const control = useFieldControl();
  const locale = useLocale();
  return (
    <Base.Root {...rest} id={control.id} locale={locale}>
      <Base.Group style={{ width }} className={cn(boxClass, "h-control max-w-full text-13", className)}>
        <Base.Input
          aria-label={label}
          aria-describedby={control["aria-describedby"]}
          aria-invalid={control["aria-invalid"]}
          className={cn(innerClass, "h-full w-full px-2.5 tabular-nums")}
        />
        {unit && <span className="flex-none pr-2.5 text-12 text-ink-3">{unit}</span>}
      </Base.Group>
    </Base.Root>
  );
}
