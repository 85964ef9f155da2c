import { eq } from "drizzle-orm";
import type { z } from "zod";
import { users } from "@/db/schema/auth";
import { memberships } from "@/db/schema/tenants";
import { systemDb } from "@/db/system";
import { withTenant } from "@/db/tenant";
import type { SignedIn } from "@/server/auth/session";
import { provenTenant } from "@/server/domain/ids";
import { record } from "@/server/events";
import type { RenameSelf } from "./shapes";

/** A person's own name, in every workspace he belongs to. What was written under the old one keeps it. */
export async function renameSelf({ userId }: SignedIn, { name }: z.infer<typeof RenameSelf>): Promise<void> {
  await systemDb().update(users).set({ name }).where(eq(users.id, userId));
  const places = await systemDb()
    .select({ tenant: memberships.tenantId, memberId: memberships.id })
    .from(memberships)
    .where(eq(memberships.userId, userId));
  for (const { tenant, memberId } of places) {
    const mine = provenTenant(tenant);
    await withTenant(mine, async (tx) => {
      await tx.update(memberships).set({ name }).where(eq(memberships.id, memberId));
      await record(tx, { tenant: mine }, "membership.changed", { data: { memberId } });
    });
  }
}
