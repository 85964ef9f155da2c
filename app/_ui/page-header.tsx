import { ChevronLeft } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "./cn";

type PageHeaderProps = {
  title: ReactNode;
  subtitle?: ReactNode;
  /** State, beside the title. */
  badge?: ReactNode;
  /** A tile or avatar before the title. */
  lead?: ReactNode;
  actions?: ReactNode;
  back?: { href: string; label: string };
  className?: string;
};

/** Head of a page: what it is about, how that thing is, what can be done with it. */
export function PageHeader({ title, subtitle, badge, lead, actions, back, className }: PageHeaderProps) {
  return (
    <header
      className={cn(
        "flex min-h-[60px] flex-none flex-wrap items-center gap-x-3 gap-y-2 border-line border-b bg-panel px-4 py-2 md:px-6",
        className,
      )}
    >
      {back && (
        <Link
          href={back.href}
          aria-label={back.label}
          title={back.label}
          className="-ml-2 grid size-8 flex-none place-items-center rounded-2 text-ink-2 hover:bg-hover hover:text-ink"
        >
          <ChevronLeft className="icon-20" />
        </Link>
      )}
      {lead}
      {/* Wide enough to be read; on a phone the actions take a line of their own. */}
      <div className="min-w-[min(100%-56px,13rem)] flex-1">
        <div className="flex min-w-0 items-center gap-2">
          <h1 className="cut font-semibold text-16 track-head">{title}</h1>
          {badge}
        </div>
        {subtitle && <div className="text-12 text-ink-3">{subtitle}</div>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  );
}
