import { sql } from "drizzle-orm";
import { withTenant } from "@/db/tenant";
import { authorize } from "@/server/authorize";
import { carrierOf } from "@/server/channels";
import { templatesOf } from "@/server/channels/templates";
import type { Context } from "@/server/context";
import type { Template } from "@/server/domain/message-template";
import { AppError } from "@/server/errors";

/** A template that a flow may send, and the channel whose carrier approved it. */
export type ChannelTemplate = Template & { channel: string };

/** The approved templates of every channel that has some, and the channels that could not be asked. */
export async function listMessageTemplates({
  tenant,
  actor,
}: Context): Promise<{ templates: ChannelTemplate[]; unavailable: string[] }> {
  authorize(actor, "flow.read");
  const channels = await withTenant(tenant, (tx) =>
    tx.execute<{ id: string; name: string; carrier: string }>(sql`
      select id, name, carrier from channels where deleted_at is null and enabled order by lower(name), id`),
  );
  const asked = channels
    .filter(({ carrier }) => carrierOf(carrier)?.templates)
    .map(async ({ id, name }) => {
      try {
        return { name, templates: await templatesOf(tenant, id) };
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        return { name, templates: null };
      }
    });
  const told = await Promise.all(asked);
  return {
    templates: told.flatMap(({ name, templates }) => (templates ?? []).map((one) => ({ ...one, channel: name }))),
    unavailable: told.flatMap(({ name, templates }) => (templates ? [] : [name])),
  };
}
