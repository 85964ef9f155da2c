import { sql } from "drizzle-orm";
import { systemDb } from "@/db/system";
import { inOneGo, withTenant } from "@/db/tenant";
import { provenTenant, type TenantId } from "@/server/domain/ids";
import { carrierOf, carriers } from ".";
import type { Carrier, Credentials } from "./carrier";
import { type KeptWebhook, keptColumns, requestOf } from "./kept-webhook";

/**
 * What a channel's webhooks told of the form's optional fields: the newest one that was taken, else what is kept with the
 * channel from one that is no longer there. What is new is kept.
 */
export async function learnedOf(tenant: TenantId, carrier: Carrier, channelId: string): Promise<Credentials> {
  const { learn } = carrier;
  if (!learn) return {};
  return withTenant(tenant, async (tx) => {
    const [[channel], [newest]] = await inOneGo(
      tx.execute<{ learned: Credentials }>(sql`select learned from channels where id = ${channelId}`),
      tx.execute<KeptWebhook>(sql`
        select ${keptColumns} from webhook_journal where channel_id = ${channelId} and state = 'done' and body is not null
        order by id desc limit 1`),
    );
    if (!channel) return {};
    if (!newest) return channel.learned;
    const told = learn(requestOf(newest));
    const now = {
      ...channel.learned,
      ...Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined)),
    };
    if (Object.entries(now).some(([name, value]) => channel.learned[name] !== value))
      await tx.execute(sql`update channels set learned = ${JSON.stringify(now)}::jsonb where id = ${channelId}`);
    return now as Credentials;
  });
}

/** Before old webhooks go: what they tell is kept with their channels. Returns how many channels were looked at. */
export async function keepLearned(): Promise<number> {
  const able = Object.values<Carrier>(carriers).flatMap(({ name, learn }) => (learn ? [name] : []));
  const rows = await systemDb().execute<{ tenant_id: string; id: string; carrier: string }>(sql`
    select tenant_id, id, carrier from channels where deleted_at is null and carrier in ${["", ...able]}`);
  for (const { tenant_id, id, carrier } of rows) await learnedOf(provenTenant(tenant_id), carrierOf(carrier)!, id);
  return rows.length;
}
