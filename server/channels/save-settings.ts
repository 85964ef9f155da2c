import { sql } from "drizzle-orm";
import { z } from "zod";
import { onCommit, type Tx, withTenant } from "@/db/tenant";
import { audit } from "@/server/audit";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import { notFound } from "@/server/errors";
import { record } from "@/server/events";
import { channelKey } from "@/server/messages/claim";
import { deliverSoon } from "@/server/messages/deliver";
import { findChannel } from "./find-channel";

export const SaveSettings = z.object({
  channelId: z.uuid(),
  name: z.string().trim().min(1).max(80).optional(),
  receive: z.boolean().optional(),
  /** Messages per second; what is more waits in line. */
  sendRatePerS: z.number().min(0.01).max(1000).optional(),
  /** Days without a message after which a conversation closes by itself; null: never. */
  autoCloseDays: z.int().min(1).max(365).nullable().optional(),
});

/**
 * Change what is named and leave the rest. A new rate acts on what waits already. Where the carrier says after how long
 * a conversation closes, that stays. @throws AppError NOT_FOUND
 */
export async function saveSettings(
  ctx: Context,
  { channelId, ...change }: z.infer<typeof SaveSettings>,
): Promise<void> {
  authorize(ctx.actor, "channel.manage");
  const { name, receive, sendRatePerS, autoCloseDays } = change;
  await withTenant(ctx.tenant, async (tx) => {
    const { carrier } = await findChannel(tx, channelId, { lock: true });
    const fixed = carrier.autoCloseDays;
    const closes = fixed ?? autoCloseDays;
    if (sendRatePerS !== undefined) {
      await keepNewPace(tx, channelId, sendRatePerS);
      onCommit(tx, () => void deliverSoon(ctx.tenant, channelId));
    }
    const saved = await tx.execute(sql`
      update channels set updated_at = now(), updated_by = ${ctx.actor.memberId},
        name = coalesce(${name ?? null}, name), receive = coalesce(${receive ?? null}, receive),
        send_rate_per_s = coalesce(${sendRatePerS ?? null}, send_rate_per_s)
        ${closes === undefined ? sql`` : sql`, auto_close_days = ${closes}`}
      where id = ${channelId} and deleted_at is null returning id`);
    if (saved.length === 0) throw notFound("channel");
    await record(tx, ctx, "channel.changed", { data: { channelId } });
    await audit(tx, ctx, "channel.settings_changed", channelId, change);
  });
}

/**
 * The next message need not wait as the old rate had it. Where a carrier has asked for a longer pause than that, it is
 * kept. Called before the new rate is stored.
 */
async function keepNewPace(tx: Tx, channelId: string, ratePerS: number): Promise<void> {
  await tx.execute(sql`
    update paces p set next_at = least(p.next_at, clock_timestamp() + make_interval(secs => ${1 / ratePerS}))
    from channels c where c.id = ${channelId} and p.key = ${channelKey(channelId)}
      and p.next_at <= clock_timestamp() + make_interval(secs => 1 / c.send_rate_per_s)`);
}
