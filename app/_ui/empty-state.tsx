import type { ReactElement, ReactNode } from "react";
import { cn } from "./cn";

type EmptyStateProps = {
  icon: ReactElement;
  /** One sentence why there is nothing. */
  title: ReactNode;
  /** One sentence what would change that. */
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
};

/** Nothing here, and why. Aligned left, with the text of the list it stands in for. */
export function EmptyState({ icon, title, children, action, className }: EmptyStateProps) {
  return (
    <div className={cn("flex items-start gap-3 p-4", className)}>
      <span className="pt-px text-ink-3 [&_.lucide]:icon-20">{icon}</span>
      <div className="min-w-0">
        <p className="font-medium">{title}</p>
        {children && <div className="mt-0.5 max-w-[60ch] text-ink-2">{children}</div>}
        {action && <div className="mt-3 flex flex-wrap gap-2">{action}</div>}
      </div>
    </div>
  );
}
