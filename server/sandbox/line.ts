import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { onCommit, withTenant } from "@/db/tenant";
import type { SandboxDelivery, SandboxLine } from "@/server/channels/carriers/sandbox-line";
import type { TenantId } from "@/server/domain/ids";
import { normalBehaviour, plannedReceipts, SandboxBehaviour } from "@/server/domain/sandbox";
import { record } from "@/server/events";
import { reportReceipt } from "./report-receipt";

/**
 * The far end of one sandbox channel, over rows: what is sent to a pretended phone is there to be read, and the receipt
 * that its behaviour plans is owed from then on. One that is due at once is given right after the commit, in this
 * process; a later one is an event that a durable function sleeps on.
 */
export function sandboxLine(tenant: TenantId, channelId: string): SandboxLine {
  return {
    async behaviour(phone) {
      const [row] = await withTenant(tenant, (tx) =>
        tx.execute<{ behaviour: unknown }>(sql`
          select behaviour from sandbox_phones where channel_id = ${channelId} and address = ${phone}`),
      );
      return row ? behaviourOf(row.behaviour) : normalBehaviour;
    },

    deliver: (message) => deliver(tenant, channelId, message),

    async file(id) {
      const [row] = await withTenant(tenant, (tx) =>
        tx.execute<{ content_type: string; content: string }>(sql`
          select f.content_type, f.content from sandbox_files f
          join sandbox_messages m on m.tenant_id = f.tenant_id and m.id = f.message_id
          where f.id = ${id} and m.channel_id = ${channelId}`),
      );
      return row ? { contentType: row.content_type, bytes: Buffer.from(row.content, "base64") } : null;
    },

    async find(clientRef) {
      const [row] = await withTenant(tenant, (tx) =>
        tx.execute<{ id: string }>(sql`
          select id from sandbox_messages where channel_id = ${channelId} and client_ref = ${clientRef} and direction = 'out'
          order by id desc limit 1`),
      );
      return row ? { externalId: row.id } : null;
    },
  };
}

/** A behaviour as it was stored; one that no longer means anything is the normal one. */
export const behaviourOf = (stored: unknown): SandboxBehaviour => {
  const parsed = SandboxBehaviour.safeParse(stored);
  return parsed.success ? parsed.data : normalBehaviour;
};

/** At most this many phones draw themselves on a channel's page because somebody wrote to them. */
const mostPhones = 50;

async function deliver(tenant: TenantId, channelId: string, message: SandboxDelivery): Promise<{ externalId: string }> {
  const { from, to, text, media, clientRef } = message;
  const externalId = uuidv7();
  await withTenant(tenant, async (tx) => {
    // A number that nobody has pretended yet: it becomes a phone, so that the answer is seen somewhere.
    await tx.execute(sql`
      insert into sandbox_phones (id, channel_id, address, name)
      select ${uuidv7()}::uuid, ${channelId}::uuid, ${to}, ''
      where (select count(*) from sandbox_phones where channel_id = ${channelId}) < ${mostPhones}
      on conflict (tenant_id, channel_id, address) do nothing`);
    const [phone] = await tx.execute<{ behaviour: unknown }>(sql`
      select behaviour from sandbox_phones where channel_id = ${channelId} and address = ${to}`);
    // The send's own answer says "sent"; what is owed is how it ends.
    const owed = plannedReceipts(behaviourOf(phone?.behaviour ?? normalBehaviour)).at(-1);
    await tx.execute(sql`
      insert into sandbox_messages (id, channel_id, number, phone, direction, text, media, client_ref, receipt, receipt_error, receipt_at)
      values (${externalId}, ${channelId}, ${from}, ${to}, 'out', ${text}, ${JSON.stringify(media)}::jsonb, ${clientRef},
        ${owed?.status ?? null}, ${owed?.code ?? null},
        ${owed ? sql`now() + make_interval(secs => ${owed.afterMs / 1000})` : null})`);
    if (!owed) return;
    if (owed.afterMs > 0) await record(tx, { tenant }, "sandbox.receipt.due", { data: { messageId: externalId } });
    else onCommit(tx, () => void reportReceipt(tenant, externalId));
  });
  return { externalId };
}
