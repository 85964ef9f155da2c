import { v7 as uuidv7 } from "uuid";
import { provenTenant, type TenantId } from "@/server/domain/ids";
import * as schema from "./schema";
import { systemDb } from "./system";

type MemberRow = typeof schema.memberships.$inferInsert;

/** A business of its own for a test: nothing in it but itself. */
export async function createTenant(name = "Northbeam Outfitters"): Promise<TenantId> {
  const id = uuidv7();
  const unique = id.replaceAll("-", "").slice(-12);
  await systemDb()
    .insert(schema.tenants)
    .values({ id, name, slug: `t-${unique}`, shortId: unique.slice(-10) });
  await systemDb().insert(schema.tenantSeqs).values({ tenantId: id });
  return provenTenant(id);
}

/** A person with a place in a workspace; an agent unless told otherwise. Returns what `Context.actor` needs. */
export async function createMember(tenant: TenantId, fields: Partial<MemberRow> = {}) {
  const memberId = uuidv7();
  const name = fields.name ?? "Ana Ruiz";
  const email = fields.email ?? `${memberId}@example.test`;
  const [user] = await systemDb().insert(schema.users).values({ email, name, emailVerified: new Date() }).returning();
  const row = { role: "agent" as const, takesConversations: true, rights: [] as string[], ...fields };
  await systemDb()
    .insert(schema.memberships)
    .values({ ...row, id: memberId, tenantId: tenant, userId: user!.id, name, email });
  return {
    kind: "member" as const,
    memberId,
    userId: user!.id,
    name,
    role: row.role,
    takesConversations: row.takesConversations,
    rights: row.rights,
  };
}

/** A queue with these members. */
export async function createQueue(tenant: TenantId, members: { memberId: string }[] = [], name = "After-sales") {
  const id = uuidv7();
  await systemDb().insert(schema.queues).values({ tenantId: tenant, id, name });
  if (members.length > 0)
    await systemDb()
      .insert(schema.queueMembers)
      .values(members.map(({ memberId }) => ({ tenantId: tenant, queueId: id, memberId })));
  return { id, name };
}
