import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createMember, createQueue, createTenant } from "@/db/factories";
import { start } from "@/inngest/start";
import { createDatabase, migrateDatabase } from "@/scripts/lib/migrate.mjs";
import { runningPostgres, startPostgres } from "@/scripts/lib/postgres.mjs";
import { throwawayPostgres } from "@/scripts/lib/throwaway.mjs";
import type { MemberActor } from "@/server/context";
import { pickUpConversation } from "@/server/conversations/pick-up";
import { replyToConversation } from "@/server/conversations/reply";
import type { TenantId } from "@/server/domain/ids";
import { checkHealth } from "@/server/health";
import { processState } from "@/server/process";
import { openStream } from "@/server/realtime/stream";
import { everybodyHas, type Watch, watching } from "@/server/realtime/testing/watch";
import { createSandboxChannel, eventually, rowsIn, type TestChannel } from "@/server/testing/river";

let cluster: Awaited<ReturnType<typeof throwawayPostgres>>;
let tenant: TenantId;
let ana: MemberActor;
let line: TestChannel;
let screen: Watch;

beforeAll(async () => {
  // A PostgreSQL of its own: the other tests go on using theirs while this one is away.
  cluster = await throwawayPostgres();
  await createDatabase(cluster.ownerUrl("postgres"), "patchbay");
  await migrateDatabase({
    url: cluster.ownerUrl(),
    appLogin: { name: "patchbay_app", password: cluster.passwords.app },
  });
  Object.assign(process.env, { DATABASE_URL: cluster.ownerUrl(), APP_DATABASE_URL: cluster.appUrl() });
  processState().singletons.delete("env");
  await start();
  tenant = await createTenant();
  ana = await createMember(tenant);
  line = await createSandboxChannel(tenant, { queue: await createQueue(tenant, [ana]) });
  screen = await watching({ tenant, actor: ana });
}, 120_000);

afterAll(async () => {
  await screen.close();
  await cluster.stop();
});

const goAway = async () => (await runningPostgres(cluster.dir))?.stop();
const comeBack = () => startPostgres({ dir: cluster.dir, port: cluster.port, throwaway: true });

/** The screen that is open has been told so, so many times. */
const heard = (word: "away" | "back", times: number) =>
  eventually(
    () => screen.told.filter(({ event }) => event === word).length,
    (count) => count === times,
    30_000,
  );

/** A carrier comes again until it is told that its message was taken. */
const insist = (from: string, text: string) =>
  eventually(
    () => line.texts(from, text, `${from} ${text}`),
    ({ ok }) => ok,
    30_000,
  );

type Answered = { text: string; status: number; retryAfter: number; ms: number };

async function timed(from: string, text: string): Promise<Answered> {
  const began = performance.now();
  const { status, headers } = await line.texts(from, text);
  return { text, status, retryAfter: Number(headers.get("retry-after")), ms: performance.now() - began };
}

/** One text after another, until the database has left, and one more. */
async function texting(from: string, over: () => boolean): Promise<Answered[]> {
  const answers: Answered[] = [];
  for (let index = 0, last = false; !last; index++) {
    last = over();
    answers.push(await timed(from, `Hi ${index} from ${from}`));
  }
  return answers;
}

/** Each was taken, or told to come again; nobody waited. Returns what was taken. */
function expectAtOnce(answers: Answered[]): string[] {
  for (const answer of answers) {
    expect([204, 503]).toContain(answer.status);
    if (answer.status === 503) expect(answer.retryAfter).toBeGreaterThan(0);
    expect(answer.ms).toBeLessThan(3_000);
  }
  return answers.filter(({ status }) => status === 204).map(({ text }) => text);
}

async function roundTrip(phone: string) {
  await insist(phone, "Are you there?");
  await everybodyHas(tenant, [screen]);
  const shown = screen.told.find(({ data }) => data.conversation?.address === phone);
  expect(shown).toMatchObject({ event: "change", data: { conversation: { preview: "Are you there?" } } });
  const conversationId = shown!.data.conversation.id;
  await pickUpConversation({ tenant, actor: ana }, { conversationId });
  await replyToConversation(
    { tenant, actor: ana },
    { conversationId, text: "We are", clientId: uuidv7(), seenSeq: 100, force: true },
  );
  await eventually(
    () =>
      rowsIn<{ state: string }>(
        tenant,
        sql`select state from messages where conversation_id = ${conversationId} and direction = 'out'`,
      ),
    ([reply]) => reply?.state === "delivered",
    30_000,
  );
}

test("without its database the door says at once that it is busy; when it is back, everything goes on by itself", {
  timeout: 180_000,
}, async () => {
  const accepted: string[] = [];
  await roundTrip("+14155551000");
  for (let round = 1; round <= 2; round++) {
    // Texts keep coming in while it goes: some are on their way at the very moment.
    const leaving = goAway();
    const first = 2000 + round * 100;
    let left = false;
    void leaving.then(() => (left = true));
    const phones = Array.from({ length: 10 }, (_, index) => texting(`+1415555${first + index}`, () => left));
    await leaving;
    for (const answers of await Promise.all(phones)) accepted.push(...expectAtOnce(answers));
    const quiet: Answered[] = [];
    for (let attempt = 0; attempt < 15; attempt++) quiet.push(await timed("+14155551001", "Hello?"));
    expect(expectAtOnce(quiet)).toEqual([]);
    expect(quiet.filter(({ ms }) => ms < 300).length).toBeGreaterThan(quiet.length / 2);
    expect(await checkHealth()).toMatchObject({ status: "failing", failing: expect.arrayContaining(["database"]) });
    // A stream that is opened now ends, so that the browser comes again; one that was open stays, and says why.
    await heard("away", round);
    const refused = openStream({ tenant, actor: ana }, { cursor: null, held: [], sessionId: "none" }).getReader();
    expect(await refused.read()).toEqual({ done: true, value: undefined });
    await comeBack();
    await heard("back", round);
    await roundTrip(`+1415555300${round}`);
    await eventually(checkHealth, ({ status }) => status === "ok", 60_000);
  }
  // Whatever was accepted is there once, and told: one unbroken order.
  const stored = await rowsIn<{ text: string }>(tenant, sql`select text from messages where direction = 'in'`);
  const texts = stored.map(({ text }) => text);
  expect(accepted.filter((text) => texts.filter((one) => one === text).length !== 1)).toEqual([]);
  expect(new Set(texts.filter((text) => text.startsWith("Hi"))).size).toBe(
    texts.filter((text) => text.startsWith("Hi")).length,
  );
  await eventually(
    () =>
      rowsIn<{ waiting: number; gaps: number }>(
        tenant,
        sql`
        select count(*) filter (where seq is null)::int as waiting, count(*)::int - max(seq)::int as gaps from events`,
      ),
    ([order]) => order?.waiting === 0 && order.gaps === 0,
  );
});
