import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { beforeAll, expect, test } from "vitest";
import { createMember, createQueue, createTenant } from "@/db/factories";
import { systemDb } from "@/db/system";
import { numberEvents } from "@/inngest/relay";
import { start } from "@/inngest/start";
import { randomFrom } from "@/server/channels/testing/random";
import type { Context, MemberActor } from "@/server/context";
import { addNote } from "@/server/conversations/add-note";
import { endConversation } from "@/server/conversations/end";
import { listConversations } from "@/server/conversations/list";
import { markRead } from "@/server/conversations/mark-read";
import { pickUpConversation } from "@/server/conversations/pick-up";
import { archiveConversation, removeConversation, unarchiveConversation } from "@/server/conversations/place";
import { replyToConversation } from "@/server/conversations/reply";
import { transferConversation } from "@/server/conversations/transfer";
import type { ConversationRow } from "@/server/conversations/types";
import type { TenantId } from "@/server/domain/ids";
import { env } from "@/server/env";
import { AppError } from "@/server/errors";
import { editQueue } from "@/server/queues/save";
import { createSandboxChannel, eventually, rowsIn, type TestChannel } from "@/server/testing/river";
import { everybodyHas, type Told, type Watch, watching } from "./testing/watch";

let tenant: TenantId;
let agents: MemberActor[];
let boss: Context;
let queues: { id: string; name: string }[];
let line: TestChannel;

const as = (actor: MemberActor): Context => ({ tenant, actor });

beforeAll(async () => {
  Object.assign(env(), { ROLES: ["web"] });
  await start();
});

async function workspace() {
  tenant = await createTenant();
  agents = [];
  for (const name of ["Ana", "Ben", "Cy"]) agents.push(await createMember(tenant, { name }));
  boss = as(await createMember(tenant, { name: "Olu", role: "owner", takesConversations: false }));
  queues = [await createQueue(tenant, agents.slice(0, 2)), await createQueue(tenant, agents.slice(1), "Sales")];
  line = await createSandboxChannel(tenant, { queue: queues[0]! });
}

/**
 * A browser, reduced to what it knows: rows by id with the place in the order at which it knows them. A change puts its
 * row, `gone` takes it away, what was told late does not count, and a fresh list replaces all that is older than it.
 */
class Browser {
  rows = new Map<string, { row: ConversationRow; hidden: boolean; seq: number }>();
  gone = new Map<string, number>();
  cursor: number | null = null;
  freshLists = 0;
  #watch: Watch | undefined;
  #read = 0;

  constructor(readonly context: Context) {}

  async connect() {
    this.#watch = await watching(this.context, { cursor: this.cursor, held: [...this.rows.keys()] });
    this.#read = 0;
    if (this.cursor === null) await this.ask();
  }

  /** The line is cut: what it has not read is lost. */
  async cut() {
    await this.#watch?.close();
    this.#watch = undefined;
  }

  get watch(): Watch {
    return this.#watch!;
  }

  /** Take in the next frames that have come, at most so many. */
  async take(most = Number.POSITIVE_INFINITY) {
    const { told } = this.watch;
    for (const end = Math.min(told.length, this.#read + most); this.#read < end; this.#read++)
      await this.#apply(told[this.#read]!);
  }

  async #apply({ event, id, data }: Told) {
    if (event === "change")
      this.#put(data.conversation, data.reads[this.context.actor.memberId]?.[2] ?? false, data.seq);
    else if (event === "gone") {
      if (data.seq > Math.max(this.gone.get(data.conversationId) ?? 0, this.rows.get(data.conversationId)?.seq ?? 0)) {
        this.rows.delete(data.conversationId);
        this.gone.set(data.conversationId, data.seq);
      }
    } else if (event === "fresh" || (event === "workspace" && data.name === "queue.changed")) await this.ask();
    this.cursor = Math.max(this.cursor ?? 0, id);
  }

  #put(row: ConversationRow, hidden: boolean, seq: number) {
    if (seq <= Math.max(this.rows.get(row.id)?.seq ?? 0, this.gone.get(row.id) ?? 0)) return;
    this.rows.set(row.id, { row, hidden, seq });
    this.gone.delete(row.id);
  }

