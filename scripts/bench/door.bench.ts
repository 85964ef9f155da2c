import { randomInt } from "node:crypto";
import { appDb, closePools } from "@/db/clients";
import { processState } from "@/server/process";
import { asPgbench, type Sent } from "./as-pgbench";
import { pgbenchFloor } from "./floor";
import { perSecond, riverBench } from "./river";
import { row } from "./row";

// A signed webhook, from the request to the answer that says it is durable, with the relay at work beside it. Half the
// customers are new, half are among a thousand who have written before.
const KNOWN = 1000;
const CLIENTS = Number(process.env.APP_POOL ?? 10);
/** Door and floor take turns, so that whatever else the machine does meets both. */
const TURNS = 4;
const SECONDS = 2;
const BAR = 0.4;

const { line } = await riverBench();
const known = (index: number) => `+1415${String(5_000_000 + index)}`;
let newcomers = 0;

for (let index = 0; index < KNOWN; index += CLIENTS)
  await Promise.all(Array.from({ length: CLIENTS }, (_, at) => text(known(index + at))));
const floorOf = await floorOfOneText();
await perSecond(CLIENTS, 1, customer);
let [door, floor] = [0, 0];
for (let turn = 0; turn < TURNS; turn++) {
  door += (await perSecond(CLIENTS, SECONDS, customer)) / TURNS;
  floor += (floorOf(turn) ?? 0) / TURNS;
}
row({
  name: `signed webhook → durable, answered, ${CLIENTS} at once`,
  value: door,
  unit: "/s",
  ...(floor ? { floor, met: door >= BAR * floor } : {}),
  bar: `≥ ${BAR * 100} % of the floor${floor ? "" : " (no pgbench here: floor not measured)"}`,
});

processState().shutdown.abort();
await closePools();
process.exit(0);

function customer() {
  return text(randomInt(2) === 0 ? known(randomInt(KNOWN)) : `+1416${String(5_000_000 + newcomers++)}`);
}

async function text(from: string) {
  const answer = await line.texts(from, "Are you open on Sunday?");
  if (!answer.ok) throw new Error(`the door answered ${answer.status}`);
}

/** The statements that one text's transaction sends, done by pgbench under the same role, in any number of turns. */
async function floorOfOneText(): Promise<(turn: number) => number | undefined> {
  const [one, two] = [await statementsOf("+14175550001", "first"), await statementsOf("+14175550002", "other")];
  const { script, variables } = asPgbench(one, two, [
    { value: "+14175550001", expression: ":phone" },
    { value: "message:first", expression: "('message:' || (:n)::text || '/' || (:client_id)::text)" },
  ]);
  const phone = [
    "\\if random(0, 1) = 0",
    `\\set phone 14155000000 + random(0, ${KNOWN - 1})`,
    "\\else",
    "\\set phone 14180000000 + :n * 1000 + :client_id",
    "\\endif",
  ];
  const asText = script.replaceAll(":phone", "('+' || (:phone)::text)");
  const url = process.env.APP_DATABASE_URL ?? "";
  const load = { clients: CLIENTS, seconds: SECONDS };
  return (turn) => pgbenchFloor(url, `${phone.join("\n")}\n${asText}`, { ...variables, n: turn * 1_000_000 }, load);
}

async function statementsOf(from: string, id: string): Promise<Sent[]> {
  const sent: Sent[] = [];
  const { options } = (appDb() as unknown as { $client: { options: { debug: unknown } } }).$client;
  options.debug = (_: number, statement: string, parameters: unknown[]) =>
    void sent.push({ text: statement, parameters: [...parameters] });
  await line.texts(from, "Are you open on Sunday?", id);
  options.debug = false;
  return sent;
}
