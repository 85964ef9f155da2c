"use client";

import { Switch as Base } from "@base-ui/react/switch";
import { type ReactNode, useId } from "react";
import { cn } from "./cn";

type SwitchProps = {
  label?: ReactNode;
  description?: ReactNode;
  "aria-label"?: string;
  checked?: boolean;
  defaultChecked?: boolean;
  onCheckedChange?: (checked: boolean) => void;
  name?: string;
  disabled?: boolean;
  className?: string;
};

/** On or off, at once. Label left, switch right, so that a column of them lines up. */
export function Switch({ label, description, className, ...rest }: SwitchProps) {
  const id = useId();
  const knob = (
    <Base.Root
      {...rest}
      aria-labelledby={label ? `${id}-label` : undefined}
      aria-describedby={description ? `${id}-description` : undefined}
      className={cn(
        "relative inline-flex h-[18px] w-[30px] flex-none items-center rounded-full bg-line-control p-0.5 transition-colors data-checked:bg-accent data-disabled:opacity-50",
        !label && className,
      )}
    >
      <Base.Thumb className="size-3.5 rounded-full bg-panel transition-transform duration-ui data-checked:translate-x-3" />
    </Base.Root>
  );
  if (!label) return knob;
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the switch is the control
    <label className={cn("flex items-start justify-between gap-4", className)}>
      <span className="min-w-0">
        <span id={`${id}-label`} className="font-medium">
          {label}
        </span>
        {description && (
          <span id={`${id}-description`} className="mt-0.5 block text-12 text-ink-3">
            {description}
          </span>
        )}
      </span>
      {knob}
    </label>
  );
}
