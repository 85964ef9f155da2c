import { sql } from "drizzle-orm";
import type { z } from "zod";
import { withTenant } from "@/db/tenant";
import { audit } from "@/server/audit";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import { record } from "@/server/events";
import type { ChannelId } from "./check-channel";
import { findChannel } from "./find-channel";

/**
 * The former credentials end now, before their day is over: webhooks signed with them are refused from here on. Where
 * none are honoured any more, nothing changes.
 * @throws AppError NOT_FOUND
 */
export async function endFormerCredentials(ctx: Context, { channelId }: z.infer<typeof ChannelId>): Promise<void> {
  authorize(ctx.actor, "channel.manage");
  await withTenant(ctx.tenant, async (tx) => {
    const { id, previousSealed } = await findChannel(tx, channelId, { lock: true });
    if (!previousSealed) return;
    await tx.execute(sql`
      update channels set previous_sealed = null, previous_until = null, updated_at = now(), updated_by = ${ctx.actor.memberId}
      where id = ${id}`);
    await record(tx, ctx, "channel.changed", { data: { channelId: id } });
    await audit(tx, ctx, "channel.former_credentials_ended", id);
  });
}
