"use client";

import { useTranslations } from "next-intl";
import { ExactTime } from "@/app/_ui/relative-time";
import type { Consent } from "@/server/contacts/consent";

/** What somebody said about getting messages, and how we heard it, newest first. `addresses`: several are told apart. */
export function ConsentLines({ consent, addresses = false }: { consent: readonly Consent[]; addresses?: boolean }) {
  const t = useTranslations("contacts.consent");
  return (
    <ul className="flex flex-col gap-2 text-12 leading-[18px]">
      {consent.map(({ address, change, source, evidence, at }) => (
        <li key={`${at.toISOString()} ${address} ${change}`}>
          <p className="text-ink-2">{t(`${change}.${source}`)}</p>
          {evidence && <q className="text-ink-2 [overflow-wrap:anywhere]">{evidence}</q>}
          <p className="text-ink-3">
            <ExactTime at={at} />
            {addresses && (
              <>
                {" · "}
                <bdi>{address}</bdi>
              </>
            )}
          </p>
        </li>
      ))}
    </ul>
  );
}
