import postgres from "postgres";
import { closePools } from "@/db/clients";
import { processState } from "@/server/process";
import { type Told, watching } from "@/server/realtime/testing/watch";
import { atRate, riverBench } from "./river";
import { percentile, row } from "./row";

// A customer's text on an agent's screen: from the signed request, and from the moment that its transaction committed,
// to the frame that a live stream hands over. Its floor is a commit that notifies, heard by a listener who then reads
// the row: what the database alone needs, at the same rate in the same run.
const [RATE, TEXTS, SCREENS] = [10, 150, 4];
const BAR_MS = 150;

const { tenant, agents, line } = await riverBench({ members: SCREENS });
const screens = await Promise.all(agents.map((actor) => watching({ tenant, actor })));
const [, elsewhere] = screens;
const heard = new Map<string, (at: number) => void>();
for (const screen of screens)
  screen.told.push = function push(this: Told[], ...told: Told[]) {
    const at = performance.now();
    // The last agent's screen counts: he did nothing himself.
    if (screen === elsewhere)
      for (const { data } of told) for (const { text } of data?.items ?? []) heard.get(text ?? "")?.(at);
    return Array.prototype.push.apply(this, told);
  };

const url = process.env.DATABASE_URL ?? "";
const bare = {
  writer: postgres(url, { max: 1, onnotice: () => {} }),
  reader: postgres(url, { max: 1, onnotice: () => {} }),
};
await bare.writer`create table floor_rows (id bigint generated always as identity primary key, text text not null)`;
const notified = new Map<string, () => void>();
await bare.reader.listen("floor", (id) => notified.get(id)?.());

await texts(20); // warm
const { fromRequest, fromCommit, floor } = await texts(TEXTS);
for (const [share, label] of [
  [0.5, "p50"],
  [0.95, "p95"],
] as const) {
  row({
    name: `webhook in → agent's screen, ${RATE}/s, ${label}`,
    value: percentile(fromRequest, share),
    unit: "ms",
    floor: percentile(floor, share),
  });
}
const p95 = percentile(fromCommit, 0.95);
row({
  name: "message stored → on another agent's screen, p95",
  value: p95,
  unit: "ms",
  floor: percentile(floor, 0.95),
  bar: `≤ ${BAR_MS} ms`,
  met: p95 <= BAR_MS,
});

await Promise.all(screens.map((screen) => screen.close()));
processState().shutdown.abort();
await Promise.all([bare.writer.end(), bare.reader.end(), closePools()]);
process.exit(0);

async function texts(count: number) {
  const found = { fromRequest: [] as number[], fromCommit: [] as number[], floor: [] as number[] };
  await atRate(RATE, count, async (index) => {
    const text = `Are you open on Sunday? ${count}/${index}`;
    const shown = new Promise<number>((resolve) => heard.set(text, resolve));
    const began = performance.now();
    const answer = await line.texts(`+1416${5_000_000 + (index % 50)}`, text);
    if (!answer.ok) throw new Error(`the door answered ${answer.status}`);
    const stored = performance.now();
    const at = await shown;
    heard.delete(text);
    found.fromRequest.push(at - began);
    // The screen may be quicker than the answer to the carrier.
    found.fromCommit.push(Math.max(0, at - stored));
    found.floor.push(await floorOnce());
  });
  return found;
}

async function floorOnce(): Promise<number> {
  const began = performance.now();
  const id = String(began);
  const told = new Promise<void>((resolve) => notified.set(id, resolve));
  await bare.writer.begin(async (tx) => {
    await tx`insert into floor_rows (text) values (${id})`;
    await tx`select pg_notify('floor', ${id})`;
  });
  await told;
  notified.delete(id);
  await bare.writer`select id, text from floor_rows where text = ${id} order by id desc limit 1`;
  return performance.now() - began;
}
