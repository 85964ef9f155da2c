import { sql } from "drizzle-orm";
import type { Tx } from "@/db/tenant";
import type { Values } from "@/server/domain/flow/types";

type Place = { contactId: string | null; conversationId: string | null; runId: string; flowName: string };

/** The built-in variables of a run as they are now (the customer, the conversation, the run itself), and the workspace's time zone. */
export async function builtIns(
  tx: Tx,
  { contactId, conversationId, runId, flowName }: Place,
): Promise<{ known: Values; zone: string }> {
  const [row] = await tx.execute<{
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
    select p.name, p.language, p.country, p.time_zone, p.created_at, p.saved_at is not null as saved, p.owner_id is not null as owned,
      c.kind, c.customer_address as address, n.address as number, c.state,
      (select count(*)::int from (select 1 from conversations x where x.contact_id = p.id limit 2) seen) as talks,
      (select time_zone from tenants) as zone
    from (select 1) one
    left join contacts p on p.id = ${contactId}
    left join conversations c on c.id = ${conversationId}
    left join channel_numbers n on n.id = c.number_id`);
  const known = {
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
    conversation_id: conversationId,
    conversation_status: row?.state ?? null,
    run_id: runId,
    flow_name: flowName,
  };
  return { known, zone: row?.zone ?? "UTC" };
}
