import { sql } from "drizzle-orm";
import { z } from "zod";
import { withTenant } from "@/db/tenant";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import type { ChannelState, CheckResult } from "@/server/domain/channel-state";
import type { TenantId } from "@/server/domain/ids";
import { refuse } from "@/server/errors";
import { record } from "@/server/events";
import { findChannel } from "./find-channel";
import { carrierIo } from "./io";
import { isComplete, viewOf } from "./open-channel";

export const ChannelId = z.object({ channelId: z.uuid() });

/** What a check found; `busy`: the carrier was asked too often to say, and the state stays what it was. */
export type Checked = { state: ChannelState | "draft"; detail: string | null; busy: boolean };

/**
 * Ask the carrier now whether the credentials work.
 * @throws AppError NOT_FOUND; CONFLICT channel.noCredentials
 */
export async function checkChannel(
  { tenant, actor }: Context,
  { channelId }: z.infer<typeof ChannelId>,
): Promise<Checked> {
  authorize(actor, "channel.manage");
  return runCheck(tenant, channelId);
}

/**
 * The check itself, for people and for the sweep alike. The carrier is called outside every transaction; its answer
 * counts only if the credentials are still those that were tried.
 */
export async function runCheck(tenant: TenantId, channelId: string): Promise<Checked> {
  const channel = await withTenant(tenant, (tx) => findChannel(tx, channelId));
  const { carrier, credentialsSealed } = channel;
  if (!credentialsSealed || !isComplete(carrier, { ...channel, tenant })) throw refuse("channel.noCredentials");
  const result = await carrier.check(viewOf({ ...channel, tenant }), carrierIo(carrier.name));
  return applyCheck(tenant, channelId, credentialsSealed, result);
}

/** What a check found becomes the channel's state, unless other credentials have been saved since. */
export async function applyCheck(
  tenant: TenantId,
  channelId: string,
  tried: string,
  result: CheckResult,
): Promise<Checked> {
  const found = result.state === "unchanged" ? null : result.state;
  const detail = result.detail?.slice(0, 500) ?? null;
  return withTenant(tenant, async (tx) => {
    const [row] = await tx.execute<{ state: Checked["state"]; state_detail: string | null; changed: boolean }>(sql`
      with old as (select id, state from channels where id = ${channelId} and deleted_at is null for update)
      update channels c set
        checked_at = now(),
        state = case when c.credentials_sealed = ${tried} then coalesce(${found}, c.state) else c.state end,
        state_detail = case when c.credentials_sealed = ${tried} and ${found}::text is not null
          then ${detail} else c.state_detail end,
        state_since = case when c.credentials_sealed = ${tried} and coalesce(${found}, c.state) <> c.state
          then now() else c.state_since end
      from old where c.id = old.id
      returning c.state, c.state_detail, c.state <> old.state as changed`);
    if (!row) return { state: found ?? "draft", detail, busy: found === null };
    if (row.changed) await record(tx, { tenant }, "channel.changed", { data: { channelId, state: row.state } });
    return { state: row.state, detail: row.state_detail, busy: found === null };
  });
}
