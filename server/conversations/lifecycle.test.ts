import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { beforeAll, expect, test } from "vitest";
import { createMember, createQueue, createTenant } from "@/db/factories";
import { withTenant } from "@/db/tenant";
import type { MemberActor } from "@/server/context";
import type { TenantId } from "@/server/domain/ids";
import { disableMember } from "@/server/people/change-member";
import { createSandboxChannel, rowsIn, type TestChannel } from "@/server/testing/river";
import { addNote } from "./add-note";
import { countConversations } from "./counts";
import { endConversation } from "./end";
import { listConversations } from "./list";
import { markRead } from "./mark-read";
import { pickUpConversation } from "./pick-up";
import { archiveConversation, removeConversation, unarchiveConversation } from "./place";
import { requireRow } from "./read-row";
import { replyToConversation } from "./reply";
import { returnSnoozed } from "./return-snoozed";
import { readThread } from "./thread";
import { transferConversation } from "./transfer";

let tenant: TenantId;
let team: MemberActor[];
let ana: MemberActor;
let ben: MemberActor;
let outsider: MemberActor;
let queue: { id: string };
let second: { id: string };
let empty: { id: string };
let channel: TestChannel;

beforeAll(async () => {
  tenant = await createTenant();
  team = await Promise.all(["Ana", "Ben", "Chen"].map((name) => createMember(tenant, { name })));
  [ana, ben] = team as [MemberActor, MemberActor];
  outsider = await createMember(tenant, { name: "Olga" });
  queue = await createQueue(tenant, team, "After-sales");
  second = await createQueue(tenant, [ana, outsider], "Shop");
  empty = await createQueue(tenant, [], "Nobody");
  channel = await createSandboxChannel(tenant, { queue });
});

let phones = 0;
/** A customer who has just written in. */
async function waiting(): Promise<{ conversationId: string; phone: string }> {
  phones += 1;
  const phone = `+1415555${String(5000 + phones)}`;
  await channel.texts(phone, `Hello from ${phone}`);
  const [row] = await rowsIn<{ id: string }>(
    tenant,
    sql`select id from conversations where customer_address = ${phone}`,
  );
  return { conversationId: row!.id, phone };
}

const as = (actor: MemberActor) => ({ tenant, actor });
const sees = async (actor: MemberActor, view: "recent" | "waiting" | "archived", id: string) =>
  (await listConversations(as(actor), { view, limit: 100 })).rows.find((row) => row.id === id);
const finds = (actor: MemberActor, conversationId: string) =>
  withTenant(tenant, (tx) => requireRow(tx, actor, conversationId)).then(
    () => true,
    () => false,
  );
const say = (actor: MemberActor, conversationId: string, text = "hello") =>
  replyToConversation(as(actor), { conversationId, text, clientId: uuidv7(), seenSeq: 10_000, force: false });

test("a waiting conversation is seen by every agent of its queue and by nobody else", async () => {
  const { conversationId } = await waiting();
  for (const agent of team) expect(await sees(agent, "waiting", conversationId)).toMatchObject({ state: "waiting" });
  for (const agent of team) expect(await sees(agent, "recent", conversationId)).toBeDefined();
  expect(await finds(outsider, conversationId)).toBe(false);
  expect((await listConversations(as(outsider), { view: "recent", limit: 100 })).rows).toEqual([]);
  const bystander = await createMember(tenant, { role: "admin", takesConversations: false });
  expect(await finds(bystander, conversationId)).toBe(false);
  const auditor = await createMember(tenant, { takesConversations: false, rights: ["see_all_conversations"] });
  expect(await finds(auditor, conversationId)).toBe(true);
});

