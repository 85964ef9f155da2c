import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createMember, createQueue, createTenant } from "@/db/factories";
import { systemDb } from "@/db/system";
import { type Random, randomFrom } from "@/server/channels/testing/random";
import type { TenantId } from "@/server/domain/ids";
import { markOverdueUnknown } from "@/server/messages/deliver";
import { createSandboxChannel, eventually, rowsIn, type TestChannel } from "@/server/testing/river";
import { type Begin, bundled } from "./children";
import { insist, Seat } from "./seat";

/** CHAOS_KILLS for fewer, or for a long night. */
const KILLS = Number(process.env.CHAOS_KILLS ?? 100);
const PHONES = 8;
/** Long enough that nobody who lives ever passes it, short enough to wait for. */
const DEADLINE_MS = 5_000;
/** From the moment a process works to its death, at most. */
const LONGEST_LIFE_MS = 150;

/** Set CHAOS_SEED to the one a failure names to have the same deaths again. */
const seed = process.env.CHAOS_SEED ?? uuidv7().slice(-8);

type Programs = Awaited<ReturnType<typeof bundled>>;

let tenant: TenantId;
let channel: TestChannel;
let programs: Programs;
let begin: Omit<Begin, "kind">;

beforeAll(async () => {
  programs = await bundled(["web-process", "worker-process"]);
  tenant = await createTenant();
  const ana = await createMember(tenant);
  channel = await createSandboxChannel(tenant, { queue: await createQueue(tenant, [ana]), ratePerS: 200 });
  begin = { tenant, channelId: channel.channelId, memberId: ana.memberId, deadlineMs: DEADLINE_MS };
});

afterAll(() => programs.remove());

type Accepted = {
  texts: { phone: string; text: string }[];
  replies: { phone: string; text: string; clientId: string }[];
};

/** A customer and his agent, one thing after another, until the deaths are over. */
async function talk(web: Seat, phone: string, random: Random, accepted: Accepted, over: AbortSignal) {
  for (let index = 0; !over.aborted; index++) {
    const text = { phone, text: `${phone} says ${index}` };
    await insist(web, { kind: "text", from: phone, text: text.text, messageId: `${phone}-${index}` });
    accepted.texts.push(text);
    for (let more = random.whole(3); more > 0; more--) {
      const reply = { phone, text: `answer ${index}.${more} to ${phone}`, clientId: uuidv7() };
      await insist(web, { kind: "reply", ...reply });
      accepted.replies.push(reply);
    }
    if (random.chance(0.05)) await insist(web, { kind: "end", phone });
  }
}

test(`what was accepted survives ${KILLS} deaths, once each and in order`, { timeout: 600_000 }, async () => {
  const random = randomFrom(`deaths ${seed}`);
  const [web, worker] = [
    new Seat(programs.file("web-process"), begin),
    new Seat(programs.file("worker-process"), begin),
  ];
  const accepted: Accepted = { texts: [], replies: [] };
  const over = new AbortController();
  try {
    await Promise.all([web.current.said("ready"), worker.current.said("ready")]);
    const talks = Array.from({ length: PHONES }, (_, index) =>
      talk(web, `+1415555${1000 + index}`, randomFrom(`${seed} ${index}`), accepted, over.signal),
    );
    for (let kill = 0; kill < KILLS; kill++) {
      const victim = random.chance(0.6) ? web : worker;
      const lifeMs = random.whole(LONGEST_LIFE_MS);
      await victim.current.said("ready");
      // The moment of death is the one thing here that is not waited for.
      await new Promise((resolve) => setTimeout(resolve, lifeMs));
      await victim.killAndReplace();
    }
    over.abort();
    await Promise.all(talks);
    await everythingSettles();
    await expectKept(accepted);
  } catch (error) {
    throw new Error(`with CHAOS_SEED=${seed}: ${error instanceof Error ? error.message : error}`, { cause: error });
  } finally {
    over.abort();
    await Promise.all([web.empty(), worker.empty()]);
  }
});

