import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { withTenant } from "@/db/tenant";
import { audit } from "@/server/audit";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import { notFound, refuse } from "@/server/errors";
import { record } from "@/server/events";
import { carrierOf, madeCredentials } from ".";
import { checkChannel } from "./check-channel";
import { sealCredentials } from "./open-channel";
import { newWebhookToken } from "./webhook-address";

export const CreateDraft = z.object({
  carrier: z.string().max(40),
  name: z.string().trim().min(1).max(80),
});

/** More ways in than any business has; a stop for scripts that run wild. */
const mostChannels = 100;

/**
 * Begin a channel: its webhook address is reserved from here on and never changes, whenever the rest is filled in.
 * What is made by us (the sandbox's signing secret) is made now.
 * @throws AppError NOT_FOUND for a carrier that is none; CONFLICT channel.tooMany {max}
 */
export async function createDraft(ctx: Context, input: z.infer<typeof CreateDraft>): Promise<{ channelId: string }> {
  authorize(ctx.actor, "channel.manage");
  const carrier = carrierOf(input.carrier);
  if (!carrier) throw notFound("carrier");
  const channelId = uuidv7();
  const token = newWebhookToken(ctx.tenant, channelId);
  const made = madeCredentials(carrier);
  const complete = carrier.credentials.safeParse(made).success;
  const sealed = Object.keys(made).length > 0 ? sealCredentials(ctx.tenant, channelId, made) : null;
  await withTenant(ctx.tenant, async (tx) => {
    const [row] = await tx.execute<{ channels: number }>(
      sql`select count(*)::int as channels from channels where deleted_at is null`,
    );
    if ((row?.channels ?? 0) >= mostChannels) throw refuse("channel.tooMany", { max: mostChannels });
    await tx.execute(sql`
      insert into channels (id, carrier, kind, name, credentials_sealed, token_hash, token_sealed, auto_close_days,
        send_rate_per_s, updated_by)
      values (${channelId}, ${carrier.name}, ${carrier.kind}, ${input.name}, ${sealed}, ${token.hash}, ${token.sealed},
        ${carrier.autoCloseDays ?? null}, ${carrier.sendRatePerS ?? 1}, ${ctx.actor.memberId})`);
    await record(tx, ctx, "channel.changed", { data: { channelId } });
    await audit(tx, ctx, "channel.created", channelId, { carrier: carrier.name, name: input.name });
  });
  if (complete) await checkChannel(ctx, { channelId });
  return { channelId };
}