  /** A first page anew. */
  async ask() {
    this.freshLists += 1;
    const { rows, cursor } = await list(this.context);
    for (const [id, known] of this.rows) if (known.seq <= cursor) this.rows.delete(id);
    for (const { read, ...row } of rows) this.#put(row, read.hidden, cursor);
    // Where the stream goes on from is the stream's own place: a list may be ahead of what it still has to tell.
    this.cursor ??= cursor;
  }

  /** What it shows in Recent. */
  async shown() {
    const mine = await rowsIn<{ queue_id: string }>(
      tenant,
      sql`select queue_id from queue_members where member_id = ${this.context.actor.memberId}`,
    );
    const myQueues = new Set(mine.map(({ queue_id }) => queue_id));
    return [...this.rows.values()]
      .filter(({ row, hidden }) => {
        if (hidden) return false;
        if (row.state === "waiting")
          return row.audience === "everyone" || (row.queue !== null && myQueues.has(row.queue.id));
        return row.state === "active" && row.owner?.id === this.context.actor.memberId && row.ownerPlace === "recent";
      })
      .map(({ row }) => plain(row))
      .sort(byId);
  }
}

const list = (context: Context) => listConversations(context, { view: "recent", limit: 100 });

/** As it comes over the wire. */
const plain = (row: ConversationRow) => JSON.parse(JSON.stringify(row)) as Record<keyof ConversationRow, string>;

async function serverShows(context: Context) {
  const { rows, next } = await list(context);
  expect(next).toBeNull();
  return rows.map(({ read: _, ...row }) => plain(row)).sort(byId);
}

/** Two that were active in the same millisecond have no order that a browser knows. */
const byId = (one: { id: string }, other: { id: string }) => (one.id < other.id ? -1 : 1);

/** Something that customers, agents and administrators do, whether it is allowed at the moment or not. */
function doings(random: ReturnType<typeof randomFrom>) {
  const phones = Array.from({ length: 30 }, (_, index) => `+1415555${1000 + index}`);
  const acts: ((actor: MemberActor, conversationId: string) => Promise<unknown>)[] = [
    (actor, conversationId) => pickUpConversation(as(actor), { conversationId }),
    (actor, conversationId) => pickUpConversation(as(actor), { conversationId }),
    (actor, conversationId) =>
      transferConversation(as(actor), { conversationId, to: { memberId: random.pick(agents).memberId } }),
    (actor, conversationId) =>
      transferConversation(as(actor), { conversationId, to: { queueId: random.pick(queues).id } }),
    (actor, conversationId) => addNote(as(actor), { conversationId, text: "a note", clientId: uuidv7() }),
    (actor, conversationId) =>
      replyToConversation(as(actor), {
        conversationId,
        text: "an answer",
        clientId: uuidv7(),
        seenSeq: 0,
        force: true,
      }),
    (actor, conversationId) => archiveConversation(as(actor), { conversationId }),
    (actor, conversationId) => unarchiveConversation(as(actor), { conversationId }),
    (actor, conversationId) => removeConversation(as(actor), { conversationId }),
    (actor, conversationId) => endConversation(as(actor), { conversationId }),
  ];
  return async () => {
    if (random.chance(0.4)) return line.texts(random.pick(phones), `text ${random.whole(1000)}`);
    if (random.chance(0.04)) {
      const queue = random.pick(queues);
      const memberIds = agents.filter(() => random.chance(0.7)).map(({ memberId }) => memberId);
      return editQueue(boss, { queueId: queue.id, name: queue.name, memberIds });
    }
    const [found] = await rowsIn<{ id: string }>(
      tenant,
      sql`select id from conversations where customer_address = ${random.pick(phones)} and state <> 'closed'`,
    );
    if (!found) return;
    // Not everything is allowed to everybody at every moment; a refusal changes nothing.
    await random
      .pick(acts)(random.pick(agents), found.id)
      .catch((error: unknown) => {
        if (!(error instanceof AppError)) throw error;
      });
  };
}

/** Nothing is on its way to a phone any more. */
const settled = () =>
  eventually(
    () =>
      rowsIn(
        tenant,
        sql`select 1 from messages where direction = 'out' and state not in ('delivered', 'skipped', 'failed')`,
      ),
    (rows) => rows.length === 0,
    30_000,
  );

