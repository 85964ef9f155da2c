import type { ReactNode } from "react";
import { CopyButton } from "@/app/_ui/copy-button";

/** An example to read and to copy. Wide lines scroll inside it. */
export function Code({ label, children }: { label: string; children: string }) {
  return (
    <figure className="overflow-hidden rounded-3 border border-line bg-sunken">
      <figcaption className="flex h-8 items-center justify-between border-line border-b pr-1 pl-3 text-12 text-ink-2">
        {label}
        <CopyButton value={children} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll box must be reachable by keyboard */}
      <pre tabIndex={0} className="ring-inset-focus overflow-x-auto px-3 py-2.5 font-mono text-12 leading-[1.6]">
        {children}
      </pre>
    </figure>
  );
}

/** A word of the wire in running text. */
export const Wire = ({ children }: { children: ReactNode }) => (
  <code className="rounded-1 bg-sunken px-1 py-px font-mono text-[0.92em] [overflow-wrap:anywhere]">{children}</code>
);
