import { sql } from "drizzle-orm";
import { systemDb } from "@/db/system";
import type { Viewer } from "@/server/domain/visibility";

/** A person's queues and rights as they are now. Somebody who is disabled or gone sees nothing. */
export async function viewerById(tenant: string, memberId: string): Promise<Viewer> {
  const [row] = await systemDb().execute<{ takes_conversations: boolean; rights: string[]; queues: string[] }>(sql`
    select m.takes_conversations, m.rights,
      array(select q.queue_id from queue_members q where q.tenant_id = m.tenant_id and q.member_id = m.id) as queues
    from memberships m where m.tenant_id = ${tenant} and m.id = ${memberId} and m.disabled_at is null`);
  if (!row) return { memberId: "", takesConversations: false, queues: new Set(), seesAll: false };
  return {
    memberId,
    takesConversations: row.takes_conversations,
    queues: new Set(row.queues),
    seesAll: row.rights.includes("see_all_conversations"),
  };
}
