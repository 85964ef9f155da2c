import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeAll, expect, test } from "vitest";
import { createMember, createQueue, createTenant } from "@/db/factories";
import { withTenant } from "@/db/tenant";
import { start } from "@/inngest/start";
import type { Context, MemberActor } from "@/server/context";
import { addNote } from "@/server/conversations/add-note";
import { endConversation } from "@/server/conversations/end";
import { pickUpConversation } from "@/server/conversations/pick-up";
import { archiveConversation } from "@/server/conversations/place";
import { replyToConversation } from "@/server/conversations/reply";
import { transferConversation } from "@/server/conversations/transfer";
import type { TenantId } from "@/server/domain/ids";
import { env } from "@/server/env";
import { record } from "@/server/events";
import { changeMember, disableMember } from "@/server/people/change-member";
import { editQueue } from "@/server/queues/save";
import { createSandboxChannel, eventually, rowsIn, type TestChannel } from "@/server/testing/river";
import { everybodyHas, type Told, type Watch, watching } from "./testing/watch";

let tenant: TenantId;
let queue: { id: string; name: string };
let people: Record<"ana" | "ben" | "cy" | "dee" | "eve", MemberActor>;
let boss: Context;
let line: TestChannel;
let lines = 0;
const open: Watch[] = [];

beforeAll(async () => {
  // The relay is what is tried here; functions are another matter.
  Object.assign(env(), { ROLES: ["web"] });
  await start();
});

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** Ana and Ben answer one queue, Cy another, Dee may see everything and answers none, Eve takes no conversations. */
async function workspace() {
  tenant = await createTenant();
  people = {
    ana: await createMember(tenant, { name: "Ana Ruiz" }),
    ben: await createMember(tenant, { name: "Ben Osei" }),
    cy: await createMember(tenant, { name: "Cy Tan" }),
    dee: await createMember(tenant, { name: "Dee Wu", rights: ["see_all_conversations"], takesConversations: false }),
    eve: await createMember(tenant, { name: "Eve Holm", role: "admin", takesConversations: false }),
  };
  boss = as(await createMember(tenant, { name: "Olu", role: "owner", takesConversations: false }));
  queue = await createQueue(tenant, [people.ana, people.ben]);
  await createQueue(tenant, [people.cy], "Sales");
  line = await newLine({ queue });
}

const as = (actor: MemberActor): Context => ({ tenant, actor });

const newLine = (to: { queue: { id: string } } | { member: { memberId: string } }) => {
  lines += 1;
  return createSandboxChannel(tenant, { ...to, address: `+1415555${9000 + lines}` });
};

const conversationOf = async (phone: string, channel = line) => {
  const [row] = await rowsIn<{ id: string }>(
    tenant,
    sql`select id from conversations where customer_address = ${phone} and number_id = ${channel.numberId} order by created_at desc`,
  );
  return row!.id;
};

/** Everybody's stream, and a way to ask what each of them was told of one conversation while something happened. */
async function audience() {
  const names = Object.keys(people) as (keyof typeof people)[];
  const watches: Watch[] = [];
  for (const name of names) watches.push(await watching(as(people[name])));
  open.push(...watches);
  return {
    watches,
    async during(work: () => Promise<unknown>, phone: string, channel = line) {
      await everybodyHas(tenant, watches);
      const from = watches.map(({ told }) => told.length);
      await work();
      await everybodyHas(tenant, watches);
      const id = await conversationOf(phone, channel);
      const heard = names.map((name, index) => {
        const told = watches[index]!.told.slice(from[index]).filter(({ data }) => idOf(data) === id);
        return [name, told] as const;
      });
      const kinds = heard.map(
        ([name, told]) => [name, [...new Set(told.map(({ event }) => event))].join("+")] as const,
      );
      return { of: Object.fromEntries(heard), kinds: Object.fromEntries(kinds.filter(([, kind]) => kind !== "")) };
    },
  };
}

const idOf = (data: Told["data"]) => data.conversation?.id ?? data.conversationId;

