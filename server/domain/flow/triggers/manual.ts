import { t } from "../types";
import { trigger } from "./trigger";

export const manual = trigger({
  id: "manual",
  label: t("By hand, on a test contact", "手动运行（测试客户）"),
  help: t("Runs only when somebody starts it, on a test contact.", "仅在手动启动时，对测试客户运行。"),
  icon: "hand",
  kinds: "all",
  fields: {},
  provides: [],
  matches: (_, it) => (it.kind === "manual" ? {} : null),
  overlaps: () => false,
});
