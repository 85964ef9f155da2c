import { cn } from "./cn";

/** A turning arc, `size` px. Decorative without a label: whoever shows it says "busy" in words or aria-busy. */
export function Spinner({
  size = 14,
  label,
  className,
}: {
  size?: 12 | 14 | 16 | 20;
  label?: string;
  className?: string;
}) {
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: without a label it is decorative and hidden
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={2}
      strokeLinecap="round"
      className={cn("flex-none animate-spin", className)}
      role={label ? "img" : undefined}
      aria-hidden={label ? undefined : true}
    >
      {label && <title>{label}</title>}
      <path d="M8 1.75a6.25 6.25 0 1 0 6.25 6.25" />
    </svg>
  );
}
