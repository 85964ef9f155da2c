"use client";

import { FolderPlus, Plus, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/app/_ui/button";
import { Combobox } from "@/app/_ui/combobox";
import { IconButton } from "@/app/_ui/icon-button";
import { Input } from "@/app/_ui/input";
import { Segmented } from "@/app/_ui/segmented";
import { Select } from "@/app/_ui/select";
import {
  type ConditionRow,
  type Conditions,
  type Operator,
  operators,
  withoutValue,
} from "@/server/domain/flow/expression/conditions";
import { builtIns, isBuiltIn } from "@/server/domain/flow/variables";
import { useWords } from "../words";
import { useVariables } from "./choices";
import type { SettingProps } from "./setting-input";

/** Groups stand in groups to this depth. */
const MAX_DEPTH = 3;

const isConditions = (value: unknown): value is Conditions =>
  typeof value === "object" && value !== null && "rows" in value && Array.isArray(value.rows);

/** Rows of field, comparison and value, joined by and/or, in groups. */
export function ConditionsInput({ value, onChange }: SettingProps) {
  const group = isConditions(value) ? value : { join: "and" as const, rows: [] };
  return <Group group={group} depth={1} onChange={onChange} />;
}

function Group({
  group,
  depth,
  onChange,
}: {
  group: Conditions;
  depth: number;
  onChange: (group: Conditions) => void;
}) {
  const t = useTranslations("flows.settings");
  const put = (index: number, row: ConditionRow | Conditions | null) =>
    onChange({ ...group, rows: group.rows.flatMap((other, at) => (at === index ? (row ? [row] : []) : [other])) });
  const add = (row: ConditionRow | Conditions) => onChange({ ...group, rows: [...group.rows, row] });
  const fresh: ConditionRow = { field: "message_body", op: "contains", value: "" };
  return (
    <div className="flex flex-col gap-2">
      {group.rows.length > 1 && (
        <Segmented
          label={t("join")}
          className="self-start"
          items={[
            { value: "and", label: t("and") },
            { value: "or", label: t("or") },
          ]}
          value={group.join}
          onValueChange={(join) => onChange({ ...group, join })}
        />
      )}
      {group.rows.map((row, index) =>
        "rows" in row ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no ids of their own, the place tells them apart
          <div key={index} className="border-accent-line border-l-2 pl-2.5">
            <Group group={row} depth={depth + 1} onChange={(next) => put(index, next.rows.length > 0 ? next : null)} />
          </div>
        ) : (
          <Row
            // biome-ignore lint/suspicious/noArrayIndexKey: likewise
            key={index}
            row={row}
            number={index + 1}
            onChange={(next) => put(index, next)}
            onRemove={() => put(index, null)}
          />
        ),
      )}
      {group.rows.length < 20 && (
        <div className="flex flex-wrap gap-1.5">
          <Button size="sm" icon={<Plus />} onClick={() => add(fresh)}>
            {t("addCondition")}
          </Button>
          {depth < MAX_DEPTH && (
            <Button size="sm" variant="ghost" icon={<FolderPlus />} onClick={() => add({ join: "or", rows: [fresh] })}>
              {t("addGroup")}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

type RowProps = { row: ConditionRow; number: number; onChange: (row: ConditionRow) => void; onRemove: () => void };

function Row({ row, number, onChange, onRemove }: RowProps) {
  const t = useTranslations("flows.settings");
  const words = useWords();
  const variables = useVariables();
  const type = isBuiltIn(row.field) ? builtIns[row.field].type : null;
  const known = variables.some(({ value }) => value === row.field);
  const ops = (Object.keys(operators) as Operator[]).map((op) => ({ value: op, label: words(operators[op]) }));
  return (
    <fieldset
      aria-label={t("condition", { number })}
      className="flex flex-col gap-1.5 rounded-3 border border-line-2 p-2"
    >
      <div className="flex gap-1">
        <Combobox
          label={t("conditionField")}
          items={known ? variables : [{ value: row.field, label: row.field }, ...variables]}
          value={row.field}
          onValueChange={(field) => field && onChange({ ...row, field })}
        />
        <IconButton
          size="sm"
          icon={<Trash2 className="icon-14" />}
          label={t("removeRow", { number })}
          onClick={onRemove}
        />
      </div>
      <div className="grid grid-cols-2 gap-1.5">
        <Select
          label={t("comparison")}
          items={ops}
          value={row.op}
          onValueChange={(op) => onChange(withOperator(row, op))}
        />
        {!withoutValue.includes(row.op) &&
          (type === "boolean" ? (
            <Select
              label={t("value")}
              items={[
                { value: "true", label: t("yes") },
                { value: "false", label: t("no") },
              ]}
              value={String(row.value === true || row.value === "true")}
              onValueChange={(value) => onChange({ ...row, value: value === "true" })}
            />
          ) : (
            <Input
              aria-label={t("value")}
              value={Array.isArray(row.value) ? row.value.join(", ") : String(row.value ?? "")}
              inputMode={type === "number" ? "decimal" : undefined}
              onChange={(event) => onChange({ ...row, value: typedValue(event.target.value, row.op, type) })}
            />
          ))}
      </div>
    </fieldset>
  );
}

const withOperator = (row: ConditionRow, op: Operator): ConditionRow => {
  const { value, ...rest } = row;
  if (withoutValue.includes(op)) return { ...rest, op };
  const text = Array.isArray(value) ? value.join(", ") : value;
  return { ...rest, op, value: op === "inList" && typeof text === "string" ? listOf(text) : (text ?? "") };
};

const listOf = (text: string): string[] => text.split(/[,，]\s*/);

/** What was typed, as the field is: a number for numbers and for comparisons of size, else text. */
function typedValue(text: string, op: Operator, type: string | null): ConditionRow["value"] {
  if (op === "inList") return listOf(text);
  const number = Number(text);
  const sized = type === "number" || (type === null && ["gt", "gte", "lt", "lte"].includes(op));
  return sized && text.trim() !== "" && Number.isFinite(number) && String(number) === text.trim() ? number : text;
}
