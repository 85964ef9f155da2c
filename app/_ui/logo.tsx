import { cn } from "./cn";

/** Two jacks and a cord. */
export function Mark({ size = 22, className }: { size?: number; className?: string }) {
  return (
    <svg width={size} height={size} viewBox="0 0 22 22" aria-hidden className={cn("flex-none", className)}>
      <rect width="22" height="22" rx="6" className="fill-accent" />
      <path d="M6.5 7c0 7 9 1 9 8" fill="none" strokeWidth="1.8" strokeLinecap="round" className="stroke-on-solid" />
      <circle cx="6.5" cy="7" r="2.1" strokeWidth="1.6" className="fill-accent stroke-on-solid" />
      <circle cx="15.5" cy="15" r="2.1" strokeWidth="1.6" className="fill-accent stroke-on-solid" />
    </svg>
  );
}

/** The mark and the name. */
export function Logo({ className }: { className?: string }) {
  return (
    <span className={cn("inline-flex items-center gap-2.5 font-semibold text-16 track-head", className)}>
      <Mark size={28} />
      Patchbay
    </span>
  );
}
