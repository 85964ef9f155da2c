"use client";

import { GripVertical, Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, type Ref, useState } from "react";
import { Input } from "@/app/_ui/input";
import { Kbd } from "@/app/_ui/kbd";
import { Tooltip } from "@/app/_ui/tooltip";
import { groupLabels, paletteFor } from "@/server/domain/flow/palette";
import type { NodeType } from "@/server/domain/flow/types";
import { PALETTE_DRAG } from "./stage";
import { GroupTile } from "./step-icon";
import { useEditor } from "./store";
import { useWords } from "./words";

/** Everything that can be placed, by group. Drag it, click it, or find it by name and press Enter. */
export function Palette({ searchRef, onPlace }: { searchRef: Ref<HTMLInputElement>; onPlace: (type: string) => void }) {
  const t = useTranslations("flows.palette");
  const words = useWords();
  const [query, setQuery] = useState("");
  const kind = useEditor((state) => state.kind);
  const hasStart = useEditor(({ nodes }) => nodes.some(({ data }) => data.type === "start"));
  const wanted = query.trim().toLowerCase();
  const fits = ({ type, label }: NodeType) =>
    !(type === "start" && hasStart) &&
    (wanted === "" || [label.en, label["zh-CN"], type].some((word) => word.toLowerCase().includes(wanted)));
  const groups = paletteFor(kind)
    .map(({ group, nodes }) => ({ group, types: nodes.filter(fits) }))
    .filter(({ types }) => types.length > 0);

  const onKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "Enter" && !event.nativeEvent.isComposing && groups[0]?.types[0]) {
      event.preventDefault();
      onPlace(groups[0].types[0].type);
      setQuery("");
    }
    if (event.key === "Escape") {
      setQuery("");
      event.currentTarget.blur();
    }
  };

  return (
    <section
      aria-label={t("label")}
      className="nowheel absolute top-2.5 bottom-2.5 left-2.5 z-10 flex w-[172px] flex-col rounded-node border border-line-2 bg-panel shadow-2"
    >
      <div className="flex-none px-2 pt-2 pb-1">
        <Input
          ref={searchRef}
          type="search"
          aria-label={t("search")}
          placeholder={t("search")}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={onKey}
          start={<Search className="icon-12" />}
          end={query === "" ? <Kbd keys="/" className="mr-1" /> : undefined}
          className="h-7 text-12 [&_input]:px-1.5"
        />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-1.5 pb-2 [scrollbar-width:thin]">
        {groups.map(({ group, types }) => (
          <div key={group}>
            <h3 className="px-2 pt-2 pb-[3px] text-12 text-ink-3">{words(groupLabels[group])}</h3>
            {types.map((type) => (
              <Tooltip
                key={type.type}
                side="right"
                content={type.help ? `${words(type.label)}: ${words(type.help)}` : words(type.label)}
              >
                <button
                  type="button"
                  draggable
                  data-palette={type.type}
                  onDragStart={(event) => {
                    event.dataTransfer.setData(PALETTE_DRAG, type.type);
                    event.dataTransfer.effectAllowed = "copy";
                  }}
                  onClick={() => onPlace(type.type)}
                  className="ring-inset-focus group flex h-[27px] w-full items-center gap-2 rounded-2 px-1.5 text-left text-12 transition-colors hover:bg-hover pointer-coarse:h-10"
                >
                  <GroupTile group={type.group} icon={type.icon} size={20} />
                  <span className="cut min-w-0 flex-1">{words(type.label)}</span>
                  <GripVertical className="icon-12 hidden text-ink-3 group-hover:block" />
                </button>
              </Tooltip>
            ))}
          </div>
        ))}
        {groups.length === 0 && <p className="px-2 py-2 text-12 text-ink-3">{t("none")}</p>}
      </div>
    </section>
  );
}
