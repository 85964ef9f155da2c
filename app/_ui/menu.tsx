"use client";

import { Menu as Base } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import Link from "next/link";
import type { ReactElement, ReactNode } from "react";
import { cn } from "./cn";
import { Kbd } from "./kbd";
import { popupClass, popupItemClass } from "./popup";

type MenuProps = {
  trigger: ReactElement;
  /** Name of the list, when the trigger's own name does not say it. */
  label?: string;
  align?: "start" | "center" | "end";
  side?: "top" | "bottom" | "left" | "right";
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  className?: string;
  children: ReactNode;
};

/** A list of actions behind a button. */
export function Menu({
  trigger,
  label,
  align = "end",
  side = "bottom",
  open,
  onOpenChange,
  className,
  children,
}: MenuProps) {
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange?.(next)}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner side={side} align={align} sideOffset={4} collisionPadding={8} className="z-50">
          <Base.Popup aria-label={label} className={cn(popupClass, "min-w-44 max-w-80 p-1", className)}>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

type MenuItemProps = {
  icon?: ReactElement;
  kbd?: string;
  danger?: boolean;
  disabled?: boolean;
  href?: string;
  onClick?: () => void;
  /** Keep the menu open after a click. */
  stay?: boolean;
  children: ReactNode;
};

export function MenuItem({ icon, kbd, danger, disabled, href, onClick, stay, children }: MenuItemProps) {
  const classes = cn(popupItemClass, danger && "text-danger-text");
  const inside = (
    <>
      {icon && <span className={danger ? undefined : "text-ink-3"}>{icon}</span>}
      <span className="min-w-0 flex-1">{children}</span>
      {kbd && <Kbd keys={kbd} />}
    </>
  );
  if (href) {
    return (
      <Base.LinkItem render={<Link href={href} />} closeOnClick={!stay} onClick={onClick} className={classes}>
        {inside}
      </Base.LinkItem>
    );
  }
  return (
    <Base.Item disabled={disabled} onClick={onClick} closeOnClick={!stay} className={classes}>
      {inside}
    </Base.Item>
  );
}

export function MenuCheckItem({
  checked,
  onCheckedChange,
  children,
}: {
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
  children: ReactNode;
}) {
  return (
    <Base.CheckboxItem checked={checked} onCheckedChange={(next) => onCheckedChange(next)} className={popupItemClass}>
      <Tick>
        <Base.CheckboxItemIndicator>
          <Check className="icon-14" />
        </Base.CheckboxItemIndicator>
      </Tick>
      <span className="min-w-0 flex-1">{children}</span>
    </Base.CheckboxItem>
  );
}

export function MenuRadioGroup<T extends string>({
  value,
  onValueChange,
  children,
}: {
  value: T | undefined;
  onValueChange: (value: T) => void;
  children: ReactNode;
}) {
  return (
    <Base.RadioGroup value={value} onValueChange={(next: T) => onValueChange(next)}>
      {children}
    </Base.RadioGroup>
  );
}

export function MenuRadioItem({ value, children }: { value: string; children: ReactNode }) {
  return (
    <Base.RadioItem value={value} closeOnClick className={popupItemClass}>
      <Tick>
        <Base.RadioItemIndicator>
          <Check className="icon-14" />
        </Base.RadioItemIndicator>
      </Tick>
      <span className="min-w-0 flex-1">{children}</span>
    </Base.RadioItem>
  );
}

export function MenuSeparator() {
  return <Base.Separator className="-mx-1 my-1 h-px bg-line" />;
}

export function MenuGroup({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <Base.Group>
      <Base.GroupLabel className="px-2 pt-1.5 pb-1 text-12 text-ink-3">{label}</Base.GroupLabel>
      {children}
    </Base.Group>
  );
}

function Tick({ children }: { children: ReactNode }) {
  return <span className="grid size-4 flex-none place-items-center text-accent-text">{children}</span>;
}
