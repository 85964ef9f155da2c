"use client";

import { useTranslations } from "next-intl";
import { Dialog } from "@/app/_ui/dialog";
import { Kbd } from "@/app/_ui/kbd";

const groups = {
  list: [
    ["next", ["J"], ["↓"]],
    ["previous", ["K"], ["↑"]],
    ["open", ["Enter"]],
    ["unread", ["U"]],
    ["goRecent", ["G", "R"]],
    ["goWaiting", ["G", "W"]],
    ["goArchived", ["G", "A"]],
    ["goContacts", ["G", "C"]],
  ],
  conversation: [
    ["pickUp", ["P"]],
    ["transfer", ["T"]],
    ["archive", ["E"]],
    ["end", ["Shift+E"]],
    ["details", ["I"]],
    ["undo", ["Mod+Z"]],
  ],
  composer: [
    ["reply", ["R"]],
    ["note", ["N"]],
    ["send", ["Mod+Enter"]],
    ["sendAndEnd", ["Mod+Shift+Enter"]],
    ["leave", ["Esc"]],
    ["help", ["?"]],
  ],
} as const satisfies Record<string, readonly (readonly [string, ...(readonly string[])[]])[]>;

/** Every key of the inbox. */
export function ShortcutsDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const t = useTranslations("inbox.keys");
  return (
    <Dialog open={open} onOpenChange={onOpenChange} size="xl" title={t("title")} description={t("body")}>
      <div className="grid gap-x-8 gap-y-4 pb-2 sm:grid-cols-3">
        {(Object.keys(groups) as (keyof typeof groups)[]).map((group) => (
          <section key={group}>
            <h3 className="mb-1.5 font-medium text-12 text-ink-3">{t(`groups.${group}`)}</h3>
            <dl className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 gap-y-1.5">
              {groups[group].map(([name, ...ways]) => (
                <div key={name} className="contents">
                  <dt className="text-ink-2">{t(name)}</dt>
                  <dd className="flex items-center justify-end gap-1">
                    {ways.flatMap((keys: readonly string[], way: number) => [
                      ...(way > 0
                        ? [
                            <span key={`or-${keys.join()}`} className="text-12 text-ink-3">
                              /
                            </span>,
                          ]
                        : []),
                      ...keys.map((key) => <Kbd key={key} keys={key} />),
                    ])}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
