import { and, eq, gt, isNotNull, isNull, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import type { z } from "zod";
import { sessions, users } from "@/db/schema/auth";
import { invitations, memberships, tenants } from "@/db/schema/tenants";
import { systemDb } from "@/db/system";
import { withTenant } from "@/db/tenant";
import { audit } from "@/server/audit";
import { hashPassword } from "@/server/auth/password";
import type { SignedIn } from "@/server/auth/session";
import { hashToken } from "@/server/crypto";
import { provenTenant, type TenantId } from "@/server/domain/ids";
import { refuse } from "@/server/errors";
import { record } from "@/server/events";
import { takeAttempt } from "@/server/rate-limit";
import type { AcceptAsNewcomer } from "./shapes";

/** What the bearer of an invitation's link may know of it. */
export type ReadInvitation = {
  tenant: TenantId;
  workspace: string;
  slug: string;
  email: string;
  role: "admin" | "agent";
  inviter: string;
  state: "open" | "accepted" | "revoked" | "expired";
  /** Whether the address has an account, whose owner then signs in instead of choosing a password. */
  hasAccount: boolean;
};

/** The invitation behind a link; null for an invented or replaced one. */
export async function readInvitation(token: string): Promise<ReadInvitation | null> {
  const [row] = await systemDb()
    .select({ invitation: invitations, tenant: tenants, inviter: memberships.name, account: users.id })
    .from(invitations)
    .innerJoin(tenants, eq(tenants.id, invitations.tenantId))
    .innerJoin(memberships, and(eq(memberships.tenantId, tenants.id), eq(memberships.id, invitations.invitedBy)))
    .leftJoin(users, and(eq(users.email, invitations.email), isNotNull(users.emailVerified)))
    .where(eq(invitations.tokenHash, hashToken(token)));
  if (!row) return null;
  const { email, role, acceptedAt, revokedAt, expiresAt } = row.invitation;
  const over = expiresAt.getTime() <= Date.now() ? "expired" : "open";
  return {
    tenant: provenTenant(row.tenant.id),
    workspace: row.tenant.name,
    slug: row.tenant.slug,
    email,
    role,
    inviter: row.inviter,
    state: acceptedAt ? "accepted" : revokedAt ? "revoked" : over,
    hasAccount: row.account !== null,
  };
}

/**
 * Somebody without an account accepts: the link came by mail, so the address is proven. An unproven sign-up for it is
 * taken over, password and all.
 * @returns the new account, and where to go
 * @throws AppError invitationDead, signInToAccept when the address has an account, tooManyAttempts
 */
export async function acceptAsNewcomer(
  { token, name, password }: z.infer<typeof AcceptAsNewcomer>,
  { ip, locale }: { ip: string; locale: string },
): Promise<{ userId: string; slug: string }> {
  await takeAttempt("link.ip", ip);
  const invitation = await readOpen(token);
  const newcomer = { name, locale, passwordHash: await hashPassword(password), emailVerified: new Date() };
  const [person] = await systemDb()
    .insert(users)
    .values({ email: invitation.email, ...newcomer })
    .onConflictDoUpdate({ target: users.email, set: newcomer, setWhere: isNull(users.emailVerified) })
    .returning({ id: users.id });
  if (!person) throw refuse("signInToAccept", { email: invitation.email });
  await join(invitation, token, { userId: person.id, name });
  return { userId: person.id, slug: invitation.slug };
}

/**
 * Somebody who is signed in accepts. It has to be the one who was invited.
 * @throws AppError invitationDead, invitedAnother with both addresses
 */
export async function acceptInvitation(session: SignedIn, token: string): Promise<{ slug: string }> {
  const invitation = await readOpen(token);
  const { email, userId } = session;
  if (email !== invitation.email) throw refuse("invitedAnother", { invited: invitation.email, signedIn: email });
  await join(invitation, token, { userId, name: session.name ?? email });
  const mine = eq(sessions.sessionToken, session.sessionId);
  await systemDb().update(sessions).set({ activeTenantId: invitation.tenant }).where(mine);
  return { slug: invitation.slug };
}

async function readOpen(token: string): Promise<ReadInvitation> {
  const invitation = await readInvitation(token);
  if (invitation?.state !== "open") throw refuse("invitationDead");
  return invitation;
}

/** Uses the invitation up; of any number at once exactly one does. Somebody disabled comes back with what is offered. */
async function join({ tenant, email }: ReadInvitation, token: string, person: { userId: string; name: string }) {
  await withTenant(tenant, async (tx) => {
    const open = and(
      isNull(invitations.acceptedAt),
      isNull(invitations.revokedAt),
      gt(invitations.expiresAt, sql`now()`),
    );
    const [used] = await tx
      .update(invitations)
      .set({ acceptedAt: new Date() })
      .where(and(eq(invitations.tokenHash, hashToken(token)), open))
      .returning();
    if (!used) throw refuse("invitationDead");
    const { role, takesConversations } = used;
    const place = { role, takesConversations, disabledAt: null };
    await tx
      .insert(memberships)
      .values({ id: uuidv7(), ...person, email, ...place })
      .onConflictDoUpdate({
        target: [memberships.tenantId, memberships.userId],
        set: place,
        setWhere: isNotNull(memberships.disabledAt),
      });
    const [member] = await tx.select().from(memberships).where(eq(memberships.userId, person.userId));
    if (!member) throw new Error("a member was neither written nor found");
    const actor = { kind: "member", memberId: member.id, ...person, role, takesConversations, rights: [] } as const;
    await record(tx, { tenant }, "membership.changed", { data: { memberId: member.id } });
    await audit(tx, { actor }, "member.joined", member.id, { invitationId: used.id });
  });
}
