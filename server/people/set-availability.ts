import { sql } from "drizzle-orm";
import { z } from "zod";
import { withTenant } from "@/db/tenant";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import { record } from "@/server/events";

export const SetAvailability = z.object({ availability: z.enum(["available", "busy", "away", "offline"]) });

/** How I am to be reached, for colleagues, flows and routing. Chosen by oneself, and kept until chosen anew. */
export async function setAvailability(ctx: Context, { availability }: z.infer<typeof SetAvailability>): Promise<void> {
  const { tenant, actor } = ctx;
  authorize(actor, "availability.set");
  await withTenant(tenant, async (tx) => {
    const changed = await tx.execute(sql`
      update memberships set availability = ${availability}
      where id = ${actor.memberId} and availability <> ${availability} returning 1`);
    if (changed.length > 0) await record(tx, ctx, "membership.changed", { data: { memberId: actor.memberId } });
  });
}