async function delivered(conversationId: string) {
  const states = () =>
    rowsIn<{ state: string }>(
      tenant,
      sql`select state from messages where conversation_id = ${conversationId} and direction = 'out'`,
    );
  await eventually(states, (rows) => rows.length > 0 && rows.every(({ state }) => state === "delivered"));
}

const reply = (actor: MemberActor, conversationId: string, text: string) =>
  replyToConversation(as(actor), { conversationId, text, clientId: uuidv7(), seenSeq: 100_000, force: true });

test("a conversation's life is told to whoever sees it, and to nobody else", async () => {
  await workspace();
  const { during } = await audience();
  const { ana, ben, cy } = people;
  const phone = "+14155551001";

  const arrived = await during(() => line.texts(phone, "Are you open on Sunday?"), phone);
  expect(arrived.kinds).toEqual({ ana: "change", ben: "change", dee: "change" });
  expect(arrived.of.ana![0]!.data).toMatchObject({
    name: "message.received",
    conversation: { state: "waiting", queue: { id: queue.id }, preview: "Are you open on Sunday?" },
    items: [
      { seq: 1, kind: "timeline" },
      { seq: 2, text: "Are you open on Sunday?" },
    ],
  });

  const id = await conversationOf(phone);
  const taken = await during(() => pickUpConversation(as(ana), { conversationId: id }), phone);
  expect(taken.kinds).toEqual({ ana: "change", ben: "gone", dee: "change" });
  expect(taken.of.ben).toMatchObject([
    { data: { conversationId: id, by: "Ana Ruiz", name: "conversation.picked_up" } },
  ]);

  for (const work of [
    () => line.texts(phone, "Hello?"),
    () => addNote(as(ana), { conversationId: id, text: "impatient", clientId: uuidv7() }),
    () => reply(ana, id, "Ten to four.").then(() => delivered(id)),
    () => archiveConversation(as(ana), { conversationId: id }),
  ])
    expect((await during(work, phone)).kinds).toEqual({ ana: "change", dee: "change" });

  const given = await during(
    () => transferConversation(as(ana), { conversationId: id, to: { memberId: cy.memberId } }),
    phone,
  );
  expect(given.kinds).toEqual({ ana: "gone", cy: "change", dee: "change" });

  const back = await during(
    () => transferConversation(as(cy), { conversationId: id, to: { queueId: queue.id } }),
    phone,
  );
  expect(back.kinds).toEqual({ ana: "change", ben: "change", cy: "gone", dee: "change" });

  await during(() => pickUpConversation(as(ben), { conversationId: id }), phone);
  const ended = await during(() => endConversation(as(ben), { conversationId: id }), phone);
  expect(ended.kinds).toEqual({ ben: "change", dee: "change" });
  expect(ended.of.ben![0]!.data.conversation).toMatchObject({ state: "closed", ownerPlace: "archived" });

  const anew = await during(() => line.texts(phone, "One more thing"), phone);
  expect(anew.kinds).toEqual({ ana: "change", ben: "change", dee: "change" });
});

test("a number's rule decides who hears first: one agent, every agent, or nobody while a flow has it", async () => {
  await workspace();
  const { during } = await audience();
  const toCy = await newLine({ member: people.cy });
  expect((await during(() => toCy.texts("+14155551101", "Hi"), "+14155551101", toCy)).kinds).toEqual({
    cy: "change",
    dee: "change",
  });

  const toAll = await newLine({ member: boss.actor });
  await disableMemberRow(boss.actor.memberId);
  expect((await during(() => toAll.texts("+14155551102", "Hi"), "+14155551102", toAll)).kinds).toEqual({
    ana: "change",
    ben: "change",
    cy: "change",
    dee: "change",
  });

  // Opened by a flow that writes first: in nobody's list.
  const phone = "+14155551103";
  await line.texts(phone, "Hi");
  const id = await conversationOf(phone);
  await rowsIn(
    tenant,
    sql`update conversations set state = 'bot', audience = 'owner', waiting_since = null where id = ${id}`,
  );
  const alone = { owner: null, queue: null, everyone: false };
  const silent = await during(
    () => withTenant(tenant, (tx) => record(tx, { tenant }, "message.status", { conversationId: id, after: alone })),
    phone,
  );
  expect(silent.kinds).toEqual({ dee: "change" });
});

