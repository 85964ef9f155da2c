import { z } from "zod";
import { isSlug } from "@/server/domain/slug";

/** What the forms about workspaces may send; the browser checks with the same shapes. */

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

const WorkspaceName = line(80, "workspaceNameMissing");
export const PersonName = line(80, "personNameMissing");
const WorkspaceLocale = z.enum(["en", "zh-CN"]);

/** A zone that this computer knows by its IANA name. */
const TimeZone = z.string().max(64).refine(isTimeZone, "timeZoneUnknown");

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: name })) && /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}

/** The part of addresses that is the workspace's: lower case, free of the product's own words. */
const Slug = z.string().trim().toLowerCase();

export const CreateWorkspace = z.object({
  name: WorkspaceName,
  slug: Slug.refine(isSlug, "slugShape"),
  personName: PersonName,
  locale: WorkspaceLocale,
  timeZone: TimeZone,
});

export const EditWorkspace = z.object({ name: WorkspaceName, slug: Slug, locale: WorkspaceLocale, timeZone: TimeZone });

/** Either an address somebody typed, or a name to make one of. */
export const CheckSlug = z.object({ slug: z.string().max(100).optional(), name: z.string().max(200).optional() });
