import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createMember, createQueue, createTenant } from "@/db/factories";
import { systemDb } from "@/db/system";
import { inngest } from "@/inngest/client";
import { start } from "@/inngest/start";
import { createDraft } from "@/server/channels/create-draft";
import { enableChannel } from "@/server/channels/enable";
import { getChannel } from "@/server/channels/get";
import { saveCredentials } from "@/server/channels/save-credentials";
import { saveNumber } from "@/server/channels/save-number";
import { sendTest, testResult } from "@/server/channels/send-test";
import { fakeGeneral } from "@/server/channels/testing/fake-general";
import type { Context } from "@/server/context";
import { addPhone, changePhone } from "@/server/sandbox/phones";

let carrier: Awaited<ReturnType<typeof fakeGeneral>>;
let admin: Context;
let queueId: string;

beforeAll(async () => {
  process.env.ALLOW_PRIVATE_NETWORK = "1";
  carrier = await fakeGeneral("right key");
  await start();
  const tenant = await createTenant();
  admin = { tenant, actor: await createMember(tenant, { role: "owner" }) };
  queueId = (await createQueue(tenant, [admin.actor])).id;
});
afterAll(() => carrier.stop());

async function channelOf(carrierName: string, address: string, credentials: Record<string, string> = {}) {
  const { channelId } = await createDraft(admin, { carrier: carrierName, name: carrierName });
  if (Object.keys(credentials).length > 0) await saveCredentials(admin, { channelId, credentials });
  const rule = { address, destination: { queueId }, everyoneMayStart: true, fields: {}, starterIds: [] };
  const { numberId } = await saveNumber(admin, { channelId, ...rule });
  await enableChannel(admin, { channelId, enabled: true });
  return { channelId, numberId };
}

test("a phone that reports late is waited for by a durable function", async () => {
  const { channelId, numberId } = await channelOf("sandbox", "+14155550100");
  const { phoneId, address } = await addPhone(admin, { channelId, name: "", country: "US" });
  await changePhone(admin, { phoneId, behaviour: { kind: "deliver", afterMs: 1200 } });
  const message = await sendTest(admin, { channelId, numberId, to: address, text: "Hello" });
  const state = async () => (await testResult(admin, message)).state;
  await expect.poll(state).toBe("sent");
  await expect.poll(state, { timeout: 10_000 }).toBe("delivered");
});

test("a check that is asked for finds that the carrier is in trouble, and that it is well again", async () => {
  const { sendUrl, verifyUrl } = carrier;
  const { channelId } = await channelOf("general", "+14155550101", {
    apiKey: "right key",
    secret: "s",
    sendUrl,
    verifyUrl,
  });
  const ask = () => inngest.send({ name: "channel.check", data: { tenant: admin.tenant, channelId } });
  const state = async () => (await getChannel(admin, { channelId })).state;
  carrier.state.status = 500;
  await ask();
  await expect.poll(state, { timeout: 10_000 }).toBe("service_unavailable");
  carrier.state.status = null;
  await ask();
  await expect.poll(state, { timeout: 10_000 }).toBe("connected");
  const told = await systemDb().execute<{ state: string }>(sql`
    select data ->> 'state' as state from events where tenant_id = ${admin.tenant} and name = 'channel.changed'
      and data ->> 'channelId' = ${channelId} and data ? 'state' order by id`);
  expect(told.map((event) => event.state)).toEqual(["connected", "service_unavailable", "connected"]);
});
