import { triggers } from "@/server/domain/flow/triggers";
import type { TriggerType } from "@/server/domain/flow/triggers/types";

/** What starts flows of this id; undefined for one that this version does not know. */
export const triggerOf = (id: string): TriggerType | undefined =>
  Object.hasOwn(triggers, id) ? triggers[id] : undefined;
