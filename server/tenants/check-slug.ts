import { randomBytes } from "node:crypto";
import { inArray } from "drizzle-orm";
import type { z } from "zod";
import { tenants } from "@/db/schema/tenants";
import { systemDb } from "@/db/system";
import type { SignedIn } from "@/server/auth/session";
import { isReservedSlug, isSlug, SLUG, slugFrom, slugVariants } from "@/server/domain/slug";
import { takeAttempt } from "@/server/rate-limit";
import type { CheckSlug } from "./shapes";

export type SlugAnswer = {
  /** What was asked about, in its final form; for a name the address made of it. */
  slug: string;
  state: "free" | "taken" | "reserved" | "shape";
  /** A free one instead, where this one is not. */
  suggestion: string | null;
};

/**
 * Whether a workspace may have an address. A name gets one that is free, made up where it has too little Latin in it.
 * @throws AppError tooManyAttempts: the answers tell which workspaces exist
 */
export async function checkSlug(
  session: SignedIn,
  { slug, name = "" }: z.infer<typeof CheckSlug>,
): Promise<SlugAnswer> {
  await takeAttempt("slug.user", session.userId);
  if (slug === undefined) return { slug: await suggestSlug(slugFrom(name)), state: "free", suggestion: null };
  const asked = slug.trim().toLowerCase();
  if (!SLUG.test(asked)) return { slug: asked, state: "shape", suggestion: slugFrom(asked) || null };
  const state = isReservedSlug(asked) ? "reserved" : (await taken([asked])).has(asked) ? "taken" : "free";
  return { slug: asked, state, suggestion: state === "free" ? null : await suggestSlug(asked) };
}

/** A free address as near to this one as can be; an empty one gets one made up. */
export async function suggestSlug(slug: string): Promise<string> {
  const made = Array.from({ length: 3 }, () => `team-${randomBytes(4).toString("hex").slice(0, 6)}`);
  const candidates = (slug ? [slug, ...slugVariants(slug), ...made] : made).filter(isSlug);
  const gone = await taken(candidates);
  return candidates.find((candidate) => !gone.has(candidate)) ?? `team-${randomBytes(8).toString("hex")}`;
}

async function taken(slugs: string[]): Promise<Set<string>> {
  const rows = await systemDb().select({ slug: tenants.slug }).from(tenants).where(inArray(tenants.slug, slugs));
  return new Set(rows.map((row) => row.slug));
}
