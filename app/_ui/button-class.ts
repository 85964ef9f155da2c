import { cva, type VariantProps } from "class-variance-authority";
import { cn } from "./cn";

/** How a button looks; for `Button`, `LinkButton` and elements that are neither. */
export const buttonStyles = cva(
  [
    "inline-flex select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-2 font-medium",
    "transition-[background-color,border-color,color,opacity]",
    "disabled:pointer-events-none aria-disabled:cursor-default [&_.lucide]:icon-14",
  ],
  {
    variants: {
      variant: {
        primary: "bg-accent text-on-solid hover:bg-accent-hover active:bg-accent-press",
        line: "border border-line-2 bg-raised shadow-1 hover:bg-[linear-gradient(var(--bg-hover),var(--bg-hover))] active:bg-[linear-gradient(var(--bg-active),var(--bg-active))]",
        ghost: "px-2 text-ink-2 hover:bg-hover hover:text-ink active:bg-active",
        soft: "bg-accent-soft text-accent-text hover:bg-[linear-gradient(var(--bg-hover),var(--bg-hover))]",
        danger:
          "border border-line-2 bg-raised text-danger-text shadow-1 hover:bg-[linear-gradient(var(--bg-hover),var(--bg-hover))] active:bg-[linear-gradient(var(--bg-active),var(--bg-active))]",
        "danger-solid": "bg-danger text-on-solid hover:bg-[linear-gradient(var(--bg-active),var(--bg-active))]",
        note: "bg-note text-on-mark hover:bg-[linear-gradient(var(--bg-hover),var(--bg-hover))]",
      },
      size: {
        sm: "h-control-sm px-[9px] text-12",
        md: "h-control px-3 text-13",
        lg: "h-10 px-4 text-14",
      },
      off: {
        true: "pointer-events-none border-line text-disabled shadow-none",
      },
    },
    compoundVariants: [
      { variant: "ghost", size: "md", className: "px-2" },
      { variant: ["primary", "soft", "danger-solid", "note"], off: true, className: "bg-active" },
    ],
    defaultVariants: { variant: "line", size: "md" },
  },
);

export type ButtonLook = Pick<VariantProps<typeof buttonStyles>, "variant" | "size">;

/** The classes of a button, for elements that are neither <button> nor a link of ours. */
export function buttonClass({ className, ...look }: ButtonLook & { className?: string } = {}): string {
  return cn(buttonStyles(look), className);
}
