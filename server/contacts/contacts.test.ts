import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { createMember, createQueue, createTenant } from "@/db/factories";
import type { MemberActor } from "@/server/context";
import { pickUpConversation } from "@/server/conversations/pick-up";
import { readDetails } from "@/server/conversations/thread";
import type { TenantId } from "@/server/domain/ids";
import { createSandboxChannel, rowsIn, type TestChannel } from "@/server/testing/river";
import { attachContact } from "./attach";
import { createContact } from "./create";
import { getContact } from "./get";
import { listContacts, searchContacts } from "./search";
import { updateContact } from "./update";

let tenant: TenantId;
let ana: MemberActor;
let ben: MemberActor;
let channel: TestChannel;
const as = (actor: MemberActor) => ({ tenant, actor });

beforeAll(async () => {
  tenant = await createTenant();
  ana = await createMember(tenant, { name: "Ana Ruiz" });
  ben = await createMember(tenant, { name: "Ben Okafor" });
  channel = await createSandboxChannel(tenant, { queue: await createQueue(tenant, [ana, ben]) });
});

let phones = 100;
async function customer(text = "Hello") {
  phones += 1;
  const address = `+14155550${phones}`;
  await channel.texts(address, text);
  const [row] = await rowsIn<{ id: string; contact_id: string }>(
    tenant,
    sql`select id, contact_id from conversations where customer_address = ${address}`,
  );
  return { address, conversationId: row!.id, contactId: row!.contact_id };
}
const contact = async (name: string) => {
  const who = await customer();
  await createContact(as(ana), { conversationId: who.conversationId, name, company: "", note: "" });
  return who;
};

test("the customer of a conversation becomes a contact, once", async () => {
  const { conversationId, contactId } = await customer();
  expect(await createContact(as(ana), { conversationId, name: "周雨桐", company: "云岭户外", note: "" })).toEqual({
    id: contactId,
  });
  await expect(createContact(as(ben), { conversationId, name: "Zhou", company: "", note: "" })).rejects.toMatchObject({
    code: "CONFLICT",
    reason: "contactSaved",
    params: { name: "周雨桐" },
  });
  expect(await getContact(as(ben), { contactId })).toMatchObject({
    name: "周雨桐",
    company: "云岭户外",
    updatedBy: "Ana Ruiz",
  });
});

