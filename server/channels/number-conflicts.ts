import { sql } from "drizzle-orm";
import { z } from "zod";
import { withTenant } from "@/db/tenant";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import { findChannel } from "./find-channel";
import { Destination, holderOf, readAddress } from "./save-number";

export const NumberConflicts = z.object({
  channelId: z.uuid(),
  numberId: z.uuid().optional(),
  address: z.string().max(64),
  destination: Destination.nullable(),
});

/** What speaks against a number's rule while it is being typed: `taken` stops it, the others only warn. */
export type NumberConflict =
  | { kind: "taken"; channel: string }
  | { kind: "queueEmpty"; queue: string }
  | { kind: "memberDisabled"; member: string };

/** What to say while somebody fills in a number's rule. @throws AppError NOT_FOUND */
export async function numberConflicts(
  { tenant, actor }: Context,
  { channelId, numberId, address, destination }: z.infer<typeof NumberConflicts>,
): Promise<NumberConflict[]> {
  authorize(actor, "channel.manage");
  return withTenant(tenant, async (tx) => {
    const conflicts: NumberConflict[] = [];
    const read = readAddress((await findChannel(tx, channelId)).carrier, address);
    const holder = read === null ? undefined : await holderOf(tx, read);
    if (holder && holder.numberId !== numberId) conflicts.push({ kind: "taken", channel: holder.channelName });
    if (destination && "queueId" in destination) {
      const [queue] = await tx.execute<{ name: string; agents: number }>(sql`
        select q.name, (select count(*)::int from queue_members qm join memberships m
            on m.tenant_id = qm.tenant_id and m.id = qm.member_id
          where qm.tenant_id = q.tenant_id and qm.queue_id = q.id and m.takes_conversations and m.disabled_at is null) as agents
        from queues q where q.id = ${destination.queueId}`);
      if (queue && queue.agents === 0) conflicts.push({ kind: "queueEmpty", queue: queue.name });
    }
    if (destination && "memberId" in destination) {
      const [member] = await tx.execute<{ name: string; fit: boolean }>(sql`
        select name, takes_conversations and disabled_at is null as fit from memberships where id = ${destination.memberId}`);
      if (member && !member.fit) conflicts.push({ kind: "memberDisabled", member: member.name });
    }
    return conflicts;
  });
}