/** The relay has numbered and woken, the lines are empty, and whoever died while sending is known. */
async function everythingSettles() {
  const left = async () => {
    await markOverdueUnknown(); // a schedule does it once a minute; here nobody waits so long
    const [row] = await systemDb().execute<{ events: number; waking: number; kept: number; messages: number }>(sql`
      select (select count(*)::int from events where seq is null) as events,
        (select count(*)::int from events where wakes and woken_at is null) as waking,
        (select count(*)::int from webhook_journal where state in ('pending', 'stuck')) as kept,
        (select count(*)::int from messages where state in ('queued', 'sending')) as messages`);
    return row!;
  };
  await eventually(left, ({ events, waking, kept, messages }) => events + waking + kept + messages === 0, 90_000);
}

async function expectKept({ texts, replies }: Accepted) {
  type Row = {
    phone: string;
    text: string;
    state: string;
    seq: number;
    conversation_id: string;
    client_id: string | null;
    id: string;
  };
  const rows = <T extends Record<string, unknown>>(query: ReturnType<typeof sql>) => rowsIn<T>(tenant, query);
  const stored = await rows<Row>(sql`
    select m.address as phone, m.text, m.state, m.seq, m.conversation_id, m.client_id, m.id, m.direction
    from messages m join conversations c on c.id = m.conversation_id order by c.created_at, m.seq`);
  const received = stored.filter(({ state }) => state === "received");
  // They talked all the while, each of them, or the deaths met nobody.
  expect(new Set(texts.map(({ phone }) => phone)).size).toBe(PHONES);
  expect(texts.length).toBeGreaterThan(KILLS / 4);
  expect(replies.length).toBeGreaterThan(KILLS / 4);
  // Every accepted text once, and in the order in which the customer wrote; only one whose text a door had no time for
  // and merely kept may have it later than the next.
  const kept = await rows<{ body: string }>(sql`select body from webhook_journal where attempts > 0`);
  const late = new Set(
    kept.map(({ body }) => (JSON.parse(Buffer.from(body, "base64").toString()) as { from: string }).from),
  );
  for (const phone of new Set(texts.map((text) => text.phone))) {
    const of = (all: { phone: string; text: string }[]) =>
      all.filter((one) => one.phone === phone).map(({ text }) => text);
    const inOrder = (all: string[]) => (late.has(phone) ? all.sort() : all);
    expect(inOrder(of(received))).toEqual(inOrder(of(texts)));
  }
  expect(received).toHaveLength(texts.length);

  // Every accepted answer once; what became of it is known, or known to be unknown.
  const sent = stored.filter(({ state }) => state !== "received");
  expect(sent.map(({ client_id }) => client_id).sort()).toEqual(replies.map(({ clientId }) => clientId).sort());
  expect(
    [...new Set(sent.map(({ state }) => state))].filter((state) => !["sent", "delivered", "unknown"].includes(state)),
  ).toEqual([]);

  // Only what was on its way at a death may be unknown; the rest went out.
  expect(sent.filter(({ state }) => state === "unknown").length).toBeLessThan(sent.length / 2);

  // On the phone at most once, surely when we say so, in the order in which they were written.
  const arrived = await rows<{ client_ref: string; phone: string }>(sql`
    select client_ref, phone from sandbox_messages where direction = 'out' order by created_at, id`);
  const refs = arrived.map(({ client_ref }) => client_ref);
  expect(new Set(refs).size).toBe(refs.length);
  expect(sent.filter(({ state, id }) => state !== "unknown" && !refs.includes(id))).toEqual([]);
  for (const conversation of new Set(sent.map(({ conversation_id }) => conversation_id))) {
    const written = sent.filter(({ conversation_id }) => conversation_id === conversation).map(({ id }) => id);
    expect(refs.filter((ref) => written.includes(ref))).toEqual(written.filter((id) => refs.includes(id)));
  }

  // One that has just come (a receipt is in no hurry) has no number yet.
  const [events] = await rows<{ numbered: number; last: number; kept: number }>(sql`
    select count(seq)::int as numbered, max(seq)::int as last, (select last_seq::int from tenant_seqs) as kept from events`);
  expect(events).toEqual({ numbered: events!.numbered, last: events!.numbered, kept: events!.numbered });
  expect(
    await rows(sql`
      select c.id from conversations c where c.message_seq <> (
        select count(*) from (select seq from messages where conversation_id = c.id
          union select seq from timeline where conversation_id = c.id) l)`),
  ).toEqual([]);
  if (process.env.CHAOS_REPORT)
    console.log({
      texts: texts.length,
      replies: replies.length,
      unknown: sent.filter(({ state }) => state === "unknown").length,
      arrived: refs.length,
    });
}
