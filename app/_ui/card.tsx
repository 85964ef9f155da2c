import type { ReactNode } from "react";
import { cn } from "./cn";

type CardProps = {
  as?: "div" | "section" | "article" | "li";
  className?: string;
  id?: string;
  "aria-label"?: string;
  children: ReactNode;
};

/** A hairline around things that belong together. Cards are not put into cards. */
export function Card({ as: As = "div", className, ...rest }: CardProps) {
  return <As {...rest} className={cn("rounded-3 border border-line bg-panel", className)} />;
}

/** Title of a card, with something at its far end. */
export function CardHead({
  title,
  description,
  side,
  className,
}: {
  title: ReactNode;
  description?: ReactNode;
  side?: ReactNode;
  className?: string;
}) {
  return (
    <div className={cn("flex flex-wrap items-center gap-x-3 gap-y-1 px-4 pt-[11px] pb-2", className)}>
      <div className="min-w-0 flex-1">
        <h2 className="font-semibold">{title}</h2>
        {description && <p className="text-12 text-ink-3">{description}</p>}
      </div>
      {side}
    </div>
  );
}

export function CardBody({ className, children }: { className?: string; children: ReactNode }) {
  return <div className={cn("px-4 pt-1 pb-4", className)}>{children}</div>;
}
