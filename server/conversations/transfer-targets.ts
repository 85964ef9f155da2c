import { sql } from "drizzle-orm";
import { z } from "zod";
import { withTenant } from "@/db/tenant";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import { presence } from "@/server/domain/availability";

export const TransferTargets = z.object({ search: z.string().trim().max(100).default("") });

/** Whom a conversation can be handed to: colleagues with their availability and load, queues with who is there. */
export async function transferTargets({ tenant, actor }: Context, { search }: z.infer<typeof TransferTargets>) {
  authorize(actor, "conversation.transfer");
  return withTenant(tenant, async (tx) => {
    const [members, queues] = await Promise.all([
      tx.execute<{
        id: string;
        name: string;
        availability: "available" | "busy" | "away" | "offline";
        last_seen_at: string | null;
        open: number;
      }>(sql`
        select m.id, m.name, m.availability, m.last_seen_at,
          (select count(*)::int from conversations c where c.owner_id = m.id and c.state = 'active' and c.owner_place = 'recent') as open
        from memberships m where m.disabled_at is null and m.takes_conversations and m.id <> ${actor.memberId} order by m.name`),
      tx.execute<{
        id: string;
        name: string;
        members: { availability: "available" | "busy" | "away" | "offline"; last_seen_at: string | null }[];
      }>(sql`
        select q.id, q.name, coalesce((select json_agg(json_build_object('availability', m.availability, 'last_seen_at', m.last_seen_at))
          from queue_members qm join memberships m on m.id = qm.member_id
          where qm.queue_id = q.id and m.disabled_at is null and m.takes_conversations), '[]') as members
        from queues q order by q.name`),
    ]);
    const now = new Date();
    const present = (one: { availability: "available" | "busy" | "away" | "offline"; last_seen_at: string | null }) =>
      presence(one.availability, one.last_seen_at ? new Date(one.last_seen_at) : null, now);
    const wanted = (name: string) => name.toLocaleLowerCase().includes(search.toLocaleLowerCase());
    return {
      members: members
        .filter(({ name }) => wanted(name))
        .map((one) => ({ id: one.id, name: one.name, availability: present(one), open: one.open })),
      queues: queues
        .filter(({ name }) => wanted(name))
        .map(({ id, name, members: of }) => ({
          id,
          name,
          members: of.length,
          online: of.filter((one) => present(one) !== "offline").length,
        })),
    };
  });
}
