import { sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { createMember, createQueue, createTenant } from "@/db/factories";
import { systemDb } from "@/db/system";
import { createDraft } from "@/server/channels/create-draft";
import { enableChannel } from "@/server/channels/enable";
import { getChannel } from "@/server/channels/get";
import { saveNumber } from "@/server/channels/save-number";
import { saveSettings } from "@/server/channels/save-settings";
import { sendTest, testResult } from "@/server/channels/send-test";
import type { Context } from "@/server/context";
import type { SandboxBehaviour } from "@/server/domain/sandbox";
import { addPhone, changePhone, inventedNumber, listPhones, phoneTexts, removePhone } from "./phones";
import { overdueReceipts, receiptDueAt, reportReceipt } from "./report-receipt";

let admin: Context;
let channelId: string;
let numberId: string;
const ours = "+14155550100";

beforeEach(async () => {
  const tenant = await createTenant();
  admin = { tenant, actor: await createMember(tenant, { role: "owner", name: "Ada" }) };
  const queue = await createQueue(tenant, [admin.actor]);
  channelId = (await createDraft(admin, { carrier: "sandbox", name: "Sandbox" })).channelId;
  ({ numberId } = await saveNumber(admin, {
    channelId,
    address: ours,
    destination: { queueId: queue.id },
    everyoneMayStart: true,
    fields: {},
    starterIds: [],
  }));
  await saveSettings(admin, { channelId, sendRatePerS: 100 });
  await enableChannel(admin, { channelId, enabled: true });
});

const phone = async (behaviour?: SandboxBehaviour) => {
  const added = await addPhone(admin, { channelId, name: "Customer", country: "US" });
  if (behaviour) await changePhone(admin, { phoneId: added.phoneId, behaviour });
  return added;
};

const sendTo = (to: string) => sendTest(admin, { channelId, numberId, to, text: "Hello" });
const stateOf = async (messageId: string) => (await testResult(admin, { messageId })).state;

test("a sandbox channel is connected from the start: its secret is made, not typed", async () => {
  expect(await getChannel(admin, { channelId })).toMatchObject({ state: "connected", test: true, fields: [] });
});

test("a phone's text comes in by the webhook door, signed, and becomes a conversation", async () => {
  const { address } = await phone();
  await phoneTexts(admin, { channelId, phone: address, number: ours, text: "Are you open on Sunday?" });
  const [conversation] = await systemDb().execute(sql`
    select state, customer_address, preview from conversations where tenant_id = ${admin.tenant}`);
  expect(conversation).toEqual({ state: "waiting", customer_address: address, preview: "Are you open on Sunday?" });
  const [entry] = await systemDb().execute(
    sql`select state, items from webhook_journal where channel_id = ${channelId}`,
  );
  expect(entry).toEqual({ state: "done", items: 1 });
  const { phones } = await listPhones(admin, { channelId });
  expect(phones[0]?.texts).toMatchObject([{ direction: "in", text: "Are you open on Sunday?", number: ours }]);
});

test("what is sent to a phone is read there, and reported as delivered at once", async () => {
  const { address } = await phone();
  const { messageId } = await sendTo(address);
  await expect.poll(() => stateOf(messageId)).toBe("delivered");
  const { phones } = await listPhones(admin, { channelId });
  expect(phones[0]?.texts).toMatchObject([{ direction: "out", text: "Hello", receipt: "delivered" }]);
});

test("a number that nobody pretended becomes a phone when it is written to", async () => {
  const { messageId } = await sendTo("+1 617 555 0123");
  await expect.poll(() => stateOf(messageId)).toBe("delivered");
  expect((await listPhones(admin, { channelId })).phones).toMatchObject([
    { address: "+16175550123", texts: [{ text: "Hello" }] },
  ]);
});

test.each<[SandboxBehaviour, string]>([
  [{ kind: "fail", code: "10001", afterMs: 0 }, "failed"],
  [{ kind: "refuse", code: "10007" }, "failed"],
  [{ kind: "silent" }, "sent"],
  [{ kind: "vanish", afterMs: null }, "unknown"],
])("a phone that does %j leaves the message %s", async (behaviour, state) => {
  const { address } = await phone(behaviour);
  const { messageId } = await sendTo(address);
  await expect.poll(() => stateOf(messageId)).toBe(state);
});

test("a late receipt is owed until its time, then given once", async () => {
  const { address } = await phone({ kind: "deliver", afterMs: 60_000 });
  const { messageId } = await sendTo(address);
  await expect.poll(() => stateOf(messageId)).toBe("sent");
  const [text] = (await listPhones(admin, { channelId })).phones[0]!.texts;
  expect((await receiptDueAt(admin.tenant, text!.id))!.getTime()).toBeGreaterThan(Date.now() + 50_000);
  const [event] = await systemDb().execute<{ data: unknown }>(
    sql`select data from events where tenant_id = ${admin.tenant} and name = 'sandbox.receipt.due'`,
  );
  expect(event?.data).toEqual({ messageId: text!.id });
  await reportReceipt(admin.tenant, text!.id);
  expect(await stateOf(messageId)).toBe("sent");
  await systemDb().execute(
    sql`update sandbox_messages set receipt_at = now() - interval '1 minute' where id = ${text!.id}`,
  );
  expect(await overdueReceipts()).toContainEqual({ tenant: admin.tenant, messageId: text!.id });
  await Promise.all([reportReceipt(admin.tenant, text!.id), reportReceipt(admin.tenant, text!.id)]);
  expect(await stateOf(messageId)).toBe("delivered");
  expect(await receiptDueAt(admin.tenant, text!.id)).toBeNull();
});

test("phones get plausible numbers, a name, and go again with their texts", async () => {
  expect(inventedNumber("US", new Set())).toMatch(/^\+1\d{3}55501\d\d$/);
  expect(inventedNumber("CN", new Set())).toMatch(/^\+86138000\d{5}$/);
  const { phoneId, address } = await phone();
  await expect(addPhone(admin, { channelId, address, name: "", country: "US" })).rejects.toMatchObject({
    reason: "phone.exists",
  });
  await expect(addPhone(admin, { channelId, address: ours, name: "", country: "US" })).rejects.toMatchObject({
    reason: "phone.isOurs",
  });
  await changePhone(admin, { phoneId, name: "Zhou" });
  expect((await listPhones(admin, { channelId })).phones).toMatchObject([
    { name: "Zhou", behaviour: { kind: "deliver", afterMs: 0 } },
  ]);
  await removePhone(admin, { phoneId });
  expect((await listPhones(admin, { channelId })).phones).toEqual([]);
});

test("only a sandbox channel has phones, and only for administrators", async () => {
  const { channelId: real } = await createDraft(admin, { carrier: "general", name: "Real" });
  await expect(addPhone(admin, { channelId: real, name: "", country: "US" })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  const agent: Context = { tenant: admin.tenant, actor: await createMember(admin.tenant) };
  await expect(listPhones(agent, { channelId })).rejects.toMatchObject({ code: "FORBIDDEN" });
});
