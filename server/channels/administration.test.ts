import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createMember, createQueue, createTenant } from "@/db/factories";
import { systemDb } from "@/db/system";
import type { Context } from "@/server/context";
import { sha256Hex } from "@/server/crypto";
import { rowsIn } from "@/server/testing/river";
import { applyCheck, checkChannel } from "./check-channel";
import { createDraft } from "./create-draft";
import { deleteChannels, deleteNumbers } from "./delete";
import { channelById } from "./door";
import { dueChecks } from "./due-checks";
import { enableChannel } from "./enable";
import { endFormerCredentials } from "./end-former-credentials";
import { channelFailures } from "./failures";
import { getChannel } from "./get";
import { listChannels } from "./list";
import { numberConflicts } from "./number-conflicts";
import { credentialsOf } from "./open-channel";
import { saveCredentials } from "./save-credentials";
import { saveNumber } from "./save-number";
import { saveSettings } from "./save-settings";
import { sendTest, testResult } from "./send-test";
import { fakeGeneral } from "./testing/fake-general";
import { channelTraffic } from "./traffic";

let carrier: Awaited<ReturnType<typeof fakeGeneral>>;
let admin: Context;
let queueId: string;

beforeAll(async () => {
  process.env.ALLOW_PRIVATE_NETWORK = "1";
  carrier = await fakeGeneral("right key");
});
afterAll(() => carrier.stop());

beforeEach(async () => {
  carrier.state.status = null;
  const tenant = await createTenant();
  admin = { tenant, actor: await createMember(tenant, { role: "owner", name: "Ada" }) };
  queueId = (await createQueue(tenant, [admin.actor])).id;
});

const credentials = (apiKey = "right key") => ({
  apiKey,
  secret: "signs webhooks",
  sendUrl: carrier.sendUrl,
  verifyUrl: carrier.verifyUrl,
});
const draft = async () => (await createDraft(admin, { carrier: "general", name: "Our carrier" })).channelId;
const number = (channelId: string, address = "+1 415 555 0100") =>
  saveNumber(admin, {
    channelId,
    address,
    destination: { queueId },
    everyoneMayStart: true,
    fields: {},
    starterIds: [],
  });

test("a draft reserves its webhook address, which never changes", async () => {
  const channelId = await draft();
  const before = await getChannel(admin, { channelId });
  expect(before).toMatchObject({ draft: true, enabled: false, state: "draft", carrier: "general" });
  expect(before.webhook).toMatch(/^http:\/\/localhost:3000\/api\/webhooks\/[a-z0-9]+\/[\w-]{43}$/);
  await saveCredentials(admin, { channelId, credentials: credentials() });
  const after = await getChannel(admin, { channelId });
  expect(after.webhook).toBe(before.webhook);
  const [row] = await systemDb().execute<{ token_hash: string; token_sealed: string }>(
    sql`select token_hash, token_sealed from channels where id = ${channelId}`,
  );
  const token = after.webhook.split("/").at(-1) ?? "";
  expect(row?.token_hash).toBe(sha256Hex(token));
  expect(row?.token_sealed).not.toContain(token);
});

test("right credentials connect; their secrets are never shown again", async () => {
  const channelId = await draft();
  expect(await saveCredentials(admin, { channelId, credentials: credentials() })).toMatchObject({ state: "connected" });
  const channel = await getChannel(admin, { channelId });
  expect(channel.stored).toEqual([
    { name: "apiKey", stored: true, shown: null },
    { name: "secret", stored: true, shown: null },
    { name: "sendUrl", stored: true, shown: carrier.sendUrl },
    { name: "verifyUrl", stored: true, shown: carrier.verifyUrl },
  ]);
  expect(JSON.stringify(channel)).not.toContain("right key");
});

test("refused credentials are kept as a draft, with the reason", async () => {
  const channelId = await draft();
  expect(await saveCredentials(admin, { channelId, credentials: credentials("wrong key") })).toMatchObject({
    state: "unauthorized",
  });
  expect(await listChannels(admin)).toMatchObject([{ draft: true, state: "unauthorized" }]);
  expect(await saveCredentials(admin, { channelId, credentials: { apiKey: "right key" } })).toMatchObject({
    state: "connected",
  });
});

test.each([
  [{ ...credentialsShape(), sendUrl: "ftp://x" }, "sendUrl"],
  [{ ...credentialsShape(), apiKey: "  " }, "apiKey"],
])("a field of the wrong form is named", async (typed, field) => {
  const channelId = await draft();
  await expect(saveCredentials(admin, { channelId, credentials: typed })).rejects.toMatchObject({
    reason: "channel.badField",
    params: { field },
  });
});
function credentialsShape() {
  return {
    apiKey: "k",
    secret: "s",
    sendUrl: "https://carrier.example/send",
    verifyUrl: "https://carrier.example/verify",
  };
}

