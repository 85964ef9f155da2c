import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { describe, expect, test } from "vitest";
import { systemDb } from "@/db/system";
import { rowsIn } from "@/server/testing/river";
import { uploadFile } from "@/server/testing/upload";
import type { Credentials } from "./carrier";
import { dueChecks } from "./due-checks";
import { processJournalEntry } from "./journal";
import { carrierLines } from "./testing/lines";
import { aPicture } from "./testing/river-contract";
import { json } from "./testing/speech";
import { speeches } from "./testing/speeches";

// What a carrier's door does beyond what all of them do.
const { world, open, pickUp, answers, reply, becomes, takesAll, asked } = carrierLines();
const openOne = (name: string, more: Credentials = {}) => open(speeches[name]!, name, more);

describe("Telnyx is answered within two seconds, whatever the database does", () => {
  const tables = ["channels", "webhook_journal", "messages", "conversations", "contact_identities"];
  test.each(tables)("while nobody may touch %s", async (table) => {
    const line = await openOne("telnyx");
    const text = line.words("Are you open?");
    const answer = await systemDb().transaction(async (tx) => {
      await tx.execute(sql`lock table ${sql.identifier(table)} in access exclusive mode`);
      const began = performance.now();
      const { status } = await line.posts(text);
      return { status, ms: performance.now() - began };
    });
    expect(answer.ms).toBeLessThan(2000);
    expect([200, 503]).toContain(answer.status);
    // Accepted or not, the carrier's next try leaves one message.
    expect((await line.posts(text)).status).toBe(200);
    for (const { id } of (await line.journal()).filter(({ state }) => state === "pending"))
      await processJournalEntry(world.tenant, id);
    expect((await line.texts()).map(({ text }) => text)).toEqual(["Are you open?"]);
  });
});

test("Bandwidth is asked for the login, comes again with it, and leaves one message", async () => {
  const line = await openOne("bandwidth");
  const text = line.words("Hello");
  const first = await line.posts(text, "", {});
  expect([first.status, first.headers.get("www-authenticate")]).toEqual([401, 'Basic realm="webhook"']);
  expect(await line.journal()).toEqual([]);
  const wrong = await line.posts(text, "", { authorization: `Basic ${btoa("bw-hook:guess")}` });
  expect([wrong.status, wrong.headers.get("www-authenticate")]).toEqual([401, 'Basic realm="webhook"']);
  expect((await line.posts(text)).status).toBe(200);
  expect(await line.texts()).toMatchObject([{ text: "Hello" }]);
  expect(await line.journal()).toMatchObject([{ state: "refused" }, { state: "done" }]);
});

test("Bandwidth's other application is refused with a reason that helps", async () => {
  const line = await openOne("bandwidth");
  const [event] = line.words("Hello") as { message: object }[];
  const other = [{ ...event, message: { ...event?.message, applicationId: "other" } }];
  expect((await line.posts(other)).status).toBe(401);
  expect(await line.journal()).toMatchObject([{ state: "refused", error: "another application ID" }]);
});

/** Transactions of this test's database that are open now, beside the one that asks. */
async function openTransactions(): Promise<number> {
  const [row] = await systemDb().execute<{ open: number }>(sql`
    select count(*)::int as open from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null and backend_type = 'client backend'`);
  return row!.open;
}

test("Flowroute is asked before a message is shown, and asked again by whoever comes to it later", async () => {
  const line = await openOne("flowroute", { confirm: true });
  const body = line.words("Hello") as { data: { id: string; attributes: object } };
  expect((await line.posts(body, "sms")).status).toBe(200);
  expect(await line.texts()).toEqual([]);
  const [entry] = await line.journal();
  world.says = () => json(503, {});
  await processJournalEntry(world.tenant, entry!.id).catch(() => null);
  expect(await line.texts()).toEqual([]);
  world.says = () => json(200, { data: body.data });
  await processJournalEntry(world.tenant, entry!.id);
  expect(await line.texts()).toMatchObject([{ text: "Hello" }]);
  expect(await line.journal()).toMatchObject([{ state: "done" }]);
  expect(world.heard.map(({ path }) => path)).toEqual(
    Array.from({ length: 2 }, () => `/v2.1/messages/${body.data.id}`),
  );
});

test("while Flowroute is asked no transaction is open", async () => {
  const line = await openOne("flowroute", { confirm: true });
  const body = line.words("Hello") as { data: object };
  await line.posts(body, "sms");
  const [entry] = await line.journal();
  const open: number[] = [];
  world.says = async () => {
    open.push(await openTransactions());
    return json(200, { data: body.data });
  };
  await processJournalEntry(world.tenant, entry!.id);
  expect(open).toEqual([0]);
  expect(await line.texts()).toHaveLength(1);
});