test("a newcomer is no contact: he is not found, not opened, not edited", async () => {
  const { address, contactId } = await customer();
  expect(await searchContacts(as(ana), { text: address })).toEqual([]);
  await expect(getContact(as(ana), { contactId })).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(updateContact(as(ana), { contactId, name: "X", company: "", note: "" })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
});

test("a change is told to everybody's screen, in ids alone", async () => {
  const { contactId } = await contact("Marcus Oyelaran");
  await updateContact(as(ben), {
    contactId,
    name: "Marcus O.",
    company: "Cascade Guides",
    note: "Calls in the morning",
  });
  const told = await rowsIn<{ data: unknown }>(
    tenant,
    sql`select data from events where name = 'contact.changed' order by id desc limit 1`,
  );
  expect(told).toEqual([{ data: { contactIds: [contactId] } }]);
});

describe("a number that belongs to somebody we know", () => {
  test("moves to him with everything written from it, and the empty record goes", async () => {
    const known = await contact("Ines Duarte");
    const newcomer = await customer("New phone");
    await attachContact(as(ana), { conversationId: newcomer.conversationId, contactId: known.contactId });
    const card = await getContact(as(ana), { contactId: known.contactId });
    expect(card.identities.map(({ value }) => value)).toEqual([known.address, newcomer.address]);
    expect(card.conversations.map(({ id }) => id).sort()).toEqual(
      [known.conversationId, newcomer.conversationId].sort(),
    );
    expect(await rowsIn(tenant, sql`select 1 from contacts where id = ${newcomer.contactId}`)).toEqual([]);
    await channel.texts(newcomer.address, "It is me");
    expect((await getContact(as(ana), { contactId: known.contactId })).conversations).toHaveLength(2);
  });

  test("told twice is done once", async () => {
    const known = await contact("Piotr Zając");
    const { conversationId } = await customer();
    const asked = { conversationId, contactId: known.contactId };
    expect(await attachContact(as(ana), asked)).toEqual(await attachContact(as(ana), asked));
  });

  test("two contacts that people have filled in are never made one", async () => {
    const one = await contact("Li Na");
    const two = await contact("Li Na (work)");
    await expect(
      attachContact(as(ana), { conversationId: two.conversationId, contactId: one.contactId }),
    ).rejects.toMatchObject({
      code: "CONFLICT",
      reason: "addressTaken",
      params: { name: "Li Na (work)" },
    });
  });

  test("is not given to somebody who is no contact", async () => {
    const [one, two] = [await customer(), await customer()];
    await expect(
      attachContact(as(ana), { conversationId: two.conversationId, contactId: one.contactId }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

test("what a colleague has is neither named through a conversation nor listed on a card", async () => {
  const { conversationId, contactId } = await contact("Greta Holm");
  await pickUpConversation(as(ana), { conversationId });
  expect((await getContact(as(ana), { contactId })).conversations).toHaveLength(1);
  expect((await getContact(as(ben), { contactId })).conversations).toEqual([]);
  await expect(createContact(as(ben), { conversationId, name: "Greta", company: "", note: "" })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
});

test("what he said about being written to stands on his card and beside his thread, newest first, in his words", async () => {
  const { address, conversationId, contactId } = await contact("Ines Prado");
  expect((await getContact(as(ana), { contactId })).consent).toEqual([]);
  await channel.texts(address, "Stop");
  await channel.texts(address, "START");
  const heard = [
    { address, change: "opted_in", source: "message", evidence: "START", at: expect.any(Date) },
    { address, change: "opted_out", source: "message", evidence: "Stop", at: expect.any(Date) },
  ];
  expect((await getContact(as(ana), { contactId })).consent).toEqual(heard);
  expect((await readDetails(as(ana), { conversationId })).consent).toEqual(heard);
  const other = await contact("Somebody Else");
  expect((await getContact(as(ana), { contactId: other.contactId })).consent).toEqual([]);
});

test("another workspace has none of it", async () => {
  const { contactId } = await contact("Only Here");
  const elsewhere = await createTenant();
  const stranger = { tenant: elsewhere, actor: await createMember(elsewhere) };
  await expect(getContact(stranger, { contactId })).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(await searchContacts(stranger, { text: "Only Here" })).toEqual([]);
});

describe("contacts are found", () => {
  beforeAll(async () => {
    const { contactId } = await contact("欧阳明哲");
    await updateContact(as(ana), { contactId, name: "欧阳明哲", company: "Peak & Pine_100%", note: "" });
  });

  test.each([
    ["part of a Chinese name", "明哲", 1],
    ["a company, in any case", "peak & PINE", 1],
    ["signs that mean something to a database", "_100%", 1],
    ["a sign that means anything to it", "%%", 0],
    ["nobody of that name", "Nobody", 0],
  ])("by %s", async (_, text, found) => {
    expect(await searchContacts(as(ana), { text })).toHaveLength(found);
  });

  test("by part of a number, however it is written", async () => {
    const { address } = await contact("By Number");
    const written = `(415) 555-${address.slice(-4)}`;
    expect((await searchContacts(as(ana), { text: written })).map(({ name }) => name)).toEqual(["By Number"]);
  });

  test("page after page, each once", async () => {
    const seen: string[] = [];
    let cursor: { name: string; id: string } | undefined;
    do {
      const page = await listContacts(as(ana), { text: "", limit: 3, cursor });
      seen.push(...page.rows.map(({ id }) => id));
      cursor = page.next ?? undefined;
    } while (cursor);
    const all = await rowsIn<{ n: number }>(
      tenant,
      sql`select count(*)::int as n from contacts where saved_at is not null`,
    );
    expect(new Set(seen).size).toBe(all[0]!.n);
    expect(seen).toHaveLength(all[0]!.n);
  });
});
