import { and, asc, eq, isNull, or } from "drizzle-orm";
import type { z } from "zod";
import { memberships } from "@/db/schema/tenants";
import { type Tx, withTenant } from "@/db/tenant";
import { audit } from "@/server/audit";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import { releaseConversations } from "@/server/conversations/release";
import { forbidden, notFound, refuse } from "@/server/errors";
import { record } from "@/server/events";
import { flowsThatUse } from "@/server/flows/uses";
import type { ChangeMember, OneMember } from "./shapes";

/** Names of the started flows that still give customers to somebody who takes none any more. Leaving does not wait for them. */
export type Left = { flows: string[] };

/**
 * Role, whether he answers customers, named rights. Owners are made and unmade by owners alone.
 * @throws AppError NOT_FOUND, FORBIDDEN, lastOwner
 */
export async function changeMember(context: Context, asked: z.infer<typeof ChangeMember>): Promise<Left> {
  authorize(context.actor, "member.manage");
  const { memberId, ...change } = asked;
  return withTenant(context.tenant, async (tx) => {
    const { member, lastOwner } = await lockMember(tx, context, memberId, change.role === "owner");
    if (lastOwner && change.role && change.role !== "owner") throw refuse("lastOwner");
    const changed = (["role", "takesConversations", "rights"] as const).filter(
      (field) => change[field] !== undefined && String(change[field]) !== String(member[field]),
    );
    if (changed.length === 0) return { flows: [] };
    await tx.update(memberships).set(change).where(eq(memberships.id, memberId));
    // Who answers no customers any more cannot keep any.
    if (change.takesConversations === false) await releaseConversations(tx, context, memberId);
    const to = Object.fromEntries(changed.map((field) => [field, change[field]]));
    await changedMember(tx, context, "member.changed", memberId, to);
    const left = changed.includes("takesConversations") && change.takesConversations === false;
    return { flows: left ? await flowsThatUse(tx, "agents", [memberId]) : [] };
  });
}

/** He may not come in any more; everything he wrote stays. @throws AppError NOT_FOUND, FORBIDDEN, lastOwner, disableSelf */
export async function disableMember(context: Context, { memberId }: z.infer<typeof OneMember>): Promise<Left> {
  authorize(context.actor, "member.manage");
  return withTenant(context.tenant, async (tx) => {
    const { member, lastOwner } = await lockMember(tx, context, memberId);
    if (lastOwner) throw refuse("lastOwner");
    if (memberId === context.actor.memberId) throw refuse("disableSelf");
    if (member.disabledAt) return { flows: [] };
    await tx.update(memberships).set({ disabledAt: new Date() }).where(eq(memberships.id, memberId));
    await releaseConversations(tx, context, memberId);
    await changedMember(tx, context, "member.disabled", memberId);
    return { flows: await flowsThatUse(tx, "agents", [memberId]) };
  });
}

/** He may come in again, with the role he had. @throws AppError NOT_FOUND, FORBIDDEN */
export async function enableMember(context: Context, { memberId }: z.infer<typeof OneMember>): Promise<void> {
  authorize(context.actor, "member.manage");
  await withTenant(context.tenant, async (tx) => {
    const { member } = await lockMember(tx, context, memberId);
    if (!member.disabledAt) return;
    await tx.update(memberships).set({ disabledAt: null }).where(eq(memberships.id, memberId));
    await changedMember(tx, context, "member.enabled", memberId);
  });
}

/**
 * Locks the member and every active owner in one order, so that two owners who unmake each other are one after the
 * other and the second finds himself the last.
 */
async function lockMember(tx: Tx, { actor }: Context, memberId: string, makesOwner = false) {
  const rows = await tx
    .select()
    .from(memberships)
    .where(or(eq(memberships.id, memberId), and(eq(memberships.role, "owner"), isNull(memberships.disabledAt))))
    .orderBy(asc(memberships.id))
    .for("update");
  const member = rows.find(({ id }) => id === memberId);
  if (!member) throw notFound("member");
  const owners = rows.filter(({ role, disabledAt }) => role === "owner" && !disabledAt);
  const actorIsOwner = owners.some(({ id }) => id === actor.memberId);
  if ((makesOwner || member.role === "owner") && !actorIsOwner) throw forbidden("member.manage_owners");
  return { member, lastOwner: owners.length === 1 && owners[0]?.id === memberId };
}

/** One deed, told twice: live to the streams of those it concerns, and for good. */
async function changedMember(tx: Tx, context: Context, action: string, memberId: string, data = {}): Promise<void> {
  await record(tx, context, "membership.changed", { data: { memberId } });
  await audit(tx, context, action, memberId, data);
}
