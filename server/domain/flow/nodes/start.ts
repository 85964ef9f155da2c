import { node } from "../node";
import { outcomes } from "../outcomes";
import { t } from "../types";

/** Where every run begins; the trigger's settings are edited here. */
export const start = node({
  type: "start",
  group: "structure",
  class: "P",
  label: t("Start", "开始"),
  help: t("Every run begins here. Choose what starts the flow.", "每次运行都从这里开始，可在此设置启动时机。"),
  icon: "play",
  outcomes: () => outcomes("SUCCESS"),
});
