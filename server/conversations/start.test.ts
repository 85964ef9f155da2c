import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { beforeAll, describe, expect, test } from "vitest";
import { createMember, createQueue, createTenant } from "@/db/factories";
import type { MemberActor } from "@/server/context";
import type { TenantId } from "@/server/domain/ids";
import { createSandboxChannel, rowsIn, type TestChannel } from "@/server/testing/river";
import { endConversation } from "./end";
import { listConversations } from "./list";
import { startConversation } from "./start";
import { listStartNumbers } from "./start-numbers";
import { previewStart } from "./start-preview";
import { readThread } from "./thread";

let tenant: TenantId;
let ana: MemberActor;
let ben: MemberActor;
let line: TestChannel;
let closedLine: TestChannel;

beforeAll(async () => {
  tenant = await createTenant();
  ana = await createMember(tenant, { name: "Ana" });
  ben = await createMember(tenant, { name: "Ben" });
  line = await createSandboxChannel(tenant, { queue: await createQueue(tenant, [ana], "Shop") });
  closedLine = await createSandboxChannel(tenant, { member: ben, address: "+14155550199" });
  await rowsIn(tenant, sql`update channel_numbers set everyone_may_start = false where id = ${closedLine.numberId}`);
});

const as = (actor: MemberActor) => ({ tenant, actor });
let phones = 0;
const phone = () => `+1212555${String(1000 + phones++)}`;
const start = (actor: MemberActor, to: string, more: { clientId?: string; numberId?: string } = {}) =>
  startConversation(as(actor), {
    numberId: line.numberId,
    to,
    text: "Your order is here",
    clientId: uuidv7(),
    ...more,
  });
const at = (address: string) =>
  rowsIn<{ id: string; state: string; messages: number }>(
    tenant,
    sql`select c.id, c.state, (select count(*)::int from messages m where m.conversation_id = c.id) as messages
      from conversations c where c.customer_address = ${address}`,
  );

test("the first message makes it: in the starter's Recent alone, with its line and its contact", async () => {
  const to = phone();
  const row = await start(ana, to);
  expect(row).toMatchObject({ state: "active", preview: "Your order is here", previewDirection: "out", address: to });
  const thread = await readThread(as(ana), { conversationId: row.id, limit: 10 });
  expect(thread.items).toMatchObject([
    { kind: "timeline", line: "created", data: { actor: "Ana" } },
    { kind: "message", text: "Your order is here", direction: "out" },
  ]);
  const recent = async (actor: MemberActor) =>
    (await listConversations(as(actor), { view: "recent", limit: 50 })).rows.map(({ id }) => id);
  expect(await recent(ana)).toContain(row.id);
  expect(await recent(ben)).not.toContain(row.id);
  expect(await rowsIn(tenant, sql`select country from contacts where id = ${row.contact.id}`)).toEqual([
    { country: "US" },
  ]);
});

test.each([
  ["(212) 555-0777", "+12125550777"],
  ["212.555.0778", "+12125550778"],
  ["0044 20 7946 0018", null],
  ["+44 20 7946 0018", "+442079460018"],
])("a number typed as %s", async (typed, address) => {
  if (address) expect(await start(ana, typed)).toMatchObject({ address });
  else await expect(start(ana, typed)).rejects.toMatchObject({ code: "BAD_REQUEST", reason: "badNumber" });
});