const disableMemberRow = (memberId: string) =>
  rowsIn(tenant, sql`update memberships set disabled_at = now() where id = ${memberId}`);

test("who leaves a queue, loses a right or is disabled gets nothing further; who joins hears from then on", async () => {
  await workspace();
  const { during } = await audience();
  const { ana, ben, cy, dee } = people;
  const phone = "+14155551201";
  await line.texts(phone, "first");
  const members = (...list: MemberActor[]) =>
    editQueue(boss, { queueId: queue.id, name: queue.name, memberIds: list.map(({ memberId }) => memberId) });

  // Leaving and the next message, numbered in one go or apart: neither order lets it through.
  const left = await during(async () => {
    await members(ana, cy);
    await line.texts(phone, "after Ben has left");
  }, phone);
  expect(left.kinds).toEqual({ ana: "change", cy: "change", dee: "change" });

  const rightless = await during(async () => {
    await changeMember(boss, { memberId: dee.memberId, rights: [] });
    await changeMember(boss, { memberId: cy.memberId, takesConversations: false });
    await line.texts(phone, "after Dee and Cy lost theirs");
  }, phone);
  expect(rightless.kinds).toEqual({ ana: "change" });

  const disabled = await during(async () => {
    await members(ana, ben);
    await disableMember(boss, { memberId: ana.memberId });
    await line.texts(phone, "after Ana was disabled");
  }, phone);
  expect(disabled.kinds).toEqual({ ben: "change" });
  expect(disabled.of.ben!.at(-1)!.data.items).toMatchObject([{ text: "after Ana was disabled" }]);
});

test("somebody who leaves a queue at the very moment of a message never reads what came after", async () => {
  await workspace();
  const { ben } = people;
  for (let round = 0; round < 20; round++) {
    const phone = `+1415555${1300 + round}`;
    await line.texts(phone, "before");
    const watcher = await watching(as(ben));
    await Promise.all([
      editQueue(boss, { queueId: queue.id, name: queue.name, memberIds: [] }).then(() => line.texts(phone, "after")),
      line.texts(phone, "meanwhile"),
    ]);
    await everybodyHas(tenant, [watcher]);
    expect(
      JSON.stringify(
        watcher.told
          .filter(({ event }) => event === "change")
          .map(({ data }) => [data.conversation.preview, data.items]),
      ),
    ).not.toContain("after");
    await watcher.close();
    await editQueue(boss, { queueId: queue.id, name: queue.name, memberIds: [people.ana.memberId, ben.memberId] });
  }
});

test("another workspace's streams hear nothing of it", async () => {
  await workspace();
  const here = { tenant, actor: people.ana, phone: "+14155551401", line };
  await workspace();
  const stranger = await watching(as(people.dee));
  const ours = await watching(here);
  open.push(stranger, ours);
  await here.line.texts(here.phone, "private");
  await everybodyHas(here.tenant, [ours]);
  await everybodyHas(tenant, [stranger]);
  expect(JSON.stringify(stranger.told)).not.toContain("private");
  expect(JSON.stringify(ours.told)).toContain("private");
});

test("a browser that is slow to read is cut off, and the server keeps nothing for it", async () => {
  await workspace();
  const { openStream } = await import("./stream");
  const { openStreams } = await import("./hub");
  const before = openStreams();
  const stuck = openStream(as(people.dee), { cursor: null, held: [], sessionId: "none" });
  await eventually(openStreams, (streams) => streams === before + 1);
  const text = "long ".repeat(20_000);
  await eventually(
    async () => {
      await Promise.all(Array.from({ length: 8 }, (_, index) => line.texts(`+1415555${1500 + index}`, text)));
      return openStreams();
    },
    (streams) => streams === before,
    30_000,
  );
  await stuck.cancel();
});
