import { sql } from "drizzle-orm";
import { z } from "zod";
import { withTenant } from "@/db/tenant";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import { parsePhone } from "@/server/domain/phone";
import { openBetween } from "./open-between";
import { requireStartNumber } from "./start-numbers";
import { visibleTo } from "./visible";

export const StartPreview = z.object({ numberId: z.uuid(), to: z.string().trim().max(60) });

/** Whom the typed number belongs to, and what stands in the way of writing to him first. */
export type StartPreview =
  | { understood: false }
  | {
      understood: true;
      address: string;
      display: string;
      /** ISO 3166 code, null where the number does not tell. */
      country: string | null;
      contactName: string | null;
      obstacle:
        | null
        | { kind: "optedOut" | "ownNumber" }
        | { kind: "openExists"; conversationId: string }
        | { kind: "openElsewhere"; ownerName: string };
    };

/** What will happen if this person writes first to this number; asked while it is typed. */
export async function previewStart(
  { tenant, actor }: Context,
  { numberId, to }: z.infer<typeof StartPreview>,
): Promise<StartPreview> {
  authorize(actor, "conversation.start");
  return withTenant(tenant, async (tx) => {
    const from = await requireStartNumber(tx, actor, numberId);
    const phone = parsePhone(to, parsePhone(from.address)?.country);
    if (!phone) return { understood: false };
    const known = {
      understood: true as const,
      address: phone.e164,
      display: phone.display,
      country: phone.country ?? null,
    };
    if (phone.e164 === from.address) return { ...known, contactName: null, obstacle: { kind: "ownNumber" } };
    const [found] = await tx.execute<{
      name: string | null;
      opted_out: boolean;
      open_id: string | null;
      visible: boolean | null;
      owner_name: string | null;
    }>(sql`
      select p.name, exists (select 1 from suppressions s where s.kind = ${from.kind} and s.address = ${phone.e164}) as opted_out,
        c.id as open_id, ${visibleTo(actor)} as visible, o.name as owner_name
      from (select 1) one
      left join contact_identities i on i.kind = ${from.kind} and i.value = ${phone.e164}
      left join contacts p on p.id = i.contact_id and p.saved_at is not null
      left join conversations c on ${openBetween(from, phone.e164)} and c.state <> 'bot'
      left join memberships o on o.id = c.owner_id`);
    const contactName = found?.name ?? null;
    if (found?.open_id)
      return {
        ...known,
        contactName,
        obstacle: found.visible
          ? { kind: "openExists", conversationId: found.open_id }
          : { kind: "openElsewhere", ownerName: found.owner_name ?? "" },
      };
    return { ...known, contactName, obstacle: found?.opted_out ? { kind: "optedOut" } : null };
  });
}
