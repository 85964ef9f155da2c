import { and, asc, eq, isNull } from "drizzle-orm";
import { memberships, tenants } from "@/db/schema/tenants";
import { systemDb } from "@/db/system";
import type { SignedIn } from "@/server/auth/session";
import type { Role } from "@/server/domain/rights";

export type MyWorkspace = { id: string; slug: string; name: string; role: Role };

/** The workspaces this person belongs to, by name. */
export async function listWorkspaces({ userId }: Pick<SignedIn, "userId">): Promise<MyWorkspace[]> {
  return systemDb()
    .select({ id: tenants.id, slug: tenants.slug, name: tenants.name, role: memberships.role })
    .from(memberships)
    .innerJoin(tenants, eq(tenants.id, memberships.tenantId))
    .where(and(eq(memberships.userId, userId), isNull(memberships.disabledAt)))
    .orderBy(asc(tenants.name), asc(tenants.id))
    .limit(200);
}

/** Where to go after signing in: the workspace last worked in, else the only one; null when there is a choice to make. */
export async function homeOf(session: Pick<SignedIn, "userId" | "activeTenantId">): Promise<string | null> {
  const mine = await listWorkspaces(session);
  const last = mine.find(({ id }) => id === session.activeTenantId);
  const home = last ?? (mine.length === 1 ? mine[0] : undefined);
  return home ? `/${home.slug}` : null;
}