test("of twenty who press at once one wins, nineteen learn who, and the timeline has one line", async () => {
  const agents = await Promise.all(
    Array.from({ length: 20 }, (_, index) => createMember(tenant, { name: `Agent ${index}` })),
  );
  const crowd = await createQueue(tenant, agents, "Crowd");
  const busy = await createSandboxChannel(tenant, { queue: crowd, address: "+14155550188" });
  await busy.texts("+14155556000", "Who is first?");
  const [row] = await rowsIn<{ id: string }>(
    tenant,
    sql`select id from conversations where customer_address = '+14155556000'`,
  );
  const results = await Promise.allSettled(
    agents.map((actor) => pickUpConversation(as(actor), { conversationId: row!.id })),
  );
  const won = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const lost = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  expect(won).toHaveLength(1);
  expect(lost).toHaveLength(19);
  for (const refusal of lost)
    expect(refusal).toMatchObject({ code: "CONFLICT", reason: "alreadyTaken", params: { name: won[0]!.owner!.name } });
  expect(
    await rowsIn(tenant, sql`select kind from timeline where conversation_id = ${row!.id} and kind = 'picked_up'`),
  ).toHaveLength(1);
});

test("picked up: it stays in the taker's Recent and leaves everybody else's lists, counts and look-ups", async () => {
  const { conversationId } = await waiting();
  const before = (await countConversations(as(ben))).waiting;
  await pickUpConversation(as(ana), { conversationId });
  expect(await sees(ana, "recent", conversationId)).toMatchObject({ state: "active", owner: { name: "Ana" } });
  expect(await sees(ana, "waiting", conversationId)).toBeUndefined();
  for (const view of ["recent", "waiting", "archived"] as const)
    expect(await sees(ben, view, conversationId)).toBeUndefined();
  expect(await finds(ben, conversationId)).toBe(false);
  await expect(readThread(as(ben), { conversationId, limit: 50 })).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect((await countConversations(as(ben))).waiting).toBe(before - 1);
});

test("the numbers say how far the stream may still tell what they have counted", async () => {
  const fresh = await createTenant();
  const agent = await createMember(fresh);
  const line = await createSandboxChannel(fresh, { queue: await createQueue(fresh, [agent]) });
  await line.texts("+14155556001", "Hello");
  // Nothing is numbered here: what is counted is all still to be told.
  const [events] = await rowsIn<{ count: number }>(fresh, sql`select count(*)::int as count from events`);
  const counts = await countConversations({ tenant: fresh, actor: agent });
  expect(counts).toMatchObject({ waiting: 1, cursor: 0, reach: events!.count });
  expect(counts.reach).toBeGreaterThan(0);
});

test("nobody writes before pick-up, and nobody but the owner after it", async () => {
  const { conversationId } = await waiting();
  await expect(say(ana, conversationId)).rejects.toMatchObject({ reason: "notPickedUp" });
  await pickUpConversation(as(ana), { conversationId });
  await expect(say(ben, conversationId)).rejects.toMatchObject({ reason: "notOwner", params: { name: "Ana" } });
  await expect(say(outsider, conversationId)).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(await say(ana, conversationId)).toMatchObject({ state: "queued" });
});

test("transferred to a colleague: the whole history goes along, unread; the giver has nothing further", async () => {
  const { conversationId } = await waiting();
  await pickUpConversation(as(ana), { conversationId });
  await transferConversation(as(ana), {
    conversationId,
    to: { memberId: outsider.memberId },
    note: "Please call back",
  });
  expect(await finds(ana, conversationId)).toBe(false);
  const row = await sees(outsider, "recent", conversationId);
  expect(row).toMatchObject({ owner: { name: "Olga" }, inboundCount: 1, read: { readInboundCount: 0 } });
  const { items } = await readThread(as(outsider), { conversationId, limit: 50 });
  expect(items.map((item) => (item.kind === "timeline" ? item.line : item.kind))).toEqual([
    "created",
    "message",
    "picked_up",
    "note",
    "transferred",
  ]);
  expect(items.at(-1)).toMatchObject({ data: { from: "Ana", to: "Olga" } });
});

test("transferred to a queue: its members see the whole history, and it waits again", async () => {
  const { conversationId } = await waiting();
  await pickUpConversation(as(ben), { conversationId });
  expect(await transferConversation(as(ben), { conversationId, to: { queueId: second.id } })).toBeNull();
  expect(await finds(ben, conversationId)).toBe(false);
  expect(await sees(outsider, "waiting", conversationId)).toMatchObject({
    state: "waiting",
    queue: { name: "Shop" },
    owner: null,
  });
  expect((await readThread(as(outsider), { conversationId, limit: 50 })).items).toHaveLength(4);
});

