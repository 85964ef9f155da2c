import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Tx, withTenant } from "@/db/tenant";
import { authorize } from "@/server/authorize";
import { carrierOf } from "@/server/channels";
import type { Can } from "@/server/channels/carrier";
import { templatesOf } from "@/server/channels/templates";
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
  /** Unless it is "always", a conversation begins with an approved template. */
  freeText: Can["freeText"];
};

/** Numbers from which this person may write first: switched on, and of a kind that reaches phone numbers. */
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
    where n.deleted_at is null and c.deleted_at is null and c.enabled and c.kind in ('sms', 'whatsapp')
      and (n.everyone_may_start or exists (
        select 1 from number_starters s where s.number_id = n.id and s.member_id = ${actor.memberId})
        or exists (select 1 from number_starter_groups s join group_members g on g.group_id = s.group_id
          where s.number_id = n.id and g.member_id = ${actor.memberId}))
      ${numberId ? sql`and n.id = ${numberId}` : sql``}
    order by c.kind, c.name, n.address`);
  const numbers = rows.flatMap(({ channel_id, channel_name, ...row }) => {
    const freeText = carrierOf(row.carrier)?.can.freeText;
    return freeText ? [{ ...row, channelId: channel_id, channelName: channel_name, freeText }] : [];
  });
  // The first is what is offered unasked: one where the message can simply be written.
  return numbers.sort((a, b) => Number(a.freeText !== "always") - Number(b.freeText !== "always"));
}

/** @throws AppError NOT_FOUND for a number this person may not write first from */
export async function requireStartNumber(tx: Tx, actor: MemberActor, numberId: string): Promise<StartNumber> {
  const [number] = await readStartNumbers(tx, actor, numberId);
  if (!number) throw notFound("number");
  return number;
}

export const StartTemplates = z.object({ numberId: z.uuid() });

/**
 * The approved templates with which a conversation may begin on a number.
 * @throws AppError NOT_FOUND for a number this person may not write first from; CONFLICT templatesUnavailable {detail}
 */
export async function startTemplates({ tenant, actor }: Context, { numberId }: z.infer<typeof StartTemplates>) {
  authorize(actor, "conversation.start");
  const { channelId } = await withTenant(tenant, (tx) => requireStartNumber(tx, actor, numberId));
  return templatesOf(tenant, channelId);
}