describe("refused", () => {
  test.each(["", "12", "hello", "+1 212", "x".repeat(60)])("what is no number: %j", async (to) => {
    await expect(start(ana, to)).rejects.toMatchObject({ reason: "badNumber" });
  });

  test("our own number", async () => {
    await expect(start(ana, line.address)).rejects.toMatchObject({ reason: "ownNumber" });
  });

  test("a customer who opted out; nothing is left behind", async () => {
    const to = phone();
    await rowsIn(tenant, sql`insert into suppressions (kind, address, reason) values ('sms', ${to}, 'opted_out')`);
    expect(await previewStart(as(ana), { numberId: line.numberId, to })).toMatchObject({
      obstacle: { kind: "optedOut" },
    });
    await expect(start(ana, to)).rejects.toMatchObject({ reason: "optedOut" });
    expect(await at(to)).toEqual([]);
    expect(await rowsIn(tenant, sql`select 1 from contact_identities where value = ${to}`)).toEqual([]);
  });

  test("a number without the right, until the right is given", async () => {
    const from = { numberId: closedLine.numberId };
    await expect(start(ana, phone(), from)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(previewStart(as(ana), { ...from, to: phone() })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await rowsIn(
      tenant,
      sql`insert into number_starters (number_id, member_id) values (${closedLine.numberId}, ${ana.memberId})`,
    );
    expect((await listStartNumbers(as(ana))).map(({ id }) => id)).toContain(closedLine.numberId);
    expect((await listStartNumbers(as(ben))).map(({ id }) => id)).not.toContain(closedLine.numberId);
    expect(await start(ana, phone(), from)).toMatchObject({ state: "active" });
  });

  test("somebody who takes no conversations; a number of another workspace", async () => {
    const clerk = await createMember(tenant, { takesConversations: false });
    await expect(start(clerk, phone())).rejects.toMatchObject({ code: "FORBIDDEN" });
    const elsewhere = await createTenant();
    const stranger = await createMember(elsewhere);
    await expect(
      startConversation(
        { tenant: elsewhere, actor: stranger },
        { numberId: line.numberId, to: phone(), text: "Hi", clientId: uuidv7() },
      ),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

test("told twice at the same time, it is started and sent once", async () => {
  const to = phone();
  const clientId = uuidv7();
  const rows = await Promise.all(Array.from({ length: 6 }, () => start(ana, to, { clientId })));
  expect(new Set(rows.map(({ id }) => id)).size).toBe(1);
  expect(await at(to)).toMatchObject([{ messages: 1 }]);
});

test("of two agents who start with the same customer one does; the other learns who", async () => {
  const to = phone();
  const answers = await Promise.allSettled([start(ana, to), start(ben, to)]);
  expect(answers.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const winner = answers[0]!.status === "fulfilled" ? "Ana" : "Ben";
  const refusal = answers.find(({ status }) => status === "rejected") as PromiseRejectedResult;
  expect(refusal.reason).toMatchObject({ reason: "openElsewhere", params: { name: winner } });
  expect(await at(to)).toMatchObject([{ messages: 1 }]);
});

test("an open conversation that he sees is named, so that he writes there", async () => {
  const to = phone();
  await line.texts(to, "Anybody there?");
  const [waiting] = await at(to);
  await expect(start(ana, to)).rejects.toMatchObject({
    reason: "openExists",
    params: { conversationId: waiting!.id },
  });
  expect(await previewStart(as(ana), { numberId: line.numberId, to })).toMatchObject({
    obstacle: { kind: "openExists", conversationId: waiting!.id },
  });
  // Ben is not of the queue.
  expect(await previewStart(as(ben), { numberId: line.numberId, to })).toMatchObject({
    obstacle: { kind: "openElsewhere" },
  });
});

test("what a flow keeps alone becomes his who writes", async () => {
  const to = phone();
  const row = await start(ana, to);
  await rowsIn(
    tenant,
    sql`update conversations set state = 'bot', owner_id = null, taken_over_at = null, started_by = 'flow' where id = ${row.id}`,
  );
  expect(await previewStart(as(ben), { numberId: line.numberId, to })).toMatchObject({ obstacle: null });
  expect(await start(ben, to)).toMatchObject({ id: row.id, state: "active", owner: { id: ben.memberId } });
});

test("after the end a new one, with the earlier one above it", async () => {
  const to = phone();
  const first = await start(ana, to);
  await endConversation(as(ana), { conversationId: first.id });
  const second = await start(ana, to);
  expect(second.id).not.toBe(first.id);
  const [row] = await rowsIn(tenant, sql`select previous_id from conversations where id = ${second.id}`);
  expect(row).toEqual({ previous_id: first.id });
});
