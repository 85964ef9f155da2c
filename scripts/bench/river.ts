import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { createMember, createQueue, createTenant } from "@/db/factories";
import { withTenant } from "@/db/tenant";
import { start } from "@/inngest/start";
import { sealCredentials } from "@/server/channels/open-channel";
import { receive } from "@/server/channels/receive";
import { generalCarrier } from "@/server/channels/testing/general-carrier";
import { newWebhookToken, webhookPlace, webhookUrl } from "@/server/channels/webhook-address";
import { randomToken } from "@/server/crypto";
import type { TenantId } from "@/server/domain/ids";
import { env } from "@/server/env";
import { createSandboxChannel } from "@/server/testing/river";

/** A workspace with one queue and one sandbox line, and the relay at work, as in a process of the product. */
export async function riverBench({ members = 1, ratePerS = 1000, roles = ["web"] as ("web" | "engine")[] } = {}) {
  Object.assign(env(), { ROLES: roles });
  await start();
  const tenant = await createTenant();
  const agents = [];
  for (let index = 0; index < members; index++) agents.push(await createMember(tenant));
  const queue = await createQueue(tenant, agents);
  const line = await createSandboxChannel(tenant, { queue, ratePerS });
  return { tenant, agents, queue, line };
}

/** A line of a carrier that is called over HTTP, on this machine; `called` hears of each call when it arrives. */
export async function generalLine(
  tenant: TenantId,
  { queue, ratePerS = 1000, called }: { queue: { id: string }; ratePerS?: number; called: (to: string) => void },
) {
  Object.assign(env(), { ALLOW_PRIVATE_NETWORK: true });
  const login = { apiKey: randomToken(), secret: randomToken() };
  const carrier = await generalCarrier(login);
  const push = carrier.taken.push.bind(carrier.taken);
  carrier.taken.push = (...messages) => {
    for (const { to } of messages) called(to);
    return push(...messages);
  };
  const [channelId, address] = [uuidv7(), "+14155550199"];
  const token = newWebhookToken(tenant, channelId);
  const sealed = sealCredentials(tenant, channelId, {
    ...login,
    sendUrl: carrier.sendUrl,
    verifyUrl: carrier.verifyUrl,
  });
  await withTenant(tenant, async (tx) => {
    await tx.execute(sql`
      insert into channels (id, carrier, kind, name, credentials_sealed, token_hash, token_sealed, enabled, state, send_rate_per_s)
      values (${channelId}, 'general', 'sms', 'Carrier', ${sealed}, ${token.hash}, ${token.sealed}, true, 'connected', ${ratePerS})`);
    await tx.execute(sql`
      insert into channel_numbers (id, channel_id, address, destination_queue_id, everyone_may_start)
      values (${uuidv7()}, ${channelId}, ${address}, ${queue.id}, true)`);
  });
  const place = await webhookPlace(tenant, channelId);
  const url = webhookUrl(place);
  return {
    channelId,
    carrier,
    /** A customer's text, signed, at the door. @throws Error when the door does not take it */
    async texts(from: string, text: string) {
      const { headers, body } = carrier.webhook({ id: uuidv7(), from, to: address, text });
      const answer = await receive(new Request(url, { method: "POST", headers, body }), { ...place, part: "" });
      if (!answer.ok) throw new Error(`the door answered ${answer.status}`);
    },
  };
}

/** Do something again and again, so many at a time, for a while. @returns how often a second it was done */
export async function perSecond(
  atOnce: number,
  seconds: number,
  work: (index: number) => Promise<unknown>,
): Promise<number> {
  const began = performance.now();
  const until = began + seconds * 1000;
  let done = 0;
  const worker = async () => {
    while (performance.now() < until) await work(done++);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return (done * 1000) / (performance.now() - began);
}

/** Do something so many times a second, each begun at its time whatever became of those before. */
export async function atRate(rate: number, times: number, work: (index: number) => Promise<unknown>): Promise<void> {
  const began = performance.now();
  const going: Promise<unknown>[] = [];
  for (let index = 0; index < times; index++) {
    const at = began + (index * 1000) / rate;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, at - performance.now())));
    going.push(work(index));
  }
  await Promise.all(going);
}
