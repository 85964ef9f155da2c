import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { postgresCode, type Tx, withTenant } from "@/db/tenant";
import { audit } from "@/server/audit";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import { typedNumber } from "@/server/domain/typed-number";
import { invalid, notFound, refuse } from "@/server/errors";
import { record } from "@/server/events";
import { checkDestination } from "@/server/queues/delete";
import type { Carrier } from "./carrier";
import { findChannel } from "./find-channel";

export const Destination = z.union([z.object({ queueId: z.uuid() }), z.object({ memberId: z.uuid() })]);

export const SaveNumber = z.object({
  channelId: z.uuid(),
  /** Absent: a new number. */
  numberId: z.uuid().optional(),
  /** As typed. */
  address: z.string().max(64),
  /** What the carrier asks for beside the number. */
  fields: z.record(z.string().max(60), z.string().max(500)).default({}),
  destination: Destination,
  everyoneMayStart: z.boolean(),
  /** Who may write first, when not everyone may. */
  starterIds: z.array(z.uuid()).max(500).default([]),
  starterGroupIds: z.array(z.uuid()).max(100).optional(),
});

const UNIQUE_VIOLATION = "23505";

/**
 * Add a number to a channel, or change where its messages go and who may write first. A number that has conversations
 * keeps its address: their history would be another number's.
 * @throws AppError NOT_FOUND; BAD_REQUEST channel.badNumber, channel.badField {field};
 *   CONFLICT channel.numberTaken {channel}, channel.numberInUse, targetDisabled
 */
export async function saveNumber(
  ctx: Context,
  input: z.infer<typeof SaveNumber>,
): Promise<{ numberId: string; address: string }> {
  authorize(ctx.actor, "channel.manage");
  const { channelId, destination } = input;
  const numberId = input.numberId ?? uuidv7();
  return withTenant(ctx.tenant, async (tx) => {
    const channel = await findChannel(tx, channelId, { lock: true });
    const address = addressFor(channel.carrier, input.address);
    const fields = fieldsFor(channel.carrier, input.fields);
    await checkDestination(tx, destination);
    const place = {
      queueId: "queueId" in destination ? destination.queueId : null,
      memberId: "memberId" in destination ? destination.memberId : null,
    };
    const taken = await holderOf(tx, address);
    if (taken && taken.numberId !== numberId) throw refuse("channel.numberTaken", { channel: taken.channelName });
    if (input.numberId) await refuseMove(tx, { numberId, channelId, address });
    await tx.execute(sql`
      insert into channel_numbers (id, channel_id, address, fields, destination_member_id, destination_queue_id, everyone_may_start)
      values (${numberId}, ${channelId}, ${address}, ${JSON.stringify(fields)}::jsonb, ${place.memberId}, ${place.queueId},
        ${input.everyoneMayStart})
      on conflict (tenant_id, id) do update set address = excluded.address, fields = excluded.fields,
        destination_member_id = excluded.destination_member_id, destination_queue_id = excluded.destination_queue_id,
        everyone_may_start = excluded.everyone_may_start`);
    await setStarters(tx, numberId, input.everyoneMayStart ? noStarters : input);
    await tx.execute(
      sql`update channels set updated_at = now(), updated_by = ${ctx.actor.memberId} where id = ${channelId}`,
    );
    await record(tx, ctx, "channel.changed", { data: { channelId, numberId } });
    await audit(tx, ctx, input.numberId ? "channel.number_changed" : "channel.number_added", channelId, {
      numberId,
      address,
      ...place,
      everyoneMayStart: input.everyoneMayStart,
    });
    return { numberId, address };
  }).catch((error: unknown) => {
    if (postgresCode(error) === UNIQUE_VIOLATION) throw refuse("channel.numberTaken", { channel: "" });
    throw error;
  });
}

function addressFor(carrier: Carrier, typed: string): string {
  const address = readAddress(carrier, typed);
  if (address === null) throw invalid("channel.badNumber");
  return address;
}

/**
 * What an own number is kept as: E.164 however it was typed; other kinds of channels, and some carriers, have addresses
 * of their own form. Null when it is none.
 */
export function readAddress(carrier: Carrier, typed: string): string | null {
  const own = carrier.ownAddress?.(typed.trim());
  if (own) return own;
  if (carrier.kind !== "sms" && carrier.kind !== "whatsapp" && carrier.kind !== "voice") return typed.trim() || null;
  return typedNumber(typed)?.e164 ?? null;
}

function fieldsFor(carrier: Carrier, typed: Record<string, string>): Record<string, string> {
  if (!carrier.numberFields) return {};
  const parsed = carrier.numberFields.safeParse(typed);
  if (!parsed.success) throw invalid("channel.badField", { field: String(parsed.error.issues[0]?.path[0] ?? "") });
  return parsed.data as Record<string, string>;
}

/** Which number of the workspace has this address now. */
export async function holderOf(tx: Tx, address: string) {
  const [row] = await tx.execute<{ id: string; channel_name: string }>(sql`
    select n.id, c.name as channel_name from channel_numbers n join channels c on c.tenant_id = n.tenant_id and c.id = n.channel_id
    where n.address = ${address} and n.deleted_at is null`);
  return row && { numberId: row.id, channelName: row.channel_name };
}

async function refuseMove(tx: Tx, wanted: { numberId: string; channelId: string; address: string }) {
  const [row] = await tx.execute<{ channel_id: string; address: string; used: boolean }>(sql`
    select n.channel_id, n.address,
      exists (select 1 from conversations c where c.tenant_id = n.tenant_id and c.number_id = n.id) as used
    from channel_numbers n where n.id = ${wanted.numberId} and n.deleted_at is null for update of n`);
  if (!row || row.channel_id !== wanted.channelId) throw notFound("number");
  if (row.used && row.address !== wanted.address) throw refuse("channel.numberInUse");
}

const noStarters: Starters = { starterIds: [] };
type Starters = Pick<z.infer<typeof SaveNumber>, "starterIds" | "starterGroupIds">;

async function setStarters(tx: Tx, numberId: string, { starterIds, starterGroupIds = [] }: Starters) {
  await tx.execute(sql`delete from number_starters where number_id = ${numberId}`);
  await tx.execute(sql`delete from number_starter_groups where number_id = ${numberId}`);
  if (starterIds.length > 0)
    await tx.execute(sql`
      insert into number_starters (number_id, member_id)
      select ${numberId}::uuid, id from memberships where id in ${[...new Set(starterIds)]}`);
  if (starterGroupIds.length > 0)
    await tx.execute(sql`
      insert into number_starter_groups (number_id, group_id)
      select ${numberId}::uuid, id from groups where id in ${[...new Set(starterGroupIds)]}`);
}
