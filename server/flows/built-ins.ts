import { type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/tenant";
import type { Values } from "@/server/domain/flow/types";

type Place = { contactId: string | SQL | null; conversationId: string | SQL | null };

/** What is known of a customer and a conversation, and the workspace's time zone. */
export type Known = { values: Values; zone: string };

/** The built-in variables of a run that are the same for all: the customer and the conversation, as they are now. */
export async function knownOf(tx: Tx, { contactId, conversationId }: Place): Promise<Known> {
  const [row] = await tx.execute<{
    id: string | null;
    name: string | null;
    language: string | null;
    country: string | null;
    time_zone: string | null;
    created_at: string | null;
    saved: boolean;
    owned: boolean;
    kind: string | null;
    address: string | null;
    number: string | null;
    state: string | null;
    talks: number;
    zone: string | null;
  }>(sql`
    select c.id, p.name, p.language, p.country, p.time_zone, p.created_at, p.saved_at is not null as saved, p.owner_id is not null as owned,
      c.kind, c.customer_address as address, n.address as number, c.state,
      (select count(*)::int from (select 1 from conversations x where x.contact_id = p.id limit 2) seen) as talks,
      (select time_zone from tenants) as zone
    from (select 1) one
    left join contacts p on p.id = ${contactId}
    left join conversations c on c.id = ${conversationId}
    left join channel_numbers n on n.id = c.number_id`);
  const values = {
    user_fullname: row?.name || null,
    user_mobile: row?.address ?? null,
    user_language: row?.language ?? null,
    user_country: row?.country ?? null,
    user_timezone: row?.time_zone ?? null,
    ent_user_createtime: row?.created_at ? { date: new Date(row.created_at).toISOString() } : null,
    is_anonymous_user: !row?.saved,
    is_assigned_user: row?.owned ?? false,
    is_new_contact: (row?.talks ?? 0) <= 1,
    user_channel: row?.kind ?? null,
    sms_from: row?.address ?? null,
    sms_to: row?.number ?? null,
    conversation_id: row?.id ?? null,
    conversation_status: row?.state ?? null,
  };
  return { values, zone: row?.zone ?? "UTC" };
}

/** The same of a message's contact and conversation, before anybody has looked which they are. */
export const knownOfMessage = (tx: Tx, messageId: string): Promise<Known> =>
  knownOf(tx, {
    conversationId: sql`(select conversation_id from messages where id = ${messageId})`,
    contactId: sql`(select c.contact_id from messages m join conversations c on c.id = m.conversation_id where m.id = ${messageId})`,
  });

/** With what only this run knows. */
export const builtIns = ({ values }: Known, run: { runId: string; flowName: string }): Values => ({
  ...values,
  run_id: run.runId,
  flow_name: run.flowName,
});