test("the state is written, and told of, only when it changes", async () => {
  const channelId = await draft();
  await saveCredentials(admin, { channelId, credentials: credentials() });
  const told = async () =>
    (
      await systemDb().execute(
        sql`select 1 from events where tenant_id = ${admin.tenant} and name = 'channel.changed' and data ? 'state'`,
      )
    ).length;
  const since = (await getChannel(admin, { channelId })).stateSince;
  await checkChannel(admin, { channelId });
  expect(await told()).toBe(1);
  expect((await getChannel(admin, { channelId })).stateSince).toEqual(since);
  carrier.state.status = 500;
  expect(await checkChannel(admin, { channelId })).toMatchObject({ state: "service_unavailable" });
  expect(await told()).toBe(2);
});

/** A channel whose secret was changed while it was in use. */
async function rotated() {
  const channelId = await draft();
  await saveCredentials(admin, { channelId, credentials: credentials() });
  await number(channelId);
  await enableChannel(admin, { channelId, enabled: true });
  await saveCredentials(admin, { channelId, credentials: { secret: "another" } });
  const secrets = async () =>
    credentialsOf((await channelById(admin.tenant, channelId))!).all.map(({ secret }) => secret);
  return { channelId, secrets };
}

test("after a change, webhooks signed with the former secret are honoured for a day", async () => {
  const { channelId, secrets } = await rotated();
  expect(await secrets()).toEqual(["another", "signs webhooks"]);
  await systemDb().execute(
    sql`update channels set previous_until = now() - interval '1 second' where id = ${channelId}`,
  );
  expect(await secrets()).toEqual(["another"]);
});

test("the former secret ends at once when an administrator says so, and it is written down who did", async () => {
  const { channelId, secrets } = await rotated();
  const ended = () =>
    rowsIn(
      admin.tenant,
      sql`select actor_id, data from audit_log where action = 'channel.former_credentials_ended' and subject = ${channelId}`,
    );
  const agent = { tenant: admin.tenant, actor: await createMember(admin.tenant) };
  await expect(endFormerCredentials(agent, { channelId })).rejects.toMatchObject({ code: "FORBIDDEN" });
  const elsewhere = await createTenant();
  const stranger = { tenant: elsewhere, actor: await createMember(elsewhere, { role: "admin" }) };
  await expect(endFormerCredentials(stranger, { channelId })).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(await secrets()).toEqual(["another", "signs webhooks"]);

  expect((await getChannel(admin, { channelId })).previousUntil).toBeInstanceOf(Date);
  await Promise.all([1, 2].map(() => endFormerCredentials(admin, { channelId })));
  expect(await secrets()).toEqual(["another"]);
  expect((await getChannel(admin, { channelId })).previousUntil).toBe(null);
  expect(await ended()).toEqual([{ actor_id: admin.actor.memberId, data: {} }]);
});

test("a channel is switched on with credentials and a number, and not before", async () => {
  const channelId = await draft();
  await expect(enableChannel(admin, { channelId, enabled: true })).rejects.toMatchObject({
    reason: "channel.noCredentials",
  });
  await saveCredentials(admin, { channelId, credentials: credentials() });
  await expect(enableChannel(admin, { channelId, enabled: true })).rejects.toMatchObject({
    reason: "channel.noNumbers",
  });
  await number(channelId);
  await enableChannel(admin, { channelId, enabled: true });
  expect(await listChannels(admin)).toMatchObject([
    { draft: false, enabled: true, numbers: ["+14155550100"], totalSent: 0 },
  ]);
});

test("a number belongs to one channel, however it is typed", async () => {
  const [one, other] = [await draft(), await draft()];
  const { numberId, address } = await number(one, "001 (415) 555-0100");
  expect(address).toBe("+14155550100");
  await expect(number(other, "+14155550100")).rejects.toMatchObject({
    reason: "channel.numberTaken",
    params: { channel: "Our carrier" },
  });
  await expect(number(other, "hello")).rejects.toMatchObject({ reason: "channel.badNumber" });
  const empty = await createQueue(admin.tenant, [], "Empty");
  expect(
    await numberConflicts(admin, { channelId: other, address: "+1 415 555 0100", destination: { queueId: empty.id } }),
  ).toEqual([
    { kind: "taken", channel: "Our carrier" },
    { kind: "queueEmpty", queue: "Empty" },
  ]);
  expect(
    await numberConflicts(admin, { channelId: one, numberId, address: "+1 415 555 0100", destination: { queueId } }),
  ).toEqual([]);
  expect(await deleteNumbers(admin, { numberIds: [numberId], closeOpen: false })).toMatchObject([
    { address, deleted: true },
  ]);
  await number(other, "+14155550100");
});

test("a rule names who may start, and only agents can be a destination", async () => {
  const channelId = await draft();
  const off = await createMember(admin.tenant, { name: "Off", takesConversations: false });
  const starter = await createMember(admin.tenant, { name: "Starter" });
  const rule = {
    channelId,
    address: "+14155550101",
    everyoneMayStart: false,
    starterIds: [starter.memberId],
    fields: {},
  };
  await expect(saveNumber(admin, { ...rule, destination: { memberId: off.memberId } })).rejects.toMatchObject({
    reason: "targetDisabled",
  });
  await saveNumber(admin, { ...rule, destination: { memberId: admin.actor.memberId } });
  expect((await getChannel(admin, { channelId })).numbers).toMatchObject([
    {
      destination: { kind: "member", name: "Ada", fit: true },
      everyoneMayStart: false,
      starters: [{ name: "Starter" }],
    },
  ]);
});

