import { afterHours } from "./after-hours";
import type { FlowTemplate } from "./build";
import { keywordMenu } from "./keyword-menu";
import { smsRouting } from "./sms-routing";

export type { FlowTemplate } from "./build";

/** Flows to begin with, in the order in which they are offered. */
export const flowTemplates: Readonly<Record<string, FlowTemplate>> = {
  "sms-routing": smsRouting,
  "after-hours": afterHours,
  "keyword-menu": keywordMenu,
};
