"use client";

import {
  AlarmClock,
  Archive,
  ArchiveRestore,
  ArrowRightLeft,
  CircleCheck,
  Hand,
  MailOpen,
  PanelRight,
  Trash2,
} from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactElement } from "react";
import type { ConversationRow } from "@/app/_live/types";
import { Button } from "@/app/_ui/button";
import { useClock } from "@/app/_ui/clock";
import { MenuItem, MenuSeparator } from "@/app/_ui/menu";
import { laterAt, laterChoices } from "@/server/domain/later";
import { useAsk } from "./asking";
import { useMay, useVerbs } from "./use-verbs";

type Verb = { key: string; icon: ReactElement; kbd?: string; danger?: boolean; act: () => void };

/** The verbs that apply, in the same order everywhere. */
function useVerbList(row: ConversationRow): Verb[] {
  const may = useMay()(row);
  const verbs = useVerbs();
  const ask = useAsk();
  const { timeZone } = useClock();
  const later = laterChoices.map((key) => ({
    key,
    icon: <AlarmClock />,
    act: () => void verbs.archive(row.id, laterAt(key, timeZone, Date.now())),
  }));
  const all: (Verb | false)[] = [
    may.pickUp && { key: "pickUp", icon: <Hand />, kbd: "P", act: () => void verbs.pickUp(row.id) },
    may.transfer && { key: "transfer", icon: <ArrowRightLeft />, kbd: "T", act: () => ask("transfer", row.id) },
    may.archive && { key: "archive", icon: <Archive />, kbd: "E", act: () => void verbs.archive(row.id) },
    ...(may.archive ? later : []),
    may.unarchive && { key: "unarchive", icon: <ArchiveRestore />, kbd: "E", act: () => void verbs.unarchive(row.id) },
    may.end && { key: "end", icon: <CircleCheck />, kbd: "Shift+E", act: () => ask("end", row.id) },
    may.unread && { key: "unread", icon: <MailOpen />, kbd: "U", act: () => void verbs.markUnread(row.id) },
    may.remove && { key: "remove", icon: <Trash2 />, danger: true, act: () => ask("remove", row.id) },
  ];
  return all.filter((verb) => verb !== false);
}

type ItemsProps = {
  row: ConversationRow;
  /** Verbs that stand beside the menu already. */
  without?: readonly string[];
  /** Opens the details, where they are not beside the thread. */
  onDetails?: () => void;
};

/** As items of a menu. */
export function VerbItems({ row, without = [], onDetails }: ItemsProps) {
  const t = useTranslations("inbox.verbs");
  const list = useVerbList(row).filter(({ key }) => !without.includes(key));
  return (
    <>
      {onDetails && (
        <MenuItem icon={<PanelRight />} kbd="I" onClick={onDetails}>
          {t("details")}
        </MenuItem>
      )}
      {list.map(({ key, icon, kbd, danger, act }, place) => (
        <div key={key} className="contents">
          {danger && (place > 0 || onDetails) && <MenuSeparator />}
          <MenuItem icon={icon} kbd={kbd} danger={danger} onClick={act}>
            {t(key as "pickUp")}
          </MenuItem>
        </div>
      ))}
    </>
  );
}

/** As the buttons of a phone's sheet. */
export function SheetVerbs({ row, onDetails, onDone }: ItemsProps & { onDone: () => void }) {
  const t = useTranslations("inbox.verbs");
  const list = useVerbList(row);
  const all = onDetails ? [{ key: "details", icon: <PanelRight />, danger: false, act: onDetails }, ...list] : list;
  return (
    <div className="flex flex-col gap-1 pb-2">
      {all.map(({ key, icon, danger, act }) => (
        <Button
          key={key}
          variant="ghost"
          icon={icon}
          className={`h-12 justify-start gap-3 text-15 ${danger ? "text-danger-text" : "text-ink"}`}
          onClick={() => {
            onDone();
            act();
          }}
        >
          {t(key as "pickUp")}
        </Button>
      ))}
    </div>
  );
}
