import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { postgresCode, withTenant } from "@/db/tenant";
import { audit } from "@/server/audit";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import { notFound, refuse } from "@/server/errors";
import { type GroupRow, readGroups } from "./list";

export const SaveGroup = z.object({
  /** Absent: a new group. */
  groupId: z.uuid().optional(),
  name: z.string().trim().min(1).max(80),
  memberIds: z.array(z.uuid()).max(500),
});

export const DeleteGroup = z.object({ groupId: z.uuid() });

const UNIQUE_VIOLATION = "23505";

/**
 * Make a group, or give it another name or other people. What was given to the group is theirs from this commit on.
 * @throws AppError NOT_FOUND; CONFLICT group.nameTaken
 */
export async function saveGroup(ctx: Context, input: z.infer<typeof SaveGroup>): Promise<GroupRow> {
  authorize(ctx.actor, "member.manage");
  const { name, memberIds, groupId = uuidv7() } = input;
  return withTenant(ctx.tenant, async (tx) => {
    const saved = input.groupId
      ? await tx.execute(sql`
          update groups set name = ${name}, updated_at = now(), updated_by = ${ctx.actor.memberId} where id = ${groupId} returning id`)
      : await tx.execute(sql`
          insert into groups (id, name, updated_by) values (${groupId}, ${name}, ${ctx.actor.memberId}) returning id`);
    if (saved.length === 0) throw notFound("group");
    await tx.execute(sql`delete from group_members where group_id = ${groupId}`);
    if (memberIds.length > 0)
      await tx.execute(sql`
        insert into group_members (group_id, member_id)
        select ${groupId}::uuid, id from memberships where id in ${[...new Set(memberIds)]}`);
    await audit(tx, ctx, input.groupId ? "group.changed" : "group.created", groupId, { name, memberIds });
    const [group] = await readGroups(tx, [groupId]);
    if (!group) throw new Error("a group that was just saved is not there");
    return group;
  }).catch((error: unknown) => {
    if (postgresCode(error) === UNIQUE_VIOLATION) throw refuse("group.nameTaken");
    throw error;
  });
}

/** Take a group away; its people stay, and what only the group could do, nobody can do by it. @throws AppError NOT_FOUND */
export async function deleteGroup(ctx: Context, { groupId }: z.infer<typeof DeleteGroup>): Promise<void> {
  authorize(ctx.actor, "member.manage");
  await withTenant(ctx.tenant, async (tx) => {
    const [gone] = await tx.execute<{ name: string }>(sql`delete from groups where id = ${groupId} returning name`);
    if (!gone) throw notFound("group");
    await audit(tx, ctx, "group.deleted", groupId, { name: gone.name });
  });
}
