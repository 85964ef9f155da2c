import { sql } from "drizzle-orm";
import { systemDb } from "@/db/system";
import { withTenant } from "@/db/tenant";
import { provenTenant, type TenantId } from "@/server/domain/ids";
import { env } from "@/server/env";
import { carrierOf, carriers } from ".";
import type { Carrier, Credentials } from "./carrier";

type Row = {
  learned: Credentials;
  url: string | null;
  method: string;
  part: string;
  body: string;
  headers: Record<string, string>;
};

/**
 * What a channel's webhooks told of the form's optional fields: the newest one that was taken, else what is kept with the
 * channel from one that is no longer there. What is new is kept.
 */
export async function learnedOf(tenant: TenantId, carrier: Carrier, channelId: string): Promise<Credentials> {
  const { learn } = carrier;
  if (!learn) return {};
  return withTenant(tenant, async (tx) => {
    const [row] = await tx.execute<Row>(sql`
      select c.learned, j.url, j.method, j.part, j.body, j.headers from channels c
      left join lateral (select * from webhook_journal j where j.channel_id = c.id and j.state = 'done' and j.body is not null
        order by j.id desc limit 1) j on true
      where c.id = ${channelId}`);
    if (!row) return {};
    if (row.url === null) return row.learned;
    const told = learn({
      method: row.method,
      url: row.url,
      path: row.url.replace(env().PUBLIC_URL, "").replace(/\?.*$/, ""),
      headers: new Headers(row.headers),
      rawBody: Buffer.from(row.body, "base64"),
      part: row.part,
      receivedAt: new Date(),
    });
    const now = {
      ...row.learned,
      ...Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined)),
    };
    if (Object.entries(now).some(([name, value]) => row.learned[name] !== value))
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
