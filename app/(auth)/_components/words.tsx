import Link from "next/link";
import type { ReactNode } from "react";

/** Tags in our texts: `<b>` around what somebody typed, kept apart from the sentence's own direction. */
export const bold = (words: ReactNode) => <bdi className="font-medium text-ink [overflow-wrap:anywhere]">{words}</bdi>;

/** `<a>` in our texts, leading somewhere. */
export const linkTo = (href: string) => (words: ReactNode) => (
  <Link href={href} className="rounded-1 font-medium text-accent-text hover:underline">
    {words}
  </Link>
);
