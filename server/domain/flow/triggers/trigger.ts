import type { z } from "zod";
import { objectOf, references, toggle } from "../fields";
import { missingSettings } from "../node";
import { type ConfigOf, type Fields, t } from "../types";
import type { TriggerType } from "./types";

type Given<F extends Fields> = Omit<TriggerType<F>, "schema" | "issues" | "overlaps"> & {
  issues?: TriggerType<F>["issues"];
  overlaps?: TriggerType<F>["overlaps"];
};

/** A trigger from what is particular about it. */
export function trigger<const F extends Fields>(given: Given<F>): TriggerType<F> {
  return {
    ...given,
    schema: objectOf(given.fields) as unknown as z.ZodType<ConfigOf<F>>,
    issues: (config) => [
      ...missingSettings(given.fields, config as Record<string, unknown>),
      ...(given.issues?.(config) ?? []),
    ],
    overlaps: given.overlaps ?? (() => true),
  };
}

/** Settings that every trigger by message has. */
export const messageFields = {
  numberIds: references(t("Numbers (none chosen: all)", "号码（不选则为全部）"), "channelNumbers"),
  alsoWhenTakenOver: toggle(t("Also when an agent has the conversation", "座席接管会话时也启动")),
};

export const onNumber = ({ numberIds }: { numberIds: string[] }, numberId: string): boolean =>
  numberIds.length === 0 || numberIds.includes(numberId);

export const sameNumbers = (one: { numberIds: string[] }, other: { numberIds: string[] }): boolean =>
  one.numberIds.length === 0 ||
  other.numberIds.length === 0 ||
  one.numberIds.some((id) => other.numberIds.includes(id));
