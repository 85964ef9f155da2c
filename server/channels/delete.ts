import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Tx, withTenant } from "@/db/tenant";
import { audit } from "@/server/audit";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import { AppError, notFound, refuse } from "@/server/errors";
import { record } from "@/server/events";
import { refuseIfUsed } from "@/server/flows/uses";
import { closeOpen } from "./close-open";
import { findChannel } from "./find-channel";

export const DeleteChannels = z.object({
  channelIds: z.array(z.uuid()).min(1).max(100),
  /** Close the conversations that are still open on them; without it, a channel that has any stays. */
  closeOpen: z.boolean().default(false),
});

/** What became of one channel of a bulk deletion. */
export type ChannelDeletion = { channelId: string; name: string } & Outcome;

/** Delete channels, each in a transaction of its own, and report on each. Their history stays; nothing leaves or comes in. */
export async function deleteChannels(ctx: Context, input: z.infer<typeof DeleteChannels>): Promise<ChannelDeletion[]> {
  authorize(ctx.actor, "channel.manage");
  const report: ChannelDeletion[] = [];
  for (const channelId of new Set(input.channelIds)) report.push(await deleteOne(ctx, channelId, input.closeOpen));
  return report;
}

async function deleteOne(ctx: Context, channelId: string, close: boolean): Promise<ChannelDeletion> {
  let name = "";
  const outcome = await told(() =>
    withTenant(ctx.tenant, async (tx) => {
      name = (await findChannel(tx, channelId, { lock: true })).name;
      const numbers = await tx.execute<{ id: string }>(
        sql`select id from channel_numbers where channel_id = ${channelId} and deleted_at is null`,
      );
      await refuseIfUsed(
        tx,
        "channelNumbers",
        numbers.map(({ id }) => id),
      );
      await closeFirst(
        ctx,
        tx,
        sql`c.number_id in (select id from channel_numbers where channel_id = ${channelId})`,
        close,
      );
      await tx.execute(
        sql`update channel_numbers set deleted_at = now() where channel_id = ${channelId} and deleted_at is null`,
      );
      await tx.execute(sql`
        update channels set deleted_at = now(), enabled = false, receive = false, updated_at = now(),
          updated_by = ${ctx.actor.memberId}, credentials_sealed = null, previous_sealed = null
        where id = ${channelId}`);
      await record(tx, ctx, "channel.changed", { data: { channelId, deleted: true } });
      await audit(tx, ctx, "channel.deleted", channelId, { name });
    }),
  );
  return { channelId, name, ...outcome };
}

export const DeleteNumbers = z.object({
  numberIds: z.array(z.uuid()).min(1).max(500),
  /** Close the conversations that are still open on them; without it, a number that has any stays. */
  closeOpen: z.boolean().default(false),
});

/** What became of one number of a bulk deletion. */
export type NumberDeletion = { numberId: string; address: string } & Outcome;

/** Take numbers off their channels, each in a transaction of its own, and report on each. Their history stays. */
export async function deleteNumbers(ctx: Context, input: z.infer<typeof DeleteNumbers>): Promise<NumberDeletion[]> {
  authorize(ctx.actor, "channel.manage");
  const report: NumberDeletion[] = [];
  for (const numberId of new Set(input.numberIds)) {
    let address = "";
    const outcome = await told(() =>
      withTenant(ctx.tenant, async (tx) => {
        const [number] = await tx.execute<{ channel_id: string; address: string }>(sql`
          select channel_id, address from channel_numbers where id = ${numberId} and deleted_at is null`);
        if (!number) throw notFound("number");
        address = number.address;
        const channelId = number.channel_id;
        await findChannel(tx, channelId, { lock: true });
        await refuseIfUsed(tx, "channelNumbers", [numberId]);
        await closeFirst(ctx, tx, sql`c.number_id = ${numberId}`, input.closeOpen);
        await tx.execute(sql`update channel_numbers set deleted_at = now() where id = ${numberId}`);
        await tx.execute(
          sql`update channels set updated_at = now(), updated_by = ${ctx.actor.memberId} where id = ${channelId}`,
        );
        await record(tx, ctx, "channel.changed", { data: { channelId, numberId } });
        await audit(tx, ctx, "channel.number_deleted", channelId, { address });
      }),
    );
    report.push({ numberId, address, ...outcome });
  }
  return report;
}

type Outcome = { deleted: true } | { deleted: false; reason: string; params: Record<string, string | number> };

/** A refusal of one of many is part of the report. */
async function told(work: () => Promise<unknown>): Promise<Outcome> {
  try {
    await work();
    return { deleted: true };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { deleted: false, reason: error.reason, params: error.params };
  }
}

async function closeFirst(ctx: Context, tx: Tx, of: ReturnType<typeof sql>, close: boolean) {
  if (close) {
    await closeOpen(ctx, tx, of);
    return;
  }
  const [row] = await tx.execute<{ open: number }>(
    sql`select count(*)::int as open from conversations c where ${of} and c.state <> 'closed'`,
  );
  if (row && row.open > 0) throw refuse("channel.hasOpen", { count: row.open });
}
