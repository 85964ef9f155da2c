import type { ReactNode } from "react";
import { cn } from "@/app/_ui/cn";

type PageBodyProps = {
  /** The side column, 296 px; below the rest where there is no room for it. */
  aside?: ReactNode;
  /** For forms and prose: not wider than can be read. */
  narrow?: boolean;
  className?: string;
  children: ReactNode;
};

/** The body of a page of settings or records: cards 16 px apart, and a side column. */
export function PageBody({ aside, narrow, className, children }: PageBodyProps) {
  return (
    <div
      className={cn(
        "grid content-start items-start gap-4 p-4 md:px-6",
        aside && "lg:grid-cols-[minmax(0,1fr)_296px]",
        className,
      )}
    >
      <div className={cn("flex min-w-0 flex-col gap-4", narrow && "w-full max-w-[760px]")}>{children}</div>
      {aside && <aside className="flex min-w-0 flex-col gap-4">{aside}</aside>}
    </div>
  );
}
