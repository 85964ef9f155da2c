import { and, eq, isNull } from "drizzle-orm";
import { notFound as pageNotFound } from "next/navigation";
import { cache } from "react";
import { sessions } from "@/db/schema/auth";
import { memberships, tenants } from "@/db/schema/tenants";
import { systemDb } from "@/db/system";
import { requireSession } from "@/server/auth/current-session";
import type { Context } from "@/server/context";
import { provenTenant } from "@/server/domain/ids";
import { SLUG } from "@/server/domain/slug";
import { AppError, notFound } from "@/server/errors";

/** What every page of a workspace shows of it. `shortId` stands in addresses that carriers keep. */
export type Workspace = { slug: string; name: string; shortId: string; locale: string; timeZone: string };

/** A context, and the workspace it is in. */
export type OpenTenant = Context & { workspace: Workspace };

/**
 * The workspace of this slug for this person: one indexed join.
 * @throws AppError NOT_FOUND when there is none, or none for him: no membership, or a disabled one
 */
export async function openTenantFor(userId: string, slug: string): Promise<OpenTenant> {
  const [row] = SLUG.test(slug)
    ? await systemDb()
        .select({ tenant: tenants, member: memberships })
        .from(tenants)
        .innerJoin(memberships, eq(memberships.tenantId, tenants.id))
        .where(and(eq(tenants.slug, slug), eq(memberships.userId, userId), isNull(memberships.disabledAt)))
    : [];
  if (!row) throw notFound("workspace");
  const { id, name, shortId, locale, timeZone } = row.tenant;
  const { id: memberId, name: memberName, role, takesConversations, rights } = row.member;
  return {
    tenant: provenTenant(id),
    actor: { kind: "member", memberId, userId, name: memberName, role, takesConversations, rights },
    workspace: { slug, name, shortId, locale, timeZone },
  };
}

/**
 * The workspace of a page, once per request. Sends whoever is signed out to sign in and back; for a workspace that is
 * not his or not there it ends in the "not found" page. Remembers it as the one last worked in.
 */
export const openTenant = cache(async (slug: string): Promise<OpenTenant> => {
  const session = await requireSession();
  const open = await openTenantFor(session.userId, slug).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "NOT_FOUND") return pageNotFound();
    throw error;
  });
  if (session.activeTenantId !== open.tenant) {
    const mine = eq(sessions.sessionToken, session.sessionId);
    await systemDb().update(sessions).set({ activeTenantId: open.tenant }).where(mine);
  }
  return open;
});
