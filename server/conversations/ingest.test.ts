import { sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { createMember, createQueue, createTenant } from "@/db/factories";
import type { TenantId } from "@/server/domain/ids";
import { createSandboxChannel, rowsIn, type TestChannel } from "@/server/testing/river";
import { endConversation } from "./end";
import { pickUpConversation } from "./pick-up";

type Conversation = {
  id: string;
  state: string;
  audience: string;
  owner_id: string | null;
  message_seq: number;
  inbound_count: number;
  previous_id: string | null;
};
type Message = { text: string; seq: number; conversation_id: string };

let tenant: TenantId;
let channel: TestChannel;
let ana: Awaited<ReturnType<typeof createMember>>;

beforeAll(async () => {
  tenant = await createTenant();
  ana = await createMember(tenant);
  channel = await createSandboxChannel(tenant, { queue: await createQueue(tenant, [ana]) });
});

const conversationsOf = (phone: string) =>
  rowsIn<Conversation>(tenant, sql`select * from conversations where customer_address = ${phone} order by created_at`);
const messagesOf = (phone: string) =>
  rowsIn<Message>(
    tenant,
    sql`select text, seq, conversation_id from messages where address = ${phone} order by conversation_id, seq`,
  );

test("a text from a newcomer makes a contact, a waiting conversation and a message", async () => {
  const phone = "+14155550101";
  const answer = await channel.texts(phone, "Are you open on Sunday?");
  expect(answer.status).toBeLessThan(300);
  expect(await conversationsOf(phone)).toMatchObject([
    { state: "waiting", audience: "queue", owner_id: null, message_seq: 2, inbound_count: 1 },
  ]);
  expect(await messagesOf(phone)).toMatchObject([{ text: "Are you open on Sunday?", seq: 2 }]);
  expect(
    await rowsIn(
      tenant,
      sql`select kind, actor_kind, seq from timeline where conversation_id = ${(await conversationsOf(phone))[0]!.id}`,
    ),
  ).toEqual([{ kind: "created", actor_kind: "customer", seq: 1 }]);
});

test("the same carrier message told a hundred times at once is taken once", async () => {
  const phone = "+14155550102";
  const answers = await Promise.all(Array.from({ length: 100 }, () => channel.texts(phone, "Hello", "same-id")));
  expect(new Set(answers.map(({ status }) => status)).size).toBe(1);
  expect(await messagesOf(phone)).toHaveLength(1);
  expect(await conversationsOf(phone)).toMatchObject([{ message_seq: 2, inbound_count: 1 }]);
  expect(
    await rowsIn(
      tenant,
      sql`select sum(received)::int as received from number_counters where number_id = ${channel.numberId}`,
    ),
  ).toEqual([{ received: 2 }]);
});

test("fifty texts of a newcomer at once make one contact, one conversation, fifty messages without a gap", async () => {
  const phone = "+14155550103";
  await Promise.all(Array.from({ length: 50 }, (_, index) => channel.texts(phone, `text ${index}`)));
  const messages = await messagesOf(phone);
  expect(await conversationsOf(phone)).toHaveLength(1);
  expect(messages.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, index) => index + 2));
  expect(new Set(messages.map(({ text }) => text)).size).toBe(50);
  expect(await rowsIn(tenant, sql`select contact_id from contact_identities where value = ${phone}`)).toHaveLength(1);
});

test("a text after the end opens a new conversation by the number's rule, with the earlier one behind it", async () => {
  const phone = "+14155550104";
  await channel.texts(phone, "first");
  const [first] = await conversationsOf(phone);
  await pickUpConversation({ tenant, actor: ana }, { conversationId: first!.id });
  await endConversation({ tenant, actor: ana }, { conversationId: first!.id });
  await channel.texts(phone, "again");
  expect(await conversationsOf(phone)).toMatchObject([
    { state: "closed" },
    { state: "waiting", owner_id: null, previous_id: first!.id },
  ]);
});

test("ending and arriving at the same instant: in the old one before it closed, or in a new one, never lost", async () => {
  for (let round = 0; round < 25; round++) {
    const phone = `+1415555${String(2000 + round)}`;
    await channel.texts(phone, "first");
    const [open] = await conversationsOf(phone);
    await pickUpConversation({ tenant, actor: ana }, { conversationId: open!.id });
    await Promise.all([
      endConversation({ tenant, actor: ana }, { conversationId: open!.id }),
      channel.texts(phone, "second"),
    ]);
    const conversations = await conversationsOf(phone);
    const messages = await messagesOf(phone);
    expect(messages.map(({ text }) => text).sort()).toEqual(["first", "second"]);
    const second = messages.find(({ text }) => text === "second")!;
    const [closed] = await rowsIn<{ seq: number }>(
      tenant,
      sql`select seq from timeline where conversation_id = ${open!.id} and kind = 'closed'`,
    );
    if (second.conversation_id === open!.id) expect(second.seq).toBeLessThan(closed!.seq);
    else expect(conversations).toMatchObject([{ state: "closed" }, { state: "waiting" }]);
  }
});

test("an unknown token, another tenant's and a foreign part get 404 and leave nothing", async () => {
  const { receive } = await import("@/server/channels/receive");
  const stranger = await createTenant("Stranger");
  const other = await createSandboxChannel(stranger, { queue: await createQueue(stranger), address: "+14155550199" });
  const before = await rowsIn(tenant, sql`select count(*) from webhook_journal`);
  for (const path of [
    { ...channel.place, token: "invented", part: "" },
    { tenantShortId: other.place.tenantShortId, token: channel.place.token, part: "" },
    { ...channel.place, part: "nothing" },
  ]) {
    const response = await receive(new Request(channel.url, { method: "POST", body: "{}" }), path);
    expect(response.status).toBe(404);
    expect(await response.text()).toBe("");
  }
  expect(await rowsIn(tenant, sql`select count(*) from webhook_journal`)).toEqual(before);
});

test("a failed signature is refused, and journalled without its body", async () => {
  const { receive } = await import("@/server/channels/receive");
  const body = JSON.stringify({
    type: "message",
    id: "x",
    from: "+14155550105",
    to: channel.address,
    text: "secret words",
    at: new Date().toISOString(),
  });
  const request = new Request(channel.url, { method: "POST", body, headers: { "x-patchbay-sandbox": "0".repeat(64) } });
  const response = await receive(request, { ...channel.place, part: "" });
  expect(response.status).toBeGreaterThanOrEqual(400);
  expect(response.status).toBeLessThan(500);
  expect(await rowsIn(tenant, sql`select state, body, error from webhook_journal where state = 'refused'`)).toEqual([
    { state: "refused", body: null, error: "signature" },
  ]);
  expect(await messagesOf("+14155550105")).toEqual([]);
});

test("signed but unreadable is never lost: kept as stuck, with its bytes", async () => {
  const response = await channel.deliver("this is not JSON");
  expect(response.status).toBeLessThan(500);
  const [kept] = await rowsIn<{ body: string }>(tenant, sql`select body from webhook_journal where state = 'stuck'`);
  expect(Buffer.from(kept!.body, "base64").toString()).toBe("this is not JSON");
});
