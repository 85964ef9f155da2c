import { and, asc, desc, eq, isNull } from "drizzle-orm";
import { queueMembers, queues } from "@/db/schema/channels";
import { invitations, memberships } from "@/db/schema/tenants";
import { withTenant } from "@/db/tenant";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import { can, type Role } from "@/server/domain/rights";

export type Member = {
  id: string;
  name: string;
  email: string;
  role: Role;
  takesConversations: boolean;
  rights: string[];
  disabledAt: Date | null;
  createdAt: Date;
  lastSeenAt: Date | null;
  queues: string[];
  isMe: boolean;
};

export type OpenInvitation = {
  id: string;
  email: string;
  role: "admin" | "agent";
  takesConversations: boolean;
  invitedBy: string;
  createdAt: Date;
  expiresAt: Date;
};

/**
 * The people of the workspace, enabled ones first, by name, with the queues they are in; and, for those who may invite,
 * the invitations that wait for an answer (run out ones too: they can be sent again).
 */
export async function listPeople({
  tenant,
  actor,
}: Context): Promise<{ members: Member[]; invitations: OpenInvitation[] }> {
  authorize(actor, "member.read");
  return withTenant(tenant, async (tx) => {
    const members = await tx.select().from(memberships).orderBy(asc(memberships.name), asc(memberships.id));
    const places = await tx
      .select({ memberId: queueMembers.memberId, queue: queues.name })
      .from(queueMembers)
      .innerJoin(queues, and(eq(queues.tenantId, queueMembers.tenantId), eq(queues.id, queueMembers.queueId)))
      .orderBy(asc(queues.name));
    const shown = members.map(({ tenantId: _, userId: __, availability: ___, ...member }) => ({
      ...member,
      queues: places.filter(({ memberId }) => memberId === member.id).map(({ queue }) => queue),
      isMe: member.id === actor.memberId,
    }));
    shown.sort((a, b) => Number(a.disabledAt !== null) - Number(b.disabledAt !== null));
    if (!can(actor, "member.manage")) return { members: shown, invitations: [] };
    const open = await tx
      .select({
        id: invitations.id,
        email: invitations.email,
        role: invitations.role,
        takesConversations: invitations.takesConversations,
        invitedBy: memberships.name,
        createdAt: invitations.createdAt,
        expiresAt: invitations.expiresAt,
      })
      .from(invitations)
      .innerJoin(
        memberships,
        and(eq(memberships.tenantId, invitations.tenantId), eq(memberships.id, invitations.invitedBy)),
      )
      .where(and(isNull(invitations.acceptedAt), isNull(invitations.revokedAt)))
      .orderBy(desc(invitations.createdAt))
      .limit(200);
    return { members: shown, invitations: open };
  });
}
