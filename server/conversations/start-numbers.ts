import { sql } from "drizzle-orm";
import { type Tx, withTenant } from "@/db/tenant";
import { authorize } from "@/server/authorize";
import { carrierOf } from "@/server/channels";
import type { Context, MemberActor } from "@/server/context";
import { notFound } from "@/server/errors";

/** A number of ours from which somebody may write first. */
export type StartNumber = {
  id: string;
  address: string;
  channelId: string;
  channelName: string;
  kind: string;
  carrier: string;
};

/** Numbers from which this person may write first: switched on, text messages, carriers that take free text. */
export async function listStartNumbers({ tenant, actor }: Context): Promise<StartNumber[]> {
  authorize(actor, "conversation.start");
  return withTenant(tenant, (tx) => readStartNumbers(tx, actor));
}

async function readStartNumbers(tx: Tx, actor: MemberActor, numberId?: string): Promise<StartNumber[]> {
  const rows = await tx.execute<{
    id: string;
    address: string;
    channel_id: string;
    channel_name: string;
    kind: string;
    carrier: string;
  }>(sql`
    select n.id, n.address, c.id as channel_id, c.name as channel_name, c.kind, c.carrier
    from channel_numbers n join channels c on c.id = n.channel_id
    where n.deleted_at is null and c.deleted_at is null and c.enabled and c.kind = 'sms'
      and (n.everyone_may_start or exists (
        select 1 from number_starters s where s.number_id = n.id and s.member_id = ${actor.memberId})
        or exists (select 1 from number_starter_groups s join group_members g on g.group_id = s.group_id
          where s.number_id = n.id and g.member_id = ${actor.memberId}))
      ${numberId ? sql`and n.id = ${numberId}` : sql``}
    order by c.name, n.address`);
  return rows
    .filter(({ carrier }) => carrierOf(carrier)?.can.freeText === "always")
    .map(({ channel_id, channel_name, ...row }) => ({ ...row, channelId: channel_id, channelName: channel_name }));
}

/** @throws AppError NOT_FOUND for a number this person may not write first from */
export async function requireStartNumber(tx: Tx, actor: MemberActor, numberId: string): Promise<StartNumber> {
  const [number] = await readStartNumbers(tx, actor, numberId);
  if (!number) throw notFound("number");
  return number;
}
