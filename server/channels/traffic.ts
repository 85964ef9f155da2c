import { sql } from "drizzle-orm";
import { z } from "zod";
import { withTenant } from "@/db/tenant";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";

export const ChannelTraffic = z.object({ channelId: z.uuid() });

/** What went over a channel in one hour, whoever wrote it. `hour` is its beginning. */
export type HourOfTraffic = { hour: Date; sent: number; received: number; failed: number };

/** The last 24 hours, oldest first, the current one last; hours without messages are there with zeros. */
export async function channelTraffic(
  { tenant, actor }: Context,
  { channelId }: z.infer<typeof ChannelTraffic>,
): Promise<HourOfTraffic[]> {
  authorize(actor, "channel.read");
  return withTenant(tenant, async (tx) => {
    const rows = await tx.execute<{ hour: string; sent: number; received: number; failed: number }>(sql`
      select h.hour, coalesce(sum(k.sent_ok), 0)::int as sent, coalesce(sum(k.received), 0)::int as received,
        coalesce(sum(k.failed), 0)::int as failed
      from generate_series(date_bin('1 hour', now(), 'epoch') - interval '23 hours', now(), interval '1 hour') h (hour)
      left join number_counters k on k.quarter >= h.hour and k.quarter < h.hour + interval '1 hour'
        and k.number_id in (select id from channel_numbers where channel_id = ${channelId})
      group by h.hour order by h.hour`);
    return rows.map(({ hour, ...counts }) => ({ hour: new Date(hour), ...counts }));
  });
}
