import { and, eq, isNull, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import type { z } from "zod";
import { invitations, memberships, tenants } from "@/db/schema/tenants";
import { systemDb } from "@/db/system";
import { type Tx, withTenant } from "@/db/tenant";
import { audit } from "@/server/audit";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import { hashToken, randomToken } from "@/server/crypto";
import { notFound, refuse } from "@/server/errors";
import { linkTo, mailIsSetUp, sendMail, wakeMail } from "@/server/mail/send";
import { mailLocale } from "@/server/mail/templates";
import { takeAttempt } from "@/server/rate-limit";
import type { Invite, OneInvitation } from "./shapes";

const DAYS = 7;

/**
 * Keep a place for somebody and write to him. Inviting an address again replaces what was offered and the link.
 * @throws AppError alreadyMember, memberDisabled, mailNotSetUp, tooManyAttempts
 */
export async function inviteMember(context: Context, asked: z.infer<typeof Invite>): Promise<{ invitationId: string }> {
  authorize(context.actor, "member.manage");
  const { tenant, actor } = context;
  await mayWrite(tenant, asked.email);
  const token = randomToken(32);
  const letter = await withTenant(tenant, async (tx) => {
    const [known] = await tx.select().from(memberships).where(eq(memberships.email, asked.email));
    if (known) throw refuse(known.disabledAt ? "memberDisabled" : "alreadyMember", { name: known.name });
    const offer = { ...asked, ...freshLink(token), invitedBy: actor.memberId };
    const [row] = await tx
      .insert(invitations)
      .values({ id: uuidv7(), ...offer })
      .onConflictDoUpdate({
        target: [invitations.tenantId, invitations.email],
        targetWhere: sql`accepted_at is null and revoked_at is null`,
        set: { ...offer, createdAt: new Date() },
      })
      .returning({ id: invitations.id });
    if (!row) throw new Error("an invitation was neither written nor replaced");
    await audit(tx, context, "member.invited", row.id, { role: asked.role });
    return { invitationId: row.id, ...(await workspaceOf(tx, tenant)) };
  });
  await writeTo(asked.email, actor.name, token, letter);
  return { invitationId: letter.invitationId };
}

/** Write again, with a new link and seven new days; the old link stops working. @throws AppError NOT_FOUND */
export async function resendInvitation(
  context: Context,
  { invitationId }: z.infer<typeof OneInvitation>,
): Promise<void> {
  authorize(context.actor, "member.manage");
  const { tenant, actor } = context;
  const open = and(eq(invitations.id, invitationId), isNull(invitations.acceptedAt), isNull(invitations.revokedAt));
  const [found] = await withTenant(tenant, (tx) => tx.select().from(invitations).where(open));
  if (!found) throw notFound("invitation");
  await mayWrite(tenant, found.email);
  const token = randomToken(32);
  const letter = await withTenant(tenant, async (tx) => {
    const [row] = await tx.update(invitations).set(freshLink(token)).where(open).returning({ id: invitations.id });
    if (!row) throw notFound("invitation");
    await audit(tx, context, "member.invited_again", invitationId);
    return workspaceOf(tx, tenant);
  });
  await writeTo(found.email, actor.name, token, letter);
}

/** Take an invitation back: its link stops working. @throws AppError NOT_FOUND when it was answered already */
export async function revokeInvitation(
  context: Context,
  { invitationId }: z.infer<typeof OneInvitation>,
): Promise<void> {
  authorize(context.actor, "member.manage");
  await withTenant(context.tenant, async (tx) => {
    const [row] = await tx
      .update(invitations)
      .set({ revokedAt: new Date() })
      .where(and(eq(invitations.id, invitationId), isNull(invitations.acceptedAt), isNull(invitations.revokedAt)))
      .returning({ id: invitations.id });
    if (!row) throw notFound("invitation");
    await audit(tx, context, "member.invitation_revoked", invitationId);
  });
}

async function mayWrite(tenant: string, email: string): Promise<void> {
  if (!mailIsSetUp()) throw refuse("mailNotSetUp");
  await takeAttempt("invite.tenant", tenant);
  await takeAttempt("invite.address", `${tenant} ${email}`);
}

const freshLink = (token: string) => ({
  tokenHash: hashToken(token),
  expiresAt: new Date(Date.now() + DAYS * 86_400_000),
});

async function workspaceOf(tx: Tx, tenant: string): Promise<{ workspace: string; locale: string }> {
  const [row] = await tx
    .select({ workspace: tenants.name, locale: tenants.locale })
    .from(tenants)
    .where(eq(tenants.id, tenant));
  if (!row) throw notFound("workspace");
  return row;
}

async function writeTo(to: string, inviter: string, token: string, letter: { workspace: string; locale: string }) {
  const data = { link: linkTo(`/invite/${token}`), inviter, workspace: letter.workspace, days: DAYS };
  wakeMail(await sendMail(systemDb(), { to, template: "invitation", locale: mailLocale(letter.locale, "en"), data }));
}
