import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { withTenant } from "@/db/tenant";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import { quarterOf } from "@/server/messages/counters";

export const ChannelCounts = z.object({
  channelId: z.uuid(),
  /** The first moment that counts and the first that no longer does; absent: from the beginning, until now. */
  from: z.date().optional(),
  to: z.date().optional(),
});

/** What somebody's messages came to. Total sent = succeeded + failed. */
export type Sent = { sentOk: number; failed: number };

/** A number's counts; `parts`: what carriers bill of everything that was sent, whoever wrote it. */
export type NumberCounts = {
  id: string;
  address: string;
  received: number;
  parts: number;
  agents: Sent;
  flows: Sent;
  campaigns: Sent;
};

/** The counts of a channel's numbers over a time, in whole quarters of an hour: so they are kept. */
export async function channelCounts(
  { tenant, actor }: Context,
  { channelId, from, to }: z.infer<typeof ChannelCounts>,
): Promise<NumberCounts[]> {
  authorize(actor, "channel.read");
  return withTenant(tenant, async (tx) => {
    const rows = await tx.execute<Raw>(sql`
      select n.id, n.address, coalesce(sum(k.received), 0)::int as received, coalesce(sum(k.parts), 0)::int as parts,
        ${of("agent", "agents")}, ${of("flow", "flows")}, ${of("campaign", "campaigns")}
      from channel_numbers n left join number_counters k on k.tenant_id = n.tenant_id and k.number_id = n.id ${within({ from, to })}
      where n.channel_id = ${channelId} and n.deleted_at is null
      group by n.id, n.address order by n.address`);
    return rows.map(({ id, address, received, parts, ...row }) => ({
      id,
      address,
      received,
      parts,
      agents: { sentOk: row.agents_ok, failed: row.agents_failed },
      flows: { sentOk: row.flows_ok, failed: row.flows_failed },
      campaigns: { sentOk: row.campaigns_ok, failed: row.campaigns_failed },
    }));
  });
}

/** Restricts counters `k` to a time. */
export const within = ({ from, to }: { from?: Date; to?: Date }): SQL => sql`
  ${from ? sql`and k.quarter >= ${quarterOf(sql`${from.toISOString()}::timestamptz`)}` : sql``}
  ${to ? sql`and k.quarter < ${to.toISOString()}::timestamptz` : sql``}`;

const of = (source: string, name: "agents" | "flows" | "campaigns") => sql`
  coalesce(sum(k.sent_ok) filter (where k.source = ${source}), 0)::int as ${sql.raw(`${name}_ok`)},
  coalesce(sum(k.failed) filter (where k.source = ${source}), 0)::int as ${sql.raw(`${name}_failed`)}`;

type Writers = "agents" | "flows" | "campaigns";
type Raw = { id: string; address: string; received: number; parts: number } & Record<
  `${Writers}_ok` | `${Writers}_failed`,
  number
>;