test("transfers that make no sense are refused with the reason", async () => {
  const { conversationId } = await waiting();
  await expect(transferConversation(as(ana), { conversationId, to: { queueId: second.id } })).rejects.toMatchObject({
    reason: "notPickedUp",
  });
  await pickUpConversation(as(ana), { conversationId });
  const gone = await createMember(tenant, { name: "Gone", disabledAt: new Date() });
  const cases = [
    [{ memberId: ana.memberId }, "sameOwner"],
    [{ memberId: gone.memberId }, "targetDisabled"],
    [{ queueId: empty.id }, "queueEmpty"],
    [{ memberId: uuidv7() }, "notFound"],
  ] as const;
  for (const [to, reason] of cases)
    await expect(transferConversation(as(ana), { conversationId, to })).rejects.toMatchObject({ reason });
  await expect(transferConversation(as(ben), { conversationId, to: { queueId: second.id } })).rejects.toMatchObject({
    reason: "notOwner",
  });
});

test("archived; the customer writes: back in Recent with one unread", async () => {
  const { conversationId, phone } = await waiting();
  const row = await pickUpConversation(as(ana), { conversationId });
  await markRead(as(ana), { conversationId, seq: row.messageSeq, inboundCount: row.inboundCount });
  await archiveConversation(as(ana), { conversationId });
  expect(await sees(ana, "recent", conversationId)).toBeUndefined();
  expect(await sees(ana, "archived", conversationId)).toBeDefined();
  await channel.texts(phone, "one more thing");
  const back = await sees(ana, "recent", conversationId);
  expect(back!.inboundCount - back!.read.readInboundCount).toBe(1);
  await archiveConversation(as(ana), { conversationId });
  await unarchiveConversation(as(ana), { conversationId });
  expect(await sees(ana, "recent", conversationId)).toBeDefined();
  await archiveConversation(as(ana), { conversationId });
  await say(ana, conversationId);
  expect(await sees(ana, "recent", conversationId)).toBeDefined();
  const log = await rowsIn<{ action: string }>(
    tenant,
    sql`select action from audit_log where subject = ${conversationId} and actor_id = ${ana.memberId} order by id`,
  );
  expect(log.map(({ action }) => action)).toEqual(
    ["archived", "archived", "unarchived", "archived"].map((deed) => `conversation.${deed}`),
  );
});

test("put aside until a time, it comes back by itself, told to its owner; a time that has passed is refused", async () => {
  const { conversationId } = await waiting();
  await pickUpConversation(as(ana), { conversationId });
  const past = { conversationId, until: new Date(Date.now() - 1000) };
  await expect(archiveConversation(as(ana), past)).rejects.toMatchObject({ reason: "pastTime" });
  await archiveConversation(as(ana), { conversationId, until: new Date(Date.now() + 3_600_000) });
  expect(await sees(ana, "archived", conversationId)).toMatchObject({ archivedUntil: expect.any(Date) });
  expect(await returnSnoozed()).toBe(0);
  await rowsIn(tenant, sql`update conversations set archived_until = now() where id = ${conversationId}`);
  expect(await returnSnoozed()).toBe(1);
  expect(await sees(ana, "recent", conversationId)).toMatchObject({ archivedUntil: null });
  const [told] = await rowsIn(
    tenant,
    sql`select name, audience_after from events where conversation_id = ${conversationId} order by id desc limit 1`,
  );
  expect(told).toMatchObject({ name: "conversation.archived" });
});

test("removed; the customer writes: back for the owner only", async () => {
  const { conversationId, phone } = await waiting();
  await removeConversation(as(ben), { conversationId });
  expect(await sees(ben, "waiting", conversationId)).toBeUndefined();
  expect(await sees(ana, "waiting", conversationId)).toBeDefined();
  await pickUpConversation(as(ana), { conversationId });
  await removeConversation(as(ana), { conversationId });
  expect(await sees(ana, "recent", conversationId)).toBeUndefined();
  expect(await sees(ana, "archived", conversationId)).toBeUndefined();
  await channel.texts(phone, "still there?");
  expect(await sees(ana, "recent", conversationId)).toBeDefined();
  expect(await sees(ben, "recent", conversationId)).toBeUndefined();
});

