import { z } from "zod";

export const OneFlow = z.object({ flowId: z.uuid() });

export const CreateFlow = z.object({
  name: z.string().trim().min(1).max(80),
  kind: z.enum(["sms", "event"]),
  triggerId: z.string().max(60),
  templateId: z.string().max(60).optional(),
  language: z.enum(["en", "zh-CN"]).default("en"),
});

export const RenameFlow = OneFlow.extend({ name: z.string().trim().min(1).max(80) });

/** `draft` is whatever the editor sends; it is read as hostile. `revision`: the one this draft was made from. */
export const SaveDraft = OneFlow.extend({ draft: z.unknown(), revision: z.number().int().min(1) });

export const PublishFlow = OneFlow.extend({ revision: z.number().int().min(1) });

export const StopFlow = OneFlow.extend({ running: z.enum(["finish", "cancel"]) });

export const OneVersion = z.object({ versionId: z.uuid() });
export const OneRun = z.object({ runId: z.uuid() });
export const ListRuns = OneFlow.extend({
  before: z.uuid().optional(),
  limit: z.number().int().min(1).max(100).default(30),
});