test("after cuts of every length during a busy shift the screen equals the server, without a reload", {
  timeout: 120_000,
}, async () => {
  for (const seed of ["one", "two", "three"]) {
    await workspace();
    const random = randomFrom(`reconnect ${seed}`);
    const doing = doings(random);
    const browsers = agents.map((agent) => new Browser(as(agent)));
    for (const browser of browsers) await browser.connect();
    for (let round = 0; round < 30; round++) {
      // From one thing missed up to a few hundred, and four things at a time.
      const most = random.pick([1, 4, 20, 60]);
      for (let left = most; left > 0; left -= 4) await Promise.all(Array.from({ length: Math.min(4, left) }, doing));
      for (const browser of browsers) {
        await browser.take(random.chance(0.5) ? random.whole(20) : undefined);
        if (random.chance(0.5)) await browser.cut().then(() => browser.connect());
      }
    }
    await settled();
    await everybodyHas(
      tenant,
      browsers.map(({ watch }) => watch),
    );
    for (const browser of browsers) {
      await browser.take();
      expect(await browser.shown(), seed).toEqual(await serverShows(browser.context));
      await browser.cut();
    }
  }
});

test("more than five thousand changes, or a month away, give a fresh list, whoever else is connected", {
  timeout: 60_000,
}, async () => {
  for (const company of [false, true]) {
    await workspace();
    const [ana, ben] = agents as [MemberActor, MemberActor];
    const beside = company ? await watching(as(ben)) : undefined;
    const browser = new Browser(as(ana));
    await line.texts("+14155551001", "before");
    await browser.connect();
    await everybodyHas(tenant, [browser.watch]);
    await browser.take();
    await browser.cut();
    await manyEvents(5_100);
    await line.texts("+14155551002", "after");
    await browser.connect();
    await everybodyHas(tenant, [browser.watch]);
    const told = browser.watch.told.map(({ event }) => event);
    expect(told.slice(0, 2)).toEqual(["hello", "fresh"]);
    expect(told.length).toBeLessThan(10);
    await browser.take();
    expect(await browser.shown()).toEqual(await serverShows(as(ana)));
    await browser.cut();
    await line.texts("+14155551002", "missed, and its event no longer kept");
    await numberEvents(tenant);
    await rowsIn(tenant, sql`delete from events where seq is not null`);
    await line.texts("+14155551003", "a month later");
    await browser.connect();
    await everybodyHas(tenant, [browser.watch]);
    expect(browser.watch.told[1]!.event).toBe("fresh");
    await browser.take();
    expect(await browser.shown()).toEqual(await serverShows(as(ana)));
    await browser.cut();
    await beside?.close();
  }
});

async function manyEvents(count: number) {
  await rowsIn(
    tenant,
    sql`
    insert into events (id, name, conversation_id, data, audience_after)
    select gen_random_uuid(), 'message.status', c.id, '{"seqs":[2]}', jsonb_build_array(null, c.queue_id, false)
    from conversations c, generate_series(1, ${count}) limit ${count}`,
  );
  await numberEvents(tenant);
}

test("what a browser holds and may no longer see is gone at the first word after a cut", async () => {
  await workspace();
  const [ana, ben] = agents as [MemberActor, MemberActor];
  const browser = new Browser(as(ana));
  await line.texts("+14155551001", "Hi");
  await browser.connect();
  const [held] = await browser.shown();
  await browser.cut();
  await pickUpConversation(as(ben), { conversationId: held!.id });
  await browser.connect();
  await everybodyHas(tenant, [browser.watch]);
  expect(browser.watch.told).toMatchObject([
    { event: "hello" },
    { event: "gone", data: { conversationId: held!.id, by: "Ben" } },
    {},
    {},
  ]);
  await browser.take();
  expect(await browser.shown()).toEqual([]);
  await browser.cut();
});

test("a reading stream follows what is read elsewhere", async () => {
  await workspace();
  const [ana] = agents as [MemberActor];
  await line.texts("+14155551001", "Hi");
  const [row] = (await list(as(ana))).rows;
  await numberEvents(tenant); // the text itself is told before the stream begins
  const stream = await watching(as(ana));
  await markRead(as(ana), { conversationId: row!.id, seq: 2, inboundCount: 1 });
  await everybodyHas(tenant, [stream]);
  expect(stream.told.filter(({ event }) => event === "change")).toMatchObject([
    { data: { reads: { [ana.memberId]: [2, 1, false] } } },
  ]);
  await stream.close();
  expect(await systemDb().execute(sql`select 1 from events where tenant_id = ${tenant} and seq is null`)).toEqual([]);
});
