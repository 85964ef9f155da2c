import type { ReactNode } from "react";
import { Logo } from "./logo";

type MessagePageProps = {
  title: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  /** Small print: a reference, a state. */
  foot?: ReactNode;
};

/** A page that only has something to say: nothing here, something broke, please wait. */
export function MessagePage({ title, children, actions, foot }: MessagePageProps) {
  return (
    <div className="flex flex-1 flex-col bg-panel">
      <header className="px-6 py-4.5 md:px-8">
        <Logo />
      </header>
      <main
        id="content"
        className="flex flex-1 flex-col px-6 pt-[12vh] pb-16 md:px-8 md:pl-[max(32px,calc(50vw-320px))]"
      >
        <h1 className="max-w-[24ch] text-balance font-semibold text-34 track-display max-md:text-26">{title}</h1>
        {children && <div className="mt-3.5 max-w-[56ch] text-14 text-ink-2">{children}</div>}
        {actions && <div className="mt-6 flex flex-wrap gap-2">{actions}</div>}
        {foot && <div className="mt-6 text-12 text-ink-3">{foot}</div>}
      </main>
    </div>
  );
}