test("two that ask Flowroute at once show one message", async () => {
  const line = await openOne("flowroute", { confirm: true });
  const body = line.words("Hello") as { data: object };
  await line.posts(body, "sms");
  const [entry] = await line.journal();
  world.says = () => json(200, { data: body.data });
  const taken = await Promise.all([1, 2, 3].map(() => processJournalEntry(world.tenant, entry!.id)));
  expect(taken.filter((one) => one !== null)).toEqual([{ taken: 1 }]);
  expect(await line.texts()).toHaveLength(1);
});

test("what Flowroute does not know is asked for twice, and then stays out of sight with the reason", async () => {
  const line = await openOne("flowroute", { confirm: true });
  await line.posts(line.words("Pay here"), "sms");
  const [entry] = await line.journal();
  world.says = () => json(404, {});
  expect(await processJournalEntry(world.tenant, entry!.id)).toBeNull();
  expect(world.heard).toHaveLength(2);
  expect(await line.texts()).toEqual([]);
  expect(await line.journal()).toMatchObject([{ state: "stuck", error: "Flowroute knows no such message" }]);
});

test("what Flowroute does not confirm stays out of sight, with the reason", async () => {
  const line = await openOne("flowroute", { confirm: true });
  const body = line.words("Pay here") as { data: { attributes: object } };
  await line.posts(body, "sms");
  world.says = () => json(200, { data: { ...body.data, attributes: { ...body.data.attributes, body: "Hello" } } });
  const [entry] = await line.journal();
  await processJournalEntry(world.tenant, entry!.id);
  expect(await line.texts()).toEqual([]);
  expect(await line.journal()).toMatchObject([{ state: "stuck", error: "Flowroute knows another message by this id" }]);
});

test("an opt-out is confirmed once: by the carrier where the word is one of its own, else by us", async () => {
  world.says = () => json(202, { data: { id: `mdr2-${uuidv7()}` } });
  const confirmations = async (carrier: string, ...words: string[]) => {
    const line = await openOne(carrier);
    for (const word of words) await line.posts(line.words(word), line.part);
    const out = await rowsIn<{ text: string; source: string }>(
      world.tenant,
      sql`select text, source from messages where channel_id = ${line.channelId} and direction = 'out'`,
    );
    await rowsIn(world.tenant, sql`delete from suppressions where address = ${line.customer}`);
    return out.map(({ text, source }) => `${source}: ${text.slice(0, 20)}`);
  };
  expect(await confirmations("flowroute", "Stop", "stop")).toEqual([]);
  expect(await confirmations("flowroute", "CANCEL", "stop")).toEqual(["system: You are unsubscribed"]);
  expect(await confirmations("siptrunk", "STOP", "STOP")).toEqual(["system: You are unsubscribed"]);
  expect(await confirmations("siptrunk", "T", "Stop it")).toEqual([]);
});

test("SIPTRUNK's login is tested when asked for and after it was refused, never by the clock", async () => {
  const line = await openOne("siptrunk");
  const due = async () => (await dueChecks()).some(({ channelId }) => channelId === line.channelId);
  await systemDb().execute(sql`update channels set checked_at = now() - interval '1 day' where id = ${line.channelId}`);
  expect(await due()).toBe(false);
  world.says = () => json(401, { errors: [{ title: "Unauthorized" }] });
  await line.posts(line.words("Hello"));
  const message = await reply(line, "Hi");
  await becomes(message.id, "failed");
  expect(await due()).toBe(true);
});

test("WhatsApp counts every file as a message of its own, to the number's pace and the recipient's", async () => {
  const line = await openOne("whatsapp");
  takesAll(line);
  await line.posts(line.words("Show me"));
  const { conversationId, actor } = await pickUp(line);
  const picked = { name: "tent.png", contentType: "image/png", bytes: aPicture.bytes };
  const files: string[] = [];
  for (let at = 0; at < 3; at++)
    files.push((await uploadFile({ tenant: world.tenant, actor }, conversationId, picked)).id);
  const before = Date.now();
  await becomes((await answers(line, conversationId, { text: "These", files })).id, "sent");
  const sent = await asked(line);
  expect(sent.map(({ text, file }) => [text, file])).toEqual([
    ["These", "up-1"],
    [undefined, "up-1"],
    [undefined, "up-1"],
  ]);
  const paces = await rowsIn<{ key: string; next_at: string }>(
    world.tenant,
    sql`select key, next_at from paces where key like ${`whatsapp:${line.address}%`} order by key`,
  );
  const aheadMs = paces.map(({ next_at }) => new Date(next_at).getTime() - before);
  expect(aheadMs[0]).toBeGreaterThanOrEqual(3 * (1000 / 80) - 1);
  expect(aheadMs[1]).toBeGreaterThanOrEqual(3 * 6000 - 1);
  expect(aheadMs[1]).toBeLessThan(4 * 6000);
});
