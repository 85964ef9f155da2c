import { sql } from "drizzle-orm";
import { type Tx, withTenant } from "@/db/tenant";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";

/** A group as lists and pickers show it: its people by name, those who are disabled too. */
export type GroupRow = {
  id: string;
  name: string;
  members: { id: string; name: string; disabled: boolean }[];
  /** Numbers from which the group may write first. */
  numbers: string[];
  updatedAt: Date;
  updatedBy: string | null;
};

/** Every group, by name. */
export async function listGroups({ tenant, actor }: Context): Promise<GroupRow[]> {
  authorize(actor, "member.read");
  return withTenant(tenant, (tx) => readGroups(tx));
}

/** The groups with these ids, or all of them. */
export async function readGroups(tx: Tx, ids?: readonly string[]): Promise<GroupRow[]> {
  const rows = await tx.execute<Omit<GroupRow, "updatedAt" | "updatedBy"> & Raw>(sql`
    select g.id, g.name, g.updated_at, u.name as updated_by,
      coalesce((select jsonb_agg(jsonb_build_object('id', m.id, 'name', m.name, 'disabled', m.disabled_at is not null) order by m.name)
        from group_members gm join memberships m on m.tenant_id = gm.tenant_id and m.id = gm.member_id
        where gm.tenant_id = g.tenant_id and gm.group_id = g.id), '[]') as members,
      coalesce((select jsonb_agg(n.address order by n.address) from number_starter_groups s
        join channel_numbers n on n.tenant_id = s.tenant_id and n.id = s.number_id and n.deleted_at is null and not n.everyone_may_start
        where s.tenant_id = g.tenant_id and s.group_id = g.id), '[]') as numbers
    from groups g left join memberships u on u.tenant_id = g.tenant_id and u.id = g.updated_by
    ${ids ? sql`where g.id in ${[...ids]}` : sql``}
    order by lower(g.name), g.id`);
  return rows.map(({ updated_at, updated_by, ...row }) => ({
    ...row,
    updatedAt: new Date(updated_at),
    updatedBy: updated_by,
  }));
}

type Raw = { updated_at: string; updated_by: string | null };
