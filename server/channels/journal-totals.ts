import { sql } from "drizzle-orm";
import { z } from "zod";
import { withTenant } from "@/db/tenant";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import { AppError } from "@/server/errors";
import { replayJournalEntry } from "./journal";
import { firstIdOf } from "./time-ordered";

export const JournalOf = z.object({ channelId: z.uuid() });

/** What came of a day's webhooks: `received` were believed; each of those was taken (`shown`) or still waits. */
export type JournalTotals = { received: number; shown: number; waiting: number; stuck: number; refused: number };

const DAY_MS = 86_400_000;

/** The webhooks of the last 24 hours, and whatever waits from before them. */
export async function journalTotals(
  { tenant, actor }: Context,
  { channelId }: z.infer<typeof JournalOf>,
): Promise<JournalTotals> {
  authorize(actor, "channel.read");
  const since = firstIdOf(new Date(Date.now() - DAY_MS));
  return withTenant(tenant, async (tx) => {
    const [day] = await tx.execute<{ shown: number; refused: number }>(sql`
      select count(*) filter (where state = 'done')::int as shown, count(*) filter (where state = 'refused')::int as refused
      from webhook_journal where channel_id = ${channelId} and id >= ${since}`);
    const [open] = await tx.execute<{ waiting: number; stuck: number }>(sql`
      select count(*)::int as waiting, count(*) filter (where state = 'stuck')::int as stuck
      from webhook_journal where channel_id = ${channelId} and state in ('pending', 'stuck')`);
    const { shown = 0, refused = 0 } = day ?? {};
    const { waiting = 0, stuck = 0 } = open ?? {};
    return { received: shown + waiting, shown, waiting, stuck, refused };
  });
}

/** So many are tried again at once; who has more presses again. */
const mostAtOnce = 200;

/** Try everything of a channel that is stuck once more, oldest first. `items`: messages and receipts that were new. */
export async function replayStuck(
  ctx: Context,
  { channelId }: z.infer<typeof JournalOf>,
): Promise<{ done: number; stuck: number; items: number }> {
  authorize(ctx.actor, "channel.manage");
  const rows = await withTenant(ctx.tenant, (tx) =>
    tx.execute<{ id: string }>(sql`
      select id from webhook_journal where channel_id = ${channelId} and state = 'stuck' order by id limit ${mostAtOnce}`),
  );
  const report = { done: 0, stuck: 0, items: 0 };
  for (const { id } of rows) {
    try {
      report.items += (await replayJournalEntry(ctx, id)).taken;
      report.done += 1;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      report.stuck += 1;
    }
  }
  return report;
}
