import { sql } from "drizzle-orm";
import postgres from "postgres";
import { closePools } from "@/db/clients";
import { createMember } from "@/db/factories";
import { env } from "@/server/env";
import { createFlow, publishFlow, saveDraft } from "@/server/flows/edit";
import { startFlow } from "@/server/flows/start-stop";
import { processState } from "@/server/process";
import { eventually, rowsIn } from "@/server/testing/river";
import { databaseFloor } from "./floor";
import { atRate, generalLine, riverBench } from "./river";
import { percentile, row } from "./row";

// A flow that answers every text, over a carrier called by HTTP: how soon the carrier is called, and how many texts a
// second are answered to the end (the run over, the message sent, its outcome stored).
const [RATE, TEXTS] = [10, 150];
const BURST = 2000;
const CLIENTS = Number(process.env.APP_POOL ?? 10);

const { tenant, queue } = await riverBench({ roles: ["web", "engine"] });
const admin = { tenant, actor: await createMember(tenant, { role: "admin", takesConversations: false }) };
const waiting = new Map<string, (at: number) => void>();
const line = await generalLine(tenant, { queue, ratePerS: 1000, called: (to) => waiting.get(to)?.(performance.now()) });
await startAnswering();

const bare = postgres(process.env.DATABASE_URL ?? "", { max: 1, onnotice: () => {} });
await bare`create table floor_rows (id bigint generated always as identity primary key, text text not null)`;

let customers = 0;
await burst(300); // warm
// As autovacuum has done in a workspace that is in use: plans made for empty tables are no measure.
await bare`vacuum analyze`;
await latency(20);
for (const [runAhead, name, bars] of [
  [true, "webhook → carrier called, one-reply flow, 10/s", [8, 25]],
  [false, "the same through durable functions alone (RUN_AHEAD=0)", [25, undefined]],
] as const) {
  Object.assign(env(), { RUN_AHEAD: runAhead });
  if (!runAhead) await latency(20);
  const { took, floor } = await latency(TEXTS);
  for (const [share, label, bar] of [
    [0.5, "p50", bars[0]],
    [0.95, "p95", bars[1]],
  ] as const) {
    const value = percentile(took, share);
    row({
      name: `${name}, ${label}`,
      value,
      unit: "ms",
      floor: percentile(floor, share),
      ...(bar ? { bar: `≤ ${bar} ms`, met: value <= bar } : {}),
    });
  }
}

Object.assign(env(), { RUN_AHEAD: true });
await burst(200); // warm, after so many durable functions
const memory = process.memoryUsage().rss;
const answered = await burst(BURST);
const { perSecond: floor, by } = await databaseFloor(
  process.env.DATABASE_URL ?? "",
  ["insert into floor_rows (text) values (random()::text)"],
  { clients: CLIENTS, seconds: 3 },
);
row({
  name: `webhook → flow that answers, completed (floor: one-row commits by ${by})`,
  value: answered,
  unit: "/s",
  floor,
  bar: "≥ 600/s",
  met: answered >= 600,
});
row({ name: "its memory, grown during the burst", value: (process.memoryUsage().rss - memory) / 1e6, unit: "MB" });

processState().shutdown.abort();
await bare.end();
await line.carrier.stop();
await closePools();
process.exit(0);

/** Texts at a rate; each time from the request until the carrier is called, and beside it one commit and one local call. */
async function latency(texts: number): Promise<{ took: number[]; floor: number[] }> {
  const took: number[] = [];
  const floor: number[] = [];
  await atRate(RATE, texts, async () => {
    const from = nextCustomer();
    const began = performance.now();
    const called = new Promise<number>((resolve) => waiting.set(from, resolve));
    await line.texts(from, "Are you open on Sunday?");
    took.push((await called) - began);
    waiting.delete(from);
    const then = performance.now();
    await bare`insert into floor_rows (text) values (${from})`;
    await fetch(line.carrier.verifyUrl).then((answer) => answer.text());
    floor.push(performance.now() - then);
  });
  await settled(customers);
  return { took, floor };
}

/** So many texts, as many at once as the pool has connections. @returns how many a second were answered to the end */
async function burst(texts: number): Promise<number> {
  const began = performance.now();
  let left = texts;
  const client = async () => {
    while (left-- > 0) await line.texts(nextCustomer(), "Are you open on Sunday?");
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  await settled(customers);
  return (texts * 1000) / (performance.now() - began);
}

function nextCustomer() {
  return `+1416${String(5_000_000 + customers++)}`;
}

/** Until so many runs are over and their answers sent. Counting is work too, so it is done seldom. */
async function settled(runs: number): Promise<void> {
  await eventually(
    () => Promise.resolve(line.carrier.taken.length),
    (taken) => taken >= runs,
    120_000,
  );
  await eventually(
    async () =>
      (
        await rowsIn<{ runs: number; sent: number }>(
          tenant,
          sql`select (select count(*)::int from flow_runs where state = 'ended') as runs,
            (select count(*)::int from messages where direction = 'out' and state = 'sent') as sent`,
        )
      )[0],
    (seen) => seen?.runs === runs && seen.sent === runs,
    30_000,
  );
}

async function startAnswering(): Promise<void> {
  const { flowId } = await createFlow(admin, { name: "Answer", kind: "sms", triggerId: "sms.message", language: "en" });
  const reply = {
    as: "bot",
    channel: "conversation",
    source: "text",
    text: "Yes, ten to four. You wrote: {{ message_body }}",
    category: "service",
  };
  const nodes = [
    { id: "start", type: "start", config: {} },
    { id: "answer", type: "reply", config: reply },
    { id: "end", type: "end", config: {} },
  ].map((node, index) => ({ ...node, name: node.id, position: { x: 0, y: index * 100 } }));
  const edges = [
    { id: "a", source: "start", outcome: "SUCCESS", target: "answer" },
    { id: "b", source: "answer", outcome: "SUCCESS", target: "end" },
  ];
  const draft = {
    kind: "sms",
    nodes,
    edges,
    trigger: { id: "sms.message", config: {} },
    settings: { onTakeover: "pause" },
  };
  const { revision } = await saveDraft(admin, { flowId, draft, revision: 1 });
  await publishFlow(admin, { flowId, revision });
  await startFlow(admin, { flowId });
}
