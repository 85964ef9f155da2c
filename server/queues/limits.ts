import { sql } from "drizzle-orm";
import type { Tx } from "@/db/tenant";

/** How many queues a workspace may have and how many agents each: more for workspaces of more than 500 people. */
export const queueLimits = (people: number) =>
  people > 500 ? { queues: 128, agents: 120 } : { queues: 32, agents: 60 };

/** The limits of this workspace, from the number of its people who are not disabled. */
export async function readQueueLimits(tx: Tx): Promise<{ queues: number; agents: number }> {
  const [row] = await tx.execute<{ people: number }>(
    sql`select count(*)::int as people from memberships where disabled_at is null`,
  );
  return queueLimits(row?.people ?? 0);
}
