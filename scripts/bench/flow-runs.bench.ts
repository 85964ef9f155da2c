import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { sql } from "drizzle-orm";
import { systemDb } from "../../db/system";
import { withTenant } from "../../db/tenant";
import { start } from "../../inngest/start";
import { runSprint } from "../../server/flows/run-sprint";
import { type Edge, flowWorkspace, type Node, reply } from "../../server/testing/flows";
import { eventually } from "../../server/testing/river";
import { row } from "./row";

// Many runs: all starting at once, and a hundred thousand that wait while nothing happens.
const TEXTS = 2000;
const WARM = 200;
/** As many as a carrier holds open to us; and how long it leaves us alone when we say that we are busy. */
const CONNECTIONS = 32;
const COME_AGAIN_MS = 1_000;
const WAITING = 100_000;
const PORTION = 10_000;

await start();
const house = await flowWorkspace();

const five: [Node[], Edge[]] = [
  [
    { id: "start", type: "start" },
    { id: "hello", type: "reply", config: reply("Thank you for “{{ message_body }}”.") },
    { id: "tag", type: "tag", config: { on: "conversation", add: ["seen"], remove: [] } },
    { id: "all", type: "assign_all" },
    { id: "end", type: "end" },
  ],
  [
    ["start", "SUCCESS", "hello"],
    ["hello", "SUCCESS", "tag"],
    ["tag", "SUCCESS", "all"],
    ["all", "SUCCESS", "end"],
  ],
];

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const megabytes = () => {
  collect();
  return process.memoryUsage().heapUsed / 1024 / 1024;
};
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** All of them wait at the door; a text that finds us busy comes again. @returns how often one had to */
async function texts(from: number, many: number): Promise<number> {
  let [next, refused] = [from, 0];
  const connection = async () => {
    for (let at = next++; at < from + many; at = next++) {
      while (!(await house.channel.texts(`+1415${6_000_000 + at}`, `text ${at}`, `bench-${at}`)).ok) {
        refused++;
        await pause(COME_AGAIN_MS);
      }
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  await eventually(
    () => count(sql`r.state = 'ended'`),
    (ended) => ended === from + many,
    600_000,
  );
  return refused;
}
const count = async (condition: ReturnType<typeof sql>) =>
  (await house.rows<{ n: number }>(sql`select count(*)::int as n from flow_runs r where ${condition}`))[0]!.n;

/** As many texts at once as there are customers; each starts a run of five nodes. */
async function allAtOnce(): Promise<void> {
  await house.started(...five);
  await texts(0, WARM);
  const before = megabytes();
  const began = performance.now();
  const refused = await texts(WARM, TEXTS);
  const value = (TEXTS * 1000) / (performance.now() - began);
  row({ name: "2,000 texts at once, a five-node flow each", value, unit: "completed/s" });
  row({ name: "… told to come again", value: refused, unit: "texts" });
  const [order] = await house.rows<{ wrong: number }>(sql`
    select count(*)::int as wrong from (select array_agg(direction order by seq) as way from messages group by conversation_id) w
    where way <> array['in', 'out']`);
  row({ name: "… out of order", value: order!.wrong, unit: "conversations", bar: "0", met: order!.wrong === 0 });
  const grown = megabytes() - before;
  row({ name: "… memory kept afterwards", value: grown, unit: "MB", bar: "≤ 50 MB", met: grown <= 50 });
}

/** Rows as the product writes them, made from one real waiting run. */
async function fill(): Promise<string> {
  await house.started(
    [
      { id: "start", type: "start" },
      { id: "wait", type: "wait_reply", config: { timeout: { n: 60, unit: "days" }, collect: "first", save: "var_a" } },
      { id: "end", type: "end" },
    ],
    [
      ["start", "SUCCESS", "wait"],
      ["wait", "REPLIED", "end"],
      ["wait", "TIMEOUT", "end"],
    ],
  );
  const phone = "+14157000000";
  await house.channel.texts(phone, "Hi");
  const [run] = await eventually(
    () => house.runsOf(phone),
    ([one]) => one?.state === "waiting",
  );
  // In portions that a statement has time for, with statistics as they would be had the rows come one by one.
  for (let from = 0; from < WAITING; from += PORTION) {
    await systemDb().execute(sql`analyze`);
    await house.rows(sql`
    with made as (
      insert into conversations (id, channel_id, number_id, contact_id, kind, customer_address, state, audience, waiting_since)
      select gen_random_uuid(), c.channel_id, c.number_id, c.contact_id, c.kind, '+1415' || (7000000 + n), 'waiting', 'everyone', now()
      from conversations c, generate_series(${from + 1}::int, ${from + PORTION}::int) n where c.customer_address = ${phone} returning id
    )
    insert into flow_runs (id, flow_id, version_id, conversation_id, contact_id, customer_facing, state, run, wake_at)
    select gen_random_uuid(), r.flow_id, r.version_id, made.id, r.contact_id, true, 'waiting', r.run, r.wake_at
    from flow_runs r, made where r.id = ${run!.id}`);
  }
  await systemDb().execute(sql`vacuum analyze flow_runs, conversations`);
  return run!.id;
}

async function manyWaiting(): Promise<void> {
  await fill();
  const seconds = 10;
  const before = process.cpuUsage();
  await pause(seconds * 1000);
  const { user, system } = process.cpuUsage(before);
  const share = ((user + system) / 1e6 / seconds) * 100;
  row({
    name: "100,000 waiting runs: CPU of the idle process",
    value: share,
    unit: "%",
    bar: "≤ 5 %",
    met: share <= 5,
  });
  const [conversation] = await house.rows<{ id: string }>(
    sql`select conversation_id as id from flow_runs where state = 'waiting' order by id offset 50000 limit 1`,
  );
  const plan = await withTenant(house.tenant, (tx) =>
    tx.execute<{ "QUERY PLAN": string }>(sql`
      explain (analyze, buffers, costs off, timing off, summary off)
      select id from flow_runs where conversation_id = ${conversation!.id} and customer_facing and state in ('running', 'waiting', 'paused')`),
  );
  const lines = plan.map((line) => line["QUERY PLAN"]);
  console.log(lines.join("\n"));
  const byIndex = lines.some((line) => /Index (Only )?Scan using flow_runs_(facing|of_conversation)/.test(line));
  row({
    name: "… a reply finds its run by one index look-up",
    value: byIndex ? 1 : 0,
    unit: "",
    bar: "1",
    met: byIndex,
  });
  const [due] = await house.rows<{ id: string }>(sql`select id from flow_runs where state = 'waiting' limit 1`);
  const began = performance.now();
  for (let index = 0; index < 200; index++) await runSprint(house.tenant, due!.id);
  row({ name: "… a sprint that finds nothing to do", value: (performance.now() - began) / 200, unit: "ms" });
}

await allAtOnce();
await manyWaiting();
process.exit(0);
