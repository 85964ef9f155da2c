"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "@/app/_i18n/error-text";
import { Avatar } from "@/app/_ui/avatar";
import { Spinner } from "@/app/_ui/spinner";
import { Refusal } from "../_components/refusal";
import { signInAsDemo } from "../actions";

type Person = { name: string; email: string; role: string };

/** The people of the demo workspace, each one click away: only in an installation on one's own machine. */
export function DemoAccounts({ people, next }: { people: Person[]; next: string | null }) {
  const t = useTranslations("auth.demo");
  const text = useErrorText();
  const [busy, setBusy] = useState<string | null>(null);
  const [refused, setRefused] = useState<string>();
  async function signInAs(email: string) {
    if (busy) return;
    setBusy(email);
    const answer = await signInAsDemo({ email, next: next ?? undefined }).catch(() => null);
    if (answer?.ok && answer.to) return window.location.assign(answer.to);
    setRefused(answer?.ok === false ? text(answer.reason, answer.params) : text("unknown"));
    setBusy(null);
  }
  const roleOf = (role: string) =>
    t(`roles.${role === "owner" || role === "admin" || role === "agent" ? role : "other"}`);
  return (
    <section aria-labelledby="demo" className="mt-6 w-full max-w-[400px]">
      <h2 id="demo" className="px-6 font-semibold">
        {t("title")}
      </h2>
      <p className="px-6 text-12 text-ink-3">{t("note")}</p>
      <ul className="mt-2 flex flex-col">
        {people.map(({ name, email, role }) => (
          <li key={email}>
            <button
              type="button"
              onClick={() => signInAs(email)}
              aria-busy={busy === email || undefined}
              className="flex min-h-11 w-full items-center gap-3 rounded-2 px-6 py-1.5 text-left hover:bg-hover"
            >
              <Avatar id={email} name={name} size="md" />
              <span className="min-w-0 flex-1">
                <span className="block font-medium">{t("as", { name })}</span>
                <span className="block text-12 text-ink-3">
                  {roleOf(role)} · <bdi>{email}</bdi>
                </span>
              </span>
              {busy === email && <Spinner size={14} />}
            </button>
          </li>
        ))}
      </ul>
      <Refusal text={refused} />
    </section>
  );
}