test("a channel that is on is due for a check every five minutes; one that is off is not", async () => {
  const channelId = await draft();
  await saveCredentials(admin, { channelId, credentials: credentials() });
  await number(channelId);
  const due = async () => (await dueChecks()).some((one) => one.channelId === channelId);
  await systemDb().execute(sql`update channels set checked_at = now() - interval '5 minutes' where id = ${channelId}`);
  expect(await due()).toBe(false);
  await enableChannel(admin, { channelId, enabled: true });
  expect(await due()).toBe(true);
  await checkChannel(admin, { channelId });
  expect(await due()).toBe(false);
});

test("a carrier that is too busy to say leaves the state as it was", async () => {
  const channelId = await draft();
  await saveCredentials(admin, { channelId, credentials: credentials() });
  const before = await getChannel(admin, { channelId });
  await applyCheck(admin.tenant, channelId, (await channelById(admin.tenant, channelId))!.credentialsSealed!, {
    state: "unchanged",
  });
  expect(await getChannel(admin, { channelId })).toMatchObject({ state: "connected", stateSince: before.stateSince });
});

test("an answer about credentials that were replaced meanwhile counts for nothing", async () => {
  const channelId = await draft();
  await saveCredentials(admin, { channelId, credentials: credentials() });
  await applyCheck(admin.tenant, channelId, "an older sealed text", { state: "unauthorized" });
  expect((await getChannel(admin, { channelId })).state).toBe("connected");
});

test("settings change what is named and keep the rest", async () => {
  const channelId = await draft();
  await saveSettings(admin, { channelId, sendRatePerS: 12, autoCloseDays: 3 });
  await saveSettings(admin, { channelId, name: "North America", receive: false });
  expect(await getChannel(admin, { channelId })).toMatchObject({
    name: "North America",
    receive: false,
    sendRatePerS: 12,
    autoCloseDays: 3,
    updatedBy: "Ada",
  });
  await saveSettings(admin, { channelId, autoCloseDays: null });
  expect((await getChannel(admin, { channelId })).autoCloseDays).toBeNull();
});

test("a test message goes out by the outbox, and its outcome can be asked for", async () => {
  const channelId = await draft();
  await saveCredentials(admin, { channelId, credentials: credentials() });
  const { numberId } = await number(channelId);
  await saveSettings(admin, { channelId, sendRatePerS: 100 });
  const test = { channelId, numberId, to: "+1 503 555 0164", text: "Does it work?" };
  await expect(sendTest(admin, test)).rejects.toMatchObject({ reason: "channel.disabled" });
  await enableChannel(admin, { channelId, enabled: true });
  const { messageId } = await sendTest(admin, test);
  await expect.poll(async () => (await testResult(admin, { messageId })).state).toBe("sent");
  expect(carrier.state.sent.at(-1)).toMatchObject({ from: "+14155550100", to: "+15035550164", text: "Does it work?" });
  expect(await channelTraffic(admin, { channelId })).toHaveLength(24);
  carrier.state.status = 400;
  const failing = await sendTest(admin, test);
  await expect.poll(async () => (await testResult(admin, failing)).state).toBe("failed");
  expect(await channelFailures(admin, { channelId })).toEqual([{ reason: "10007", code: "10007", count: 1 }]);
  carrier.state.status = null;
  // It is a conversation now: deleting says so, and closes it when told to.
  expect(await deleteChannels(admin, { channelIds: [channelId], closeOpen: false })).toMatchObject([
    { deleted: false, reason: "channel.hasOpen", params: { count: 1 } },
  ]);
  expect(await deleteChannels(admin, { channelIds: [channelId], closeOpen: true })).toMatchObject([
    { deleted: true, name: "Our carrier" },
  ]);
  expect(await listChannels(admin)).toEqual([]);
  const [row] = await systemDb().execute(
    sql`select state, close_reason from conversations where channel_id = ${channelId}`,
  );
  expect(row).toEqual({ state: "closed", close_reason: "admin" });
});

test("an agent has no business in the channels", async () => {
  const channelId = await draft();
  const agent: Context = { tenant: admin.tenant, actor: await createMember(admin.tenant) };
  await expect(getChannel(agent, { channelId })).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(createDraft(agent, { carrier: "general", name: "Mine" })).rejects.toMatchObject({ code: "FORBIDDEN" });
});

test("another workspace's channel is not there", async () => {
  const channelId = await draft();
  const tenant = await createTenant("Elsewhere");
  const stranger: Context = { tenant, actor: await createMember(tenant, { role: "owner" }) };
  await expect(getChannel(stranger, { channelId })).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(saveSettings(stranger, { channelId, name: "Mine" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(saveCredentials(stranger, { channelId, credentials: credentials() })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
});
