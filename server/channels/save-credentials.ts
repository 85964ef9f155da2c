import { sql } from "drizzle-orm";
import { z } from "zod";
import { withTenant } from "@/db/tenant";
import { audit } from "@/server/audit";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import { env } from "@/server/env";
import { invalid } from "@/server/errors";
import { record } from "@/server/events";
import { type Carrier, type Credentials, formFields } from "./carrier";
import { type Checked, runCheck } from "./check-channel";
import { findChannel } from "./find-channel";
import { credentialsOf, sealCredentials } from "./open-channel";

export const SaveCredentials = z.object({
  channelId: z.uuid(),
  /** By field name. A field that is left out keeps what is stored: secrets are never sent to the browser. */
  credentials: z.record(z.string().max(60), z.union([z.string().max(10_000), z.boolean()])),
});

/**
 * Keep what was typed, encrypted, and ask the carrier at once whether it works. Refused credentials are kept too, with
 * the reason, so that nothing has to be typed twice. Webhooks signed with the former ones are taken for another day.
 * @throws AppError NOT_FOUND; BAD_REQUEST channel.badField {field}, channel.httpsNeeded {field}
 */
export async function saveCredentials(ctx: Context, input: z.infer<typeof SaveCredentials>): Promise<Checked> {
  authorize(ctx.actor, "channel.manage");
  await withTenant(ctx.tenant, async (tx) => {
    const channel = await findChannel(tx, input.channelId, { lock: true });
    const { current } = credentialsOf({ ...channel, tenant: ctx.tenant });
    const merged = complete(channel.carrier, current, input.credentials);
    const changed = Object.keys(merged).filter((name) => merged[name] !== current[name]);
    if (changed.length === 0) return;
    const sealed = sealCredentials(ctx.tenant, channel.id, merged);
    // Credentials that the carrier refused signed nothing: the ones before them stay honoured instead.
    const keepsOlder = channel.activatedAt === null || channel.state === "unauthorized";
    await tx.execute(sql`
      update channels set credentials_sealed = ${sealed}, updated_at = now(), updated_by = ${ctx.actor.memberId}
        ${keepsOlder ? sql`` : sql`, previous_sealed = credentials_sealed, previous_until = now() + interval '24 hours'`}
      where id = ${channel.id}`);
    await record(tx, ctx, "channel.changed", { data: { channelId: channel.id } });
    await audit(tx, ctx, "channel.credentials_changed", channel.id, { fields: changed });
  });
  return runCheck(ctx.tenant, input.channelId);
}

function complete(carrier: Carrier, stored: Credentials, typed: Credentials): Credentials {
  const fields = formFields(carrier.credentials);
  const typable = new Set(fields.flatMap(({ name, made }) => (made ? [] : [name])));
  const kept = Object.fromEntries(Object.entries(typed).filter(([name]) => typable.has(name)));
  const parsed = carrier.credentials.safeParse({ ...stored, ...kept });
  if (!parsed.success) throw invalid("channel.badField", { field: String(parsed.error.issues[0]?.path[0] ?? "") });
  const credentials = parsed.data as Credentials;
  const plain = fields.find(({ name, input }) => input === "url" && /^http:/i.test(String(credentials[name])));
  if (plain && !env().isLocal) throw invalid("channel.httpsNeeded", { field: plain.name });
  return credentials;
}
