"use client";

import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import { Button } from "@/app/_ui/button";
import { IconButton } from "@/app/_ui/icon-button";
import { newId } from "../canvas-graph";
import type { SettingProps } from "./setting-input";
import { type Config, SettingsForm } from "./settings-form";

/** Rows of the same settings: added at the end, moved, taken away. A row keeps its id, by which its outcome is known. */
export function ListInput({ ui, label, value, path, problemAt, onChange }: SettingProps) {
  const t = useTranslations("flows.settings");
  const foot = useRef<HTMLButtonElement>(null);
  const rows = Array.isArray(value) ? (value as Config[]) : [];
  const item = ui.item ?? {};
  const add = () => {
    const fresh = Object.entries(item).map(([key, { schema }]) => [
      key,
      key === "id" ? newId() : schema.safeParse(undefined).data,
    ]);
    onChange([...rows, Object.fromEntries(fresh)]);
  };
  const move = (index: number, by: number) => {
    const next = [...rows];
    const [row] = next.splice(index, 1);
    if (row) next.splice(index + by, 0, row);
    onChange(next);
  };
  return (
    <div className="flex flex-col gap-2">
      {rows.map((row, index) => (
        <fieldset
          key={typeof row.id === "string" ? row.id : index}
          aria-label={t("row", { label, number: index + 1 })}
          className="rounded-3 border border-line-2 px-3 pt-1.5 pb-3"
        >
          <div className="flex items-center">
            <span className="flex-1 text-12 text-ink-3">{index + 1}</span>
            {index > 0 && (
              <IconButton
                size="sm"
                icon={<ArrowUp className="icon-14" />}
                label={t("moveUp")}
                onClick={() => move(index, -1)}
              />
            )}
            {index < rows.length - 1 && (
              <IconButton
                size="sm"
                icon={<ArrowDown className="icon-14" />}
                label={t("moveDown")}
                onClick={() => move(index, 1)}
              />
            )}
            <IconButton
              size="sm"
              icon={<Trash2 className="icon-14" />}
              label={t("removeRow", { number: index + 1 })}
              onClick={() => {
                onChange(rows.filter((_, other) => other !== index));
                foot.current?.focus();
              }}
            />
          </div>
          <SettingsForm
            fields={item}
            config={row}
            prefix={`${path}.${index}.`}
            problemAt={problemAt}
            onChange={(key, next) =>
              onChange(rows.map((other, at) => (at === index ? { ...other, [key]: next } : other)))
            }
          />
        </fieldset>
      ))}
      {rows.length < (ui.max ?? 20) && (
        <Button ref={foot} size="sm" icon={<Plus />} className="self-start" onClick={add}>
          {t("addRow")}
        </Button>
      )}
    </div>
  );
}
