import { sql } from "drizzle-orm";
import { z } from "zod";
import { withTenant } from "@/db/tenant";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import { firstIdOf } from "./time-ordered";

export const ChannelFailures = z.object({ channelId: z.uuid() });

/** How often a reason came up; `reason` is a key below `errors.send`, `code` the carrier's own newest code for it. */
export type FailureReason = { reason: string; code: string | null; count: number };

const shown = 6;
const DAY_MS = 86_400_000;

/** Why messages of a channel failed in the last 24 hours, the most frequent reason first. */
export async function channelFailures(
  { tenant, actor }: Context,
  { channelId }: z.infer<typeof ChannelFailures>,
): Promise<FailureReason[]> {
  authorize(actor, "channel.read");
  const since = firstIdOf(new Date(Date.now() - DAY_MS));
  return withTenant(tenant, async (tx) => {
    const rows = await tx.execute<FailureReason>(sql`
      select coalesce(m.reason, 'default') as reason, (array_agg(a.carrier_code order by a.started_at desc) filter (where a.carrier_code is not null))[1] as code,
        count(*)::int as count
      from messages m
      left join message_attempts a on a.tenant_id = m.tenant_id and a.message_id = m.id and a.attempt = m.attempt
      where m.id >= ${since} and m.channel_id = ${channelId} and m.state in ('failed', 'bounced')
      group by 1 order by count desc, reason limit ${shown}`);
    return [...rows];
  });
}
