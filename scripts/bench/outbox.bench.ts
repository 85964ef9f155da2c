import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { closePools } from "@/db/clients";
import { withTenant } from "@/db/tenant";
import { pickUpConversation } from "@/server/conversations/pick-up";
import { env } from "@/server/env";
import { claimMessages } from "@/server/messages/claim";
import { deliverChannel } from "@/server/messages/deliver";
import { enqueueMessage } from "@/server/messages/enqueue";
import { processState } from "@/server/process";
import { rowsIn } from "@/server/testing/river";
import { databaseFloor } from "./floor";
import { atRate, generalLine, riverBench } from "./river";
import { row } from "./row";

// What waits to be sent: how many a second can be claimed from one channel with a backlog, and how well the calls of a
// channel keep to 80 a second.
const CONVERSATIONS = 400;
const CLAIMED_FOR_MS = 3000;
const [PACE, PACED, COLD] = [80, 400, 20];

const { tenant, queue, agents } = await riverBench();
Object.assign(env(), { RUN_AHEAD: false });
const calls: number[] = [];
const line = await generalLine(tenant, { queue, ratePerS: PACE, called: () => calls.push(performance.now()) });
const customer = (index: number) => `+1416${5_000_000 + index}`;
for (let index = 0; index < CONVERSATIONS; index += 10)
  await Promise.all(Array.from({ length: 10 }, (_, at) => line.texts(customer(index + at), "Hello?")));
const conversations = await rowsIn<{ id: string }>(tenant, sql`select id from conversations order by id`);
const [anyone] = conversations;
await pickUpConversation({ tenant, actor: agents[0]! }, { conversationId: anyone!.id });

// Pace: from one call to a later one there are so many intervals.
await fill();
let waits: Date | null = new Date();
while (waits !== null && calls.length < PACED) waits = await deliverChannel(tenant, line.channelId);
const { seconds, error } = paceOf(calls.slice(0, PACED));
row({
  name: `one channel at ${PACE}/s over ${seconds.toFixed(1)} s: pace error (floor: timers alone)`,
  value: error,
  unit: "%",
  floor: paceOf(await timersAlone()).error,
  bar: "< 1 %",
  met: error < 1,
});

// Claims at the highest pace there is, put back after each so that it is out of the way.
await rowsIn(tenant, sql`update channels set send_rate_per_s = 1000`);
for (let round = 0; round < 5; round++) await fill();
let claimed = 0;
const began = performance.now();
while (performance.now() - began < CLAIMED_FOR_MS) {
  const { messages } = await claimMessages(tenant, line.channelId);
  if (messages.length === 0) break;
  claimed += messages.length;
  // Sent, as far as the next claim is concerned: the next of these conversations may leave.
  await rowsIn(
    tenant,
    sql`with pace as (update paces set next_at = now()) update messages set state = 'sent', claim_token = null, claim_deadline = null where id in ${messages.map(({ id }) => id)}`,
  );
}
const value = (claimed * 1000) / (performance.now() - began);
const { perSecond: floor, by } = await databaseFloor(
  process.env.DATABASE_URL ?? "",
  ["update channels set name = name where carrier = 'general'"],
  { clients: 1, seconds: 2 },
);
row({ name: `messages claimed, one after another (floor: one-row updates by ${by})`, value, unit: "/s", floor });

processState().shutdown.abort();
await line.carrier.stop();
await closePools();
process.exit(0);

/** How far a list of moments is from so many a second, in per cent. The first few find code and connections cold. */
function paceOf(moments: number[]): { seconds: number; error: number } {
  const seconds = (moments.at(-1)! - moments[COLD]!) / 1000;
  const rate = (moments.length - 1 - COLD) / seconds;
  return { seconds, error: (Math.abs(rate - PACE) / PACE) * 100 };
}

/** As many moments at the same pace, each with a timer of its own and nothing else to do. */
async function timersAlone(): Promise<number[]> {
  const moments: number[] = [];
  await atRate(PACE, PACED, async () => void moments.push(performance.now()));
  return moments;
}

/** One more answer in every conversation. */
async function fill(): Promise<void> {
  for (let index = 0; index < conversations.length; index += 50)
    await withTenant(tenant, async (tx) => {
      for (const { id } of conversations.slice(index, index + 50))
        await enqueueMessage(
          tx,
          { tenant },
          { conversationId: id, text: "Yes, ten to four.", source: "agent", clientId: uuidv7() },
        );
    });
}
