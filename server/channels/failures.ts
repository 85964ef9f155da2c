import { sql } from "drizzle-orm";
import type { z } from "zod";
import { withTenant } from "@/db/tenant";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import { ChannelCounts, within } from "./counts";

export const ChannelFailures = ChannelCounts;

/** How often a reason came up; `reason` is a key below `errors.send`, `code` the carrier's own newest code for it. */
export type FailureReason = { reason: string; code: string | null; count: number };

const shown = 6;

/**
 * Why messages of a channel failed over a time, the most frequent reason first: the same messages that its numbers count
 * as failed, whoever wrote them. What was delivered after all, or is tried again, is no failure any more.
 */
export async function channelFailures(
  { tenant, actor }: Context,
  { channelId, from, to }: z.infer<typeof ChannelFailures>,
): Promise<FailureReason[]> {
  authorize(actor, "channel.read");
  return withTenant(tenant, async (tx) => {
    const rows = await tx.execute<FailureReason>(sql`
      select k.reason, (array_agg(k.code order by k.last_at desc) filter (where k.code is not null))[1] as code,
        sum(k.messages)::int as count
      from channel_numbers n join failure_counters k on k.tenant_id = n.tenant_id and k.number_id = n.id ${within({ from, to })}
      where n.channel_id = ${channelId} and n.deleted_at is null
      group by k.reason having sum(k.messages) > 0 order by count desc, k.reason limit ${shown}`);
    return [...rows];
  });
}
