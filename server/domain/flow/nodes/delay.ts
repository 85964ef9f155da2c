import { duration, durationMs, readVar, select, timeOfDay, timeUnits, timeZone, weekdays } from "../fields";
import { isZone, nextLocalTime } from "../local-time";
import { node } from "../node";
import { outcomes } from "../outcomes";
import { type Reason, type StepState, t } from "../types";
import { isDateTime } from "../values";

const YEAR = 366 * timeUnits.days;

/** Stops for a length of time, until a time of day on somebody's wall clock, or until a date in a variable. */
export const delay = node({
  type: "delay",
  group: "time",
  class: "S",
  label: t("Delay", "等待一段时间"),
  help: t("Stops for a while, or until a certain time.", "等待一段时间，或等到指定时间。"),
  icon: "hourglass",
  fields: {
    mode: select(t("How", "方式"), [
      { value: "for", label: t("For a length of time", "等待时长") },
      { value: "untilTime", label: t("Until a time of day", "等到某个时刻") },
      { value: "untilVar", label: t("Until a date in a variable", "等到变量中的时间") },
    ]),
    for: duration(t("Length", "时长"), {
      min: 1000,
      max: YEAR,
      value: { n: 1, unit: "hours" },
      when: { field: "mode", is: ["for"] },
    }),
    time: timeOfDay(t("Time", "时刻"), "09:00", { when: { field: "mode", is: ["untilTime"] } }),
    days: weekdays(t("On", "星期"), { when: { field: "mode", is: ["untilTime"] } }),
    zone: select(
      t("Whose clock", "时区"),
      [
        { value: "contact", label: t("The customer's", "客户所在时区") },
        { value: "fixed", label: t("A certain zone", "指定时区") },
      ],
      { when: { field: "mode", is: ["untilTime"] } },
    ),
    fixedZone: timeZone(t("Time zone", "指定时区"), { required: true, when: { field: "zone", is: ["fixed"] } }),
    variable: readVar(t("Variable", "变量"), { required: true, when: { field: "mode", is: ["untilVar"] } }),
    offset: duration(t("Before or after it", "提前或延后"), {
      min: -YEAR,
      max: YEAR,
      value: { n: 0, unit: "hours" },
      when: { field: "mode", is: ["untilVar"] },
    }),
  },
  outcomes: () => outcomes("SUCCESS"),
  summary: (config) => {
    if (config.mode === "untilTime") return t(`Until ${config.time}`, `等到 ${config.time}`);
    if (config.mode === "untilVar") return t(`Until ${config.variable}`, `等到 ${config.variable}`);
    return t(`${config.for.n} ${config.for.unit}`, `${config.for.n} ${unitNames[config.for.unit]}`);
  },
  uses: ({ mode, variable }) =>
    mode === "untilVar" && variable ? [{ kind: "expression", source: asDate(variable), field: "variable" }] : [],
  longestWait: (config) => (config.mode === "for" ? durationMs(config.for) : null),
  step: (state, config, answer) => {
    if (answer) return { outcome: "SUCCESS" };
    const deadline = deadlineOf(state, config);
    if (typeof deadline !== "number") return { outcome: "FAILED", reason: deadline.error };
    if (deadline <= state.now) return { outcome: "SUCCESS" };
    return { ask: { kind: "wait", waits: [{ kind: "delay" }], deadline } };
  },
});

const unitNames = { seconds: "秒", minutes: "分钟", hours: "小时", days: "天", weeks: "周" };

/** A date written as text counts as well. */
const asDate = (variable: string) => `date(${variable})`;

type Config = Parameters<typeof delay.step>[1];

function deadlineOf(state: StepState, config: Config): number | { error: Reason } {
  if (config.mode === "for") return state.now + durationMs(config.for);
  if (config.mode === "untilTime") {
    const zone = config.zone === "fixed" ? config.fixedZone : state.zone;
    const [hour = 0, minute = 0] = config.time.split(":").map(Number);
    return nextLocalTime(isZone(zone) ? zone : "UTC", state.now, hour, minute, config.days);
  }
  const result = state.evaluate(asDate(config.variable));
  if ("error" in result) return result;
  return isDateTime(result.value) ? Date.parse(result.value.date) + durationMs(config.offset) : state.now;
}