test("ended: it is in Archived, nobody writes in it any more, and it never reopens", async () => {
  const { conversationId } = await waiting();
  await expect(endConversation(as(ana), { conversationId })).rejects.toMatchObject({ reason: "notPickedUp" });
  await pickUpConversation(as(ana), { conversationId });
  await endConversation(as(ana), { conversationId });
  expect(await sees(ana, "archived", conversationId)).toMatchObject({ state: "closed" });
  for (const act of [
    () => say(ana, conversationId),
    () => pickUpConversation(as(ana), { conversationId }),
    () => archiveConversation(as(ana), { conversationId }),
    () => unarchiveConversation(as(ana), { conversationId }),
    () => transferConversation(as(ana), { conversationId, to: { queueId: second.id } }),
    () => endConversation(as(ana), { conversationId }),
  ])
    await expect(act()).rejects.toMatchObject({ reason: "closed" });
});

test("disabled: what somebody had waits again where its number leads, and nothing is lost", async () => {
  const leaving = await createMember(tenant, { name: "Leaving" });
  const { conversationId } = await waiting();
  await pickUpConversation(as(ana), { conversationId });
  await transferConversation(as(ana), { conversationId, to: { memberId: leaving.memberId } });
  const admin = await createMember(tenant, { role: "admin", name: "Admin" });
  await disableMember(as(admin), { memberId: leaving.memberId });
  expect(await sees(ben, "waiting", conversationId)).toMatchObject({
    state: "waiting",
    queue: { name: "After-sales" },
  });
});

test("unread is each person's own", async () => {
  const { conversationId, phone } = await waiting();
  await channel.texts(phone, "second");
  const unread = async (actor: MemberActor) => {
    const row = await sees(actor, "recent", conversationId);
    return row!.inboundCount - row!.read.readInboundCount;
  };
  expect(await unread(ana)).toBe(2);
  await markRead(as(ana), { conversationId, seq: 3, inboundCount: 2 });
  await markRead(as(ana), { conversationId, seq: 2, inboundCount: 1 });
  expect(await unread(ana)).toBe(0);
  expect(await unread(ben)).toBe(2);
});

test("a note is the team's: told twice it is one, and it never becomes a message", async () => {
  const { conversationId } = await waiting();
  const clientId = uuidv7();
  const [one, other] = await Promise.all(
    [0, 1].map(() => addNote(as(ana), { conversationId, text: "Third buckle this month", clientId })),
  );
  expect(one!.id).toBe(other!.id);
  expect(
    await rowsIn(tenant, sql`select 1 from messages where conversation_id = ${conversationId} and direction = 'out'`),
  ).toEqual([]);
});

test("a list is paged without a gap or a repetition, whatever its places", async () => {
  const all = (await listConversations(as(ana), { view: "recent", limit: 100 })).rows.map(({ id }) => id);
  const paged: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await listConversations(as(ana), { view: "recent", limit: 2, cursor });
    paged.push(...page.rows.map(({ id }) => id));
    if (!page.next) break;
    cursor = page.next;
  }
  expect(paged).toEqual(all);
});

test("a thread is paged by its own numbers", async () => {
  const { conversationId, phone } = await waiting();
  for (let index = 0; index < 9; index++) await channel.texts(phone, `text ${index}`);
  const newest = await readThread(as(ana), { conversationId, limit: 4 });
  expect(newest.items.map(({ seq }) => seq)).toEqual([8, 9, 10, 11]);
  const older = await readThread(as(ana), { conversationId, limit: 4, before: 8 });
  expect(older.items.map(({ seq }) => seq)).toEqual([4, 5, 6, 7]);
  expect(older.hasOlder).toBe(true);
  expect((await readThread(as(ana), { conversationId, limit: 100, after: 9 })).items.map(({ seq }) => seq)).toEqual([
    10, 11,
  ]);
});
