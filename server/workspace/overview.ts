import { sql } from "drizzle-orm";
import { withTenant } from "@/db/tenant";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import { startOfDay } from "@/server/domain/day";

type ChannelLine = {
  id: string;
  name: string;
  kind: string;
  carrier: string;
  state: string;
  state_since: string;
  enabled: boolean;
  numbers: number;
  last_at: string | null;
};

/** What the start page shows: what is set up, how each channel is, and today's messages, counted where they happened. */
export async function readOverview({ tenant, actor }: Context, now = new Date()) {
  authorize(actor, "workspace.read");
  return withTenant(tenant, async (tx) => {
    const [workspace] = await tx.execute<{ time_zone: string }>(sql`select time_zone from tenants`);
    const since = startOfDay(workspace?.time_zone ?? "UTC", now).toISOString();
    const [channels, [today], [steps]] = await Promise.all([
      tx.execute<ChannelLine>(sql`
        select ch.id, ch.name, ch.kind, ch.carrier, ch.state, ch.state_since, ch.enabled,
          (select max(k.last_at) from number_counters k join channel_numbers m on m.id = k.number_id where m.channel_id = ch.id) as last_at,
          (select count(*)::int from channel_numbers n where n.channel_id = ch.id and n.deleted_at is null) as numbers
        from channels ch where ch.deleted_at is null order by ch.created_at`),
      tx.execute<{ received: number; sent: number; failed: number }>(sql`
        select coalesce(sum(received), 0)::int as received, coalesce(sum(sent_ok), 0)::int as sent, coalesce(sum(failed), 0)::int as failed
        from number_counters where quarter >= ${since}::timestamptz`),
      tx.execute<{ colleagues: boolean; invited: boolean; queues: boolean; talked: boolean }>(sql`
        select (select count(*) from memberships where disabled_at is null) > 1 as colleagues,
          exists (select 1 from invitations where accepted_at is null and revoked_at is null) as invited,
          exists (select 1 from queue_members) as queues,
          exists (select 1 from conversations) as talked`),
    ]);
    return {
      channels: channels.map((one) => ({
        id: one.id,
        name: one.name,
        kind: one.kind,
        carrier: one.carrier,
        state: one.state,
        stateSince: new Date(one.state_since),
        enabled: one.enabled,
        numbers: one.numbers,
        lastAt: one.last_at ? new Date(one.last_at) : null,
      })),
      today: today ?? { received: 0, sent: 0, failed: 0 },
      done: {
        channel: channels.some(({ carrier, enabled, numbers }) => carrier !== "sandbox" && enabled && numbers > 0),
        colleague: Boolean(steps?.colleagues || steps?.invited),
        queue: Boolean(steps?.queues),
        talked: Boolean(steps?.talked),
      },
    };
  });
}

export type Overview = Awaited<ReturnType<typeof readOverview>>;
