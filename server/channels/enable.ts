import { sql } from "drizzle-orm";
import { z } from "zod";
import { onCommit, withTenant } from "@/db/tenant";
import { audit } from "@/server/audit";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import { refuse } from "@/server/errors";
import { record } from "@/server/events";
import { deliverSoon } from "@/server/messages/deliver";
import { findChannel } from "./find-channel";
import { isComplete } from "./open-channel";

export const EnableChannel = z.object({ channelId: z.uuid(), enabled: z.boolean() });

/**
 * Switch sending on or off. Off, messages wait in line and leave when it is on again; incoming ones have a switch of
 * their own. The first time ends the draft: credentials and a number must be there, a working connection need not.
 * @throws AppError NOT_FOUND; CONFLICT channel.noCredentials, channel.noNumbers
 */
export async function enableChannel(
  ctx: Context,
  { channelId, enabled }: z.infer<typeof EnableChannel>,
): Promise<void> {
  authorize(ctx.actor, "channel.manage");
  await withTenant(ctx.tenant, async (tx) => {
    const channel = await findChannel(tx, channelId, { lock: true });
    if (channel.enabled === enabled) return;
    if (enabled && !isComplete(channel.carrier, { ...channel, tenant: ctx.tenant }))
      throw refuse("channel.noCredentials");
    if (enabled && channel.numbers.length === 0) throw refuse("channel.noNumbers");
    await tx.execute(sql`
      update channels set enabled = ${enabled}, updated_at = now(), updated_by = ${ctx.actor.memberId},
        activated_at = coalesce(activated_at, case when ${enabled} then now() end)
      where id = ${channelId}`);
    await record(tx, ctx, "channel.changed", { data: { channelId, enabled } });
    if (enabled) onCommit(tx, () => void deliverSoon(ctx.tenant, channelId));
    await audit(tx, ctx, enabled ? "channel.enabled" : "channel.disabled", channelId);
  });
}
