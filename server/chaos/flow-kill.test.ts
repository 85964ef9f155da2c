import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { randomFrom } from "@/server/channels/testing/random";
import { markOverdueUnknown } from "@/server/messages/deliver";
import { asking, flowWorkspace } from "@/server/testing/flows";
import { eventually } from "@/server/testing/river";
import { type Begin, bundled } from "./children";
import { insist, Seat } from "./seat";

const RUNS = 200;
const PHONES = 20;
const KILLS = 25;
/** Long enough that nobody who lives ever passes it, short enough to wait for. */
const DEADLINE_MS = 5_000;
const LONGEST_LIFE_MS = 300;

/** Set CHAOS_SEED to the one a failure names to have the same deaths again. */
const seed = process.env.CHAOS_SEED ?? uuidv7().slice(-8);

let programs: Awaited<ReturnType<typeof bundled>>;
let house: Awaited<ReturnType<typeof flowWorkspace>>;
let begin: Omit<Begin, "kind">;

beforeAll(async () => {
  programs = await bundled(["web-process", "worker-process"]);
  house = await flowWorkspace();
  await house.started(...asking);
  const { tenant, channel, ana } = house;
  begin = { tenant, channelId: channel.channelId, memberId: ana.actor.memberId, deadlineMs: DEADLINE_MS };
});
afterAll(() => programs.remove());

type Row = { phone: string; runs: number; waiting: number; over: number };

/** One look at all phones' runs serves everybody who waits for his. */
function watchRuns() {
  let seen = new Map<string, Row>();
  let ended = false;
  const looking = (async () => {
    while (!ended) {
      const rows = await house.rows<Row>(sql`
        select c.customer_address as phone, count(*)::int as runs, count(*) filter (where r.state = 'waiting')::int as waiting,
          count(*) filter (where r.state in ('ended', 'failed', 'cancelled'))::int as over
        from flow_runs r join conversations c on c.id = r.conversation_id group by 1`);
      seen = new Map(rows.map((row) => [row.phone, row]));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  return {
    until: (phone: string, satisfies: (row: Row) => boolean) =>
      eventually(() => seen.get(phone) ?? { phone, runs: 0, waiting: 0, over: 0 }, satisfies, 240_000),
    async stop() {
      ended = true;
      await looking;
    },
  };
}

test(`${RUNS} runs end as they would have, whenever the processes that walk them die`, {
  timeout: 300_000,
}, async () => {
  const random = randomFrom(`deaths ${seed}`);
  const [web, worker] = [
    new Seat(programs.file("web-process"), begin),
    new Seat(programs.file("worker-process"), begin),
  ];
  const watch = watchRuns();
  let over = false;
  try {
    await Promise.all([web.current.said("ready"), worker.current.said("ready")]);
    const talks = Promise.all(
      Array.from({ length: PHONES }, async (_, index) => {
        const phone = `+1415555${1000 + index}`;
        const says = (text: string) => insist(web, { kind: "text", from: phone, text, messageId: `${phone} ${text}` });
        for (let round = 0; round < RUNS / PHONES; round++) {
          await says(`Hi ${round}`);
          await watch.until(phone, (row) => row.waiting === 1 && row.over === round);
          await says(`YL-${round}`);
          await watch.until(phone, (row) => row.over === round + 1);
        }
      }),
    ).finally(() => {
      over = true;
    });
    const deaths = (async () => {
      for (let kill = 0; kill < KILLS && !over; kill++) {
        const victim = random.chance(0.6) ? web : worker;
        const lifeMs = random.whole(LONGEST_LIFE_MS);
        await victim.current.said("ready");
        // The moment of death is the one thing here that is not waited for.
        await new Promise((resolve) => setTimeout(resolve, lifeMs));
        await victim.killAndReplace();
      }
    })();
    await Promise.all([talks, deaths]);
    await eventually(
      async () => {
        await markOverdueUnknown();
        return house.rows(sql`select 1 from messages where state in ('queued', 'sending') limit 1`);
      },
      ({ length }) => length === 0,
      90_000,
    );
    await expectAsUndisturbed();
  } catch (error) {
    throw new Error(`with CHAOS_SEED=${seed}: ${error instanceof Error ? error.message : error}`, { cause: error });
  } finally {
    await watch.stop();
    await Promise.all([web.empty(), worker.empty()]);
  }
});

async function expectAsUndisturbed() {
  const runs = await house.rows<{
    id: string;
    state: string;
    result: string;
    way: string;
    said: string[];
    asked: string;
  }>(sql`
    select r.id, r.state, r.result, r.run->'variables'->>'var_order' as asked,
      (select string_agg(v.node_id || ' ' || coalesce(v.outcome, ''), ', ' order by v.visit) from flow_visits v where v.run_id = r.id) as way,
      array(select m.text from messages m where m.run_id = r.id order by m.seq) as said
    from flow_runs r order by r.id`);
  expect(runs).toHaveLength(RUNS);
  for (const { id, ...run } of runs)
    expect(run, id).toEqual({
      state: "ended",
      result: "completed",
      way: "start SUCCESS, ask SUCCESS, wait REPLIED, thanks SUCCESS, end ",
      said: ["What is your order number?", `Order ${run.asked}, thank you.`],
      asked: expect.stringMatching(/^YL-\d$/),
    });
  // On the phone at most once, surely when we say so.
  const arrived = await house.rows<{ ref: string }>(
    sql`select client_ref as ref from sandbox_messages where direction = 'out'`,
  );
  expect(new Set(arrived.map(({ ref }) => ref)).size).toBe(arrived.length);
  const sent = await house.rows<{ id: string; state: string }>(
    sql`select id, state from messages where direction = 'out'`,
  );
  expect(sent.filter(({ state }) => !["sent", "delivered", "unknown"].includes(state))).toEqual([]);
  const refs = new Set(arrived.map(({ ref }) => ref));
  expect(sent.filter(({ id, state }) => state !== "unknown" && !refs.has(id))).toEqual([]);
  expect(await house.rows(sql`select 1 from flow_signals`)).toEqual([]);
}
