import { z } from "zod";
import { select } from "../fields";
import { node } from "../node";
import { t } from "../types";

const colours = [
  { value: "yellow", label: t("Yellow", "黄色") },
  { value: "blue", label: t("Blue", "蓝色") },
  { value: "green", label: t("Green", "绿色") },
  { value: "red", label: t("Red", "红色") },
  { value: "grey", label: t("Grey", "灰色") },
] as const;

const sizes = [
  { value: "small", label: t("Small", "小") },
  { value: "medium", label: t("Medium", "中") },
  { value: "large", label: t("Large", "大") },
] as const;

/** Something written on the canvas. Never runs, and nothing is connected to it. */
export const note = node({
  type: "note",
  group: "structure",
  class: "N",
  label: t("Note", "注释"),
  help: t("A remark on the canvas. It never runs.", "画布上的说明文字，不会被执行。"),
  icon: "sticky-note",
  fields: {
    text: { schema: z.string().max(2000).default(""), ui: { input: "multiline", label: t("Text", "内容") } },
    colour: select(t("Colour", "颜色"), [...colours]),
    size: select(t("Size", "大小"), [...sizes]),
  },
  outcomes: () => [],
  summary: ({ text }) => t(text, text),
});
