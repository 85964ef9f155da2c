"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useLive } from "@/app/_live/store";
import { Dialog } from "@/app/_ui/dialog";
import { Menu } from "@/app/_ui/menu";
import { isPhone } from "./is-phone";
import { nameOf } from "./use-verbs";
import { SheetVerbs, VerbItems } from "./verb-items";

/** What can be done with a row: at the pointer, on a phone as a sheet after a long press. */
export function RowMenu({ id, x, y, onClose }: { id: string; x: number; y: number; onClose: () => void }) {
  const t = useTranslations("inbox");
  const row = useLive((live) => live.rows.get(id));
  const [open, setOpen] = useState(true);
  const close = () => {
    setOpen(false);
    setTimeout(onClose, 250);
  };
  if (!row) return null;
  if (isPhone()) {
    return (
      <Dialog open={open} onOpenChange={close} title={<bdi>{nameOf(row)}</bdi>}>
        <SheetVerbs row={row} onDone={close} />
      </Dialog>
    );
  }
  return (
    <Menu
      open={open}
      onOpenChange={(next) => !next && close()}
      align="start"
      label={t("row.menu", { name: nameOf(row) })}
      trigger={
        <button
          type="button"
          tabIndex={-1}
          aria-label={t("row.menu", { name: nameOf(row) })}
          className="fixed size-px opacity-0"
          style={{ left: x, top: y }}
        />
      }
    >
      <VerbItems row={row} />
    </Menu>
  );
}
