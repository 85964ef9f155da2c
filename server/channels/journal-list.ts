import { sql } from "drizzle-orm";
import { z } from "zod";
import { withTenant } from "@/db/tenant";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import type { JournalState } from "./journal";

export const ListJournal = z.object({
  channelId: z.uuid(),
  /** `problems`: what is not done yet or will not be, only. */
  show: z.enum(["all", "problems"]).default("all"),
});

/** A webhook as the journal shows it: what came of it, never what it said. */
export type JournalRow = {
  id: string;
  receivedAt: Date;
  part: string;
  method: string;
  state: JournalState;
  items: number;
  attempts: number;
  bytes: number;
  error: string | null;
};

const shown = 50;

/** A channel's newest webhooks. */
export async function listJournal(
  { tenant, actor }: Context,
  { channelId, show }: z.infer<typeof ListJournal>,
): Promise<JournalRow[]> {
  authorize(actor, "channel.read");
  return withTenant(tenant, async (tx) => {
    const rows = await tx.execute<Omit<JournalRow, "receivedAt"> & { received_at: string }>(sql`
      select id, received_at, part, method, state, items, attempts, coalesce(length(body) * 3 / 4, 0)::int as bytes, error
      from webhook_journal where channel_id = ${channelId} ${show === "problems" ? sql`and state <> 'done'` : sql``}
      order by id desc limit ${shown}`);
    return rows.map(({ received_at, ...row }) => ({ ...row, receivedAt: new Date(received_at) }));
  });
}
