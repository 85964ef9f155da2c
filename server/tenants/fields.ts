import { z } from "zod";

/** Names as people type them: one line, no characters that hide or turn the text around them. */
const line = (max: number, missing: string) =>
  z
    .string()
    .transform((text) =>
      text
        .replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, " ")
        .replace(/\s+/g, " ")
        .trim(),
    )
    .pipe(z.string().min(1, missing).max(max, "nameLong"));

export const WorkspaceName = line(80, "workspaceNameMissing");
export const PersonName = line(80, "personNameMissing");
export const WorkspaceLocale = z.enum(["en", "zh-CN"]);

/** A zone that this computer knows by its IANA name. */
export const TimeZone = z.string().max(64).refine(isTimeZone, "timeZoneUnknown");

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: name })) && /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}
