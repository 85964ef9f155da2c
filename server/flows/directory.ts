import { sql } from "drizzle-orm";
import { type Tx, withTenant } from "@/db/tenant";
import { authorize } from "@/server/authorize";
import { carrierOf } from "@/server/channels";
import type { Context } from "@/server/context";

/** What a flow may refer to, by name: for the editor's choices and for the checks before publishing. */
export async function flowDirectory({ tenant, actor }: Context) {
  authorize(actor, "flow.read");
  return withTenant(tenant, readDirectory);
}

export async function readDirectory(tx: Tx) {
  const [agents, queues, numbers] = await Promise.all([
    tx.execute<{ id: string; name: string; disabled: boolean }>(sql`
      select id, name, disabled_at is not null or not takes_conversations as disabled from memberships order by name`),
    tx.execute<{ id: string; name: string; members: number }>(sql`
      select q.id, q.name, (select count(*)::int from queue_members m where m.queue_id = q.id) as members from queues q order by q.name`),
    tx.execute<NumberRow>(sql`
      select n.id, n.address, c.name as channel_name, c.kind, c.carrier, c.auto_close_days from channel_numbers n join channels c on c.id = n.channel_id
      where n.deleted_at is null and c.deleted_at is null order by n.address`),
  ]);
  return {
    agents: [...agents],
    queues: [...queues],
    numbers: numbers.map(({ id, address, channel_name, kind, carrier }) => ({
      id,
      address,
      channelName: channel_name,
      kind,
      templatesOnly: carrierOf(carrier)?.can.freeText === "template",
    })),
    fields: [] as { key: string; label: string }[],
    autoCloseMs: shortest(numbers.flatMap(({ auto_close_days }) => auto_close_days ?? [])),
  };
}

type NumberRow = {
  id: string;
  address: string;
  channel_name: string;
  kind: string;
  carrier: string;
  auto_close_days: number | null;
};

const shortest = (days: number[]): number | undefined => (days.length > 0 ? Math.min(...days) * 86_400_000 : undefined);
