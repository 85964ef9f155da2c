import { cn } from "./cn";

const tones = {
  accent: "bg-accent text-on-solid",
  neutral: "bg-active text-ink-2",
  warning: "bg-warning-soft text-warning-text",
};

/** How many, in a pill; nothing at zero, "99+" above that. `label` says of what, for those who do not see it. */
export function Count({
  value,
  tone = "accent",
  label,
  className,
}: {
  value: number;
  tone?: keyof typeof tones;
  label?: string;
  className?: string;
}) {
  if (value <= 0) return null;
  return (
    <span
      className={cn(
        "inline-grid h-[18px] min-w-[18px] flex-none place-items-center rounded-full px-[5px] font-semibold text-11 tabular-nums",
        tones[tone],
        className,
      )}
    >
      <span aria-hidden={label ? true : undefined}>{value > 99 ? "99+" : value}</span>
      {label && <span className="sr-only">{label}</span>}
    </span>
  );
}
