import Link from "next/link";
import type { ReactNode } from "react";
import { LanguageSwitch } from "@/app/_i18n/language-switch";
import { Logo } from "@/app/_ui/logo";
import { ThemeSwitch } from "@/app/_ui/theme-switch";

/** The page around signing in, signing up, invitations: name and language on top, one card, nothing else. */
export function AuthShell({ children }: { children: ReactNode }) {
  return (
    <div className="flex flex-1 flex-col">
      <header className="flex h-16 flex-none items-center gap-1 pr-3 pl-5 md:px-8">
        <Link href="/" className="flex rounded-2">
          <Logo />
        </Link>
        <span className="flex-1" />
        <LanguageSwitch />
        <ThemeSwitch />
      </header>
      <main
        id="content"
        className="flex flex-1 flex-col px-5 pt-4 pb-16 md:pt-[7vh] md:pl-[max(32px,calc(50vw-420px))]"
      >
        {children}
      </main>
    </div>
  );
}

type AuthCardProps = {
  title: ReactNode;
  description?: ReactNode;
  /** Under the card: the other way in. */
  footer?: ReactNode;
  children?: ReactNode;
};

/** One question, left of the middle, where the eye starts. */
export function AuthCard({ title, description, footer, children }: AuthCardProps) {
  return (
    <div className="w-full max-w-[400px]">
      <div className="rounded-4 border border-line-2 bg-panel p-6 shadow-2">
        <h1 className="font-semibold text-20 track-head">{title}</h1>
        {description && <div className="mt-1 text-ink-2">{description}</div>}
        {children && <div className="mt-5 flex flex-col gap-3.5">{children}</div>}
      </div>
      {footer && <div className="mt-4 px-6 text-ink-2">{footer}</div>}
    </div>
  );
}
