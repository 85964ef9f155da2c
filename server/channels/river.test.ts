import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createMember, createQueue, createTenant } from "@/db/factories";
import { systemDb } from "@/db/system";
import { pickUpConversation } from "@/server/conversations/pick-up";
import { replyToConversation } from "@/server/conversations/reply";
import type { TenantId } from "@/server/domain/ids";
import { createChannel, eventually, rowsIn } from "@/server/testing/river";
import type { Credentials } from "./carrier";
import { dueChecks } from "./due-checks";
import { processJournalEntry } from "./journal";
import { receive } from "./receive";
import { type FakeServer, fakeServer, type Heard, type Said } from "./testing/fakes";
import { recordings } from "./testing/recorded";
import { voicemeupCallback } from "./testing/recorded-voicemeup";
import { whatsappHook } from "./testing/recorded-whatsapp";
import { local, withSettings } from "./testing/settings";

let tenant: TenantId;
let ana: Awaited<ReturnType<typeof createMember>>;
let queue: { id: string };
let server: FakeServer;
/** What the pretended carrier answers; each test says. */
let says: (heard: Heard) => Said | Promise<Said>;
let lines = 0;

beforeAll(async () => {
  tenant = await createTenant();
  ana = await createMember(tenant);
  queue = await createQueue(tenant, [ana]);
  server = await fakeServer((heard) => says(heard));
  const names = Object.keys(speech);
  const urls = Object.fromEntries(names.map((name) => [name, server.url]));
  withSettings({ ...local, CARRIER_BASE_URLS: JSON.stringify(urls) });
});
afterAll(() => server.stop());
beforeEach(() => {
  server.heard.length = 0;
});

const json = (status: number, body: unknown) => ({ status, body: JSON.stringify(body) });

async function newLine(carrier: string, more: Credentials = {}) {
  const recorded = recordings[carrier];
  if (!recorded) throw new Error(`nothing recorded of ${carrier}`);
  const address = `+1972996${String(7000 + ++lines)}`;
  const credentials = { ...recorded.credentials, ...more };
  const numbers = [{ address, fields: { phoneNumberId: digits(address) } }];
  const channel = await createChannel(tenant, { carrier, credentials, numbers, queue });
  /** Posts a webhook as the carrier would; `headers` instead of those that prove it. */
  async function posts(body: unknown, part = "", headers?: Record<string, string>) {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const url = part ? `${channel.url}/${part}` : channel.url;
    const proof = headers ?? recorded?.sign({ url, body: text, at: new Date() }, credentials);
    const all = { "content-type": recorded?.contentType ?? "", ...proof };
    return receive(new Request(url, { method: "POST", body: text, headers: all }), { ...channel.place, part });
  }
  return { ...channel, address, posts };
}
type Line = Awaited<ReturnType<typeof newLine>>;

const textsOf = (line: Line) =>
  rowsIn<{ text: string; conversation_id: string }>(
    tenant,
    sql`select m.text, m.conversation_id from messages m where m.channel_id = ${line.channelId} and m.direction = 'in' order by m.id`,
  );
const journalOf = (line: Line) =>
  rowsIn<{ id: string; state: string; error: string | null }>(
    tenant,
    sql`select id, state, error from webhook_journal where channel_id = ${line.channelId} order by id`,
  );

const phone = "+14102161183";
const digits = (number: string) => number.slice(1);
const party = (phone_number: string, status?: string) => ({ phone_number, ...(status ? { status } : {}) });

/** What each carrier posts for a text and for a delivery, and how it takes a message. */
const speech: Record<
  string,
  {
    part?: string;
    receiptPart?: string;
    text(to: string, text: string): object | string;
    delivered(from: string): object | string;
    takes: { status: number; body: string };
    /** Sender, receiver and text out of what it was asked to send. */
    asked(body: string): unknown[];
  }
> = {
  telnyx: {
    text: (to, text) => ({
      data: {
        id: uuidv7(),
        event_type: "message.received",
        payload: { id: uuidv7(), from: party(phone), to: [party(to)], text, media: [] },
      },
    }),
    delivered: (from) => ({
      data: {
        id: uuidv7(),
        event_type: "message.finalized",
        payload: { id: `t-${from}`, from: party(from), to: [party(phone, "delivered")], errors: [] },
      },
    }),
    takes: json(200, { data: { id: "t-", parts: 1 } }),
    asked: (body) => pick(body, (said) => [said.from, said.to, said.text]),
  },
  bandwidth: {
    text: (to, text) => [
      {
        type: "message-received",
        message: { id: uuidv7(), owner: to, applicationId: application(), from: phone, to: [to], text },
      },
    ],
    delivered: (from) => [
      { type: "message-delivered", message: { id: `t-${from}`, owner: from, applicationId: application() } },
    ],
    takes: json(202, { id: "t-" }),
    asked: (body) => pick(body, (said) => [said.from, String(said.to), said.text]),
  },
  flowroute: {
    part: "sms",
    receiptPart: "dlr",
    text: (to, body) => ({
      data: {
        id: `mdr2-${uuidv7()}`,
        type: "message",
        attributes: { direction: "inbound", from: digits(phone), to: digits(to), body },
      },
    }),
    delivered: (from) => ({
      data: { id: `mdr2-t-${from}`, type: "delivery_receipt", attributes: { status: "delivered", level: 2 } },
    }),
    takes: json(202, { data: { id: "mdr2-t-" } }),
    asked: (body) => pick(body, ({ data: { attributes: said } }) => [`+${said.from}`, `+${said.to}`, said.body]),
  },
  siptrunk: {
    text: (to, body) => ({
      data: { message_id: uuidv7(), type: "message", attributes: { from: phone, to, body } },
    }),
    delivered: (from) => ({
      data: { id: `t-${from}`, type: "delivery_receipt", attributes: { status: "delivered" } },
    }),
    takes: json(202, { data: { id: "t-" } }),
    asked: (body) => pick(body, ({ data: { attributes: said } }) => [said.from, said.to, said.body]),
  },
  twilio: {
    receiptPart: "status",
    text: (to, Body) => form({ MessageSid: `SM${uuidv7()}`, From: phone, To: to, Body, NumMedia: "0" }),
    delivered: (from) => form({ MessageSid: `t-${from}`, MessageStatus: "delivered", From: from, To: phone }),
    takes: json(201, { sid: "t-", num_segments: "1" }),
    asked: (body) => ["From", "To", "Body"].map((name) => new URLSearchParams(body).get(name)),
  },
  voicemeup: {
    text: (to, message) =>
      voicemeupCallback({
        sms_hash: uuidv7(),
        source_number: digits(phone),
        destination_number: digits(to),
        message,
        datetime_transmission: uuidv7(),
      }),
    delivered: (from) =>
      voicemeupCallback({ sms_hash: `t-${from}`, direction: "outbound", transmission_status: "completed" }),
    takes: json(200, {
      response_details: {
        response_status: "success",
        response_messages: { message: { code: "queued_sms_hash", _content: "t-" } },
      },
    }),
    asked(body) {
      const said = new URLSearchParams(body);
      return [`+${said.get("source_number")}`, `+${said.get("destination_number")}`, said.get("message")];
    },
  },
  whatsapp: {
    text: (to, body) =>
      whatsappHook(
        {
          messages: [
            {
              from: digits(phone),
              id: uuidv7(),
              timestamp: String(Math.floor(Date.now() / 1000)),
              type: "text",
              text: { body },
            },
          ],
        },
        digits(to),
      ),
    delivered: (from) =>
      whatsappHook({ statuses: [{ id: `t-${from}`, status: "delivered", timestamp: "1768465900" }] }, digits(from)),
    takes: json(200, { messages: [{ id: "t-" }] }),
    // From which of our numbers stands in the address.
    asked: (body) => pick(body, (said) => [undefined, said.to, said.text.body]),
  },
};
// biome-ignore lint/suspicious/noExplicitAny: what a carrier was asked, read by hand
const pick = (body: string, of: (said: any) => unknown[]): unknown[] => of(JSON.parse(body));
const form = (fields: Record<string, string>) =>
  new URLSearchParams({ AccountSid: String(recordings.twilio?.credentials.accountSid), ...fields }).toString();
const application = () => String(recordings.bandwidth?.credentials.applicationId);

/** Ana answers the customer's newest message. */
async function reply(line: Line, text: string) {
  const conversationId = (await textsOf(line)).at(-1)?.conversation_id ?? "";
  await pickUpConversation({ tenant, actor: ana }, { conversationId });
  return replyToConversation(
    { tenant, actor: ana },
    { conversationId, text, clientId: uuidv7(), seenSeq: 1000, force: false },
  );
}
const becomes = (id: string, state: string) =>
  eventually(
    async () => (await rowsIn<{ state: string }>(tenant, sql`select state from messages where id = ${id}`))[0]?.state,
    (seen) => seen === state,
  );

test.each(Object.entries(speech))(
  "%s: a text comes in, an answer goes out, a receipt is counted",
  async (name, one) => {
    const line = await newLine(name);
    says = ({ path }) => {
      if (path.includes("/oauth2/")) return json(200, { access_token: "t", expires_in: 3600 });
      // Each channel's own id, so that its receipts are not another's.
      return { ...one.takes, body: one.takes.body.replace("t-", `t-${line.address}`) };
    };
    const first = one.text(line.address, "Are you open?");
    for (const body of [first, first, one.text(line.address, "Hello?")])
      expect((await line.posts(body, one.part)).status).toBe(200);
    expect((await textsOf(line)).map(({ text }) => text)).toEqual(["Are you open?", "Hello?"]);
    const message = await reply(line, "Yes, ten to four.");
    await becomes(message.id, "sent");
    const sends = server.heard.filter(({ path }) => !path.includes("/oauth2/"));
    expect(sends).toHaveLength(1);
    const [from = line.address, to, text] = one.asked(sends[0]!.body);
    expect([from, to, text]).toEqual([line.address, phone, "Yes, ten to four."]);
    if (name === "whatsapp") expect(sends[0]!.path).toContain(`/${digits(line.address)}/messages`);
    const receipt = one.delivered(line.address);
    for (const body of [receipt, receipt]) expect((await line.posts(body, one.receiptPart)).status).toBe(200);
    await becomes(message.id, "delivered");
    expect(
      await rowsIn(
        tenant,
        sql`select sum(k.sent_ok)::int as ok, sum(k.failed)::int as failed, sum(k.received)::int as received
          from number_counters k join channel_numbers n on n.id = k.number_id where n.channel_id = ${line.channelId}`,
      ),
    ).toEqual([{ ok: 1, failed: 0, received: 2 }]);
  },
);

test.each(Object.entries(speech))(
  "%s: a message to a number that is not ours is answered and not kept",
  async (name, one) => {
    const line = await newLine(name);
    expect((await line.posts(one.text("+19725550000", "Wrong door"), one.part)).status).toBe(200);
    expect(await textsOf(line)).toEqual([]);
  },
);

describe("Telnyx is answered within two seconds, whatever the database does", () => {
  const tables = ["channels", "webhook_journal", "messages", "conversations", "contact_identities"];
  test.each(tables)("while nobody may touch %s", async (table) => {
    const line = await newLine("telnyx");
    const text = speech.telnyx!.text(line.address, "Are you open?");
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
    for (const { id } of (await journalOf(line)).filter(({ state }) => state === "pending"))
      await processJournalEntry(tenant, id);
    expect((await textsOf(line)).map(({ text }) => text)).toEqual(["Are you open?"]);
  });
});

test("Bandwidth is asked for the login, comes again with it, and leaves one message", async () => {
  const line = await newLine("bandwidth");
  const text = speech.bandwidth!.text(line.address, "Hello");
  const first = await line.posts(text, "", {});
  expect([first.status, first.headers.get("www-authenticate")]).toEqual([401, 'Basic realm="webhook"']);
  expect(await journalOf(line)).toEqual([]);
  const wrong = await line.posts(text, "", { authorization: `Basic ${btoa("bw-hook:guess")}` });
  expect([wrong.status, wrong.headers.get("www-authenticate")]).toEqual([401, 'Basic realm="webhook"']);
  expect((await line.posts(text)).status).toBe(200);
  expect(await textsOf(line)).toMatchObject([{ text: "Hello" }]);
  expect(await journalOf(line)).toMatchObject([{ state: "refused" }, { state: "done" }]);
});

test("Bandwidth's other application is refused with a reason that helps", async () => {
  const line = await newLine("bandwidth");
  const [event] = speech.bandwidth!.text(line.address, "Hello") as { message: object }[];
  const other = [{ ...event, message: { ...event?.message, applicationId: "other" } }];
  expect((await line.posts(other)).status).toBe(401);
  expect(await journalOf(line)).toMatchObject([{ state: "refused", error: "another application ID" }]);
});

/** Transactions of this test's database that are open now, beside the one that asks. */
async function openTransactions(): Promise<number> {
  const [row] = await systemDb().execute<{ open: number }>(sql`
    select count(*)::int as open from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null and backend_type = 'client backend'`);
  return row!.open;
}

test("Flowroute is asked before a message is shown, and asked again by whoever comes to it later", async () => {
  const line = await newLine("flowroute", { confirm: true });
  const body = speech.flowroute!.text(line.address, "Hello") as { data: { id: string; attributes: object } };
  expect((await line.posts(body, "sms")).status).toBe(200);
  expect(await textsOf(line)).toEqual([]);
  const [entry] = await journalOf(line);
  says = () => json(503, {});
  await processJournalEntry(tenant, entry!.id).catch(() => null);
  expect(await textsOf(line)).toEqual([]);
  says = () => json(200, { data: body.data });
  await processJournalEntry(tenant, entry!.id);
  expect(await textsOf(line)).toMatchObject([{ text: "Hello" }]);
  expect(await journalOf(line)).toMatchObject([{ state: "done" }]);
  expect(server.heard.map(({ path }) => path)).toEqual(
    Array.from({ length: 2 }, () => `/v2.1/messages/${body.data.id}`),
  );
});

test("while Flowroute is asked no transaction is open", async () => {
  const line = await newLine("flowroute", { confirm: true });
  const body = speech.flowroute!.text(line.address, "Hello") as { data: object };
  await line.posts(body, "sms");
  const [entry] = await journalOf(line);
  const open: number[] = [];
  says = async () => {
    open.push(await openTransactions());
    return json(200, { data: body.data });
  };
  await processJournalEntry(tenant, entry!.id);
  expect(open).toEqual([0]);
  expect(await textsOf(line)).toHaveLength(1);
});

test("two that ask Flowroute at once show one message", async () => {
  const line = await newLine("flowroute", { confirm: true });
  const body = speech.flowroute!.text(line.address, "Hello") as { data: object };
  await line.posts(body, "sms");
  const [entry] = await journalOf(line);
  says = () => json(200, { data: body.data });
  const taken = await Promise.all([1, 2, 3].map(() => processJournalEntry(tenant, entry!.id)));
  expect(taken.filter((one) => one !== null)).toEqual([{ taken: 1 }]);
  expect(await textsOf(line)).toHaveLength(1);
});

test("what Flowroute does not know is asked for twice, and then stays out of sight with the reason", async () => {
  const line = await newLine("flowroute", { confirm: true });
  await line.posts(speech.flowroute!.text(line.address, "Pay here"), "sms");
  const [entry] = await journalOf(line);
  says = () => json(404, {});
  expect(await processJournalEntry(tenant, entry!.id)).toBeNull();
  expect(server.heard).toHaveLength(2);
  expect(await textsOf(line)).toEqual([]);
  expect(await journalOf(line)).toMatchObject([{ state: "stuck", error: "Flowroute knows no such message" }]);
});

test("what Flowroute does not confirm stays out of sight, with the reason", async () => {
  const line = await newLine("flowroute", { confirm: true });
  const body = speech.flowroute!.text(line.address, "Pay here") as { data: { attributes: object } };
  await line.posts(body, "sms");
  says = () => json(200, { data: { ...body.data, attributes: { ...body.data.attributes, body: "Hello" } } });
  const [entry] = await journalOf(line);
  await processJournalEntry(tenant, entry!.id);
  expect(await textsOf(line)).toEqual([]);
  expect(await journalOf(line)).toMatchObject([
    { state: "stuck", error: "Flowroute knows another message by this id" },
  ]);
});

test("an opt-out is confirmed once: by the carrier where the word is one of its own, else by us", async () => {
  says = () => json(202, { data: { id: `mdr2-${uuidv7()}` } });
  const confirmations = async (carrier: string, ...words: string[]) => {
    const line = await newLine(carrier);
    for (const word of words) await line.posts(speech[carrier]!.text(line.address, word), speech[carrier]!.part);
    const out = await rowsIn<{ text: string; source: string }>(
      tenant,
      sql`select text, source from messages where channel_id = ${line.channelId} and direction = 'out'`,
    );
    await rowsIn(tenant, sql`delete from suppressions where address = ${phone}`);
    return out.map(({ text, source }) => `${source}: ${text.slice(0, 20)}`);
  };
  expect(await confirmations("flowroute", "Stop", "stop")).toEqual([]);
  expect(await confirmations("flowroute", "CANCEL", "stop")).toEqual(["system: You are unsubscribed"]);
  expect(await confirmations("siptrunk", "STOP", "STOP")).toEqual(["system: You are unsubscribed"]);
  expect(await confirmations("siptrunk", "T", "Stop it")).toEqual([]);
});

test("SIPTRUNK's login is tested when asked for and after it was refused, never by the clock", async () => {
  const line = await newLine("siptrunk");
  const due = async () => (await dueChecks()).some(({ channelId }) => channelId === line.channelId);
  await systemDb().execute(sql`update channels set checked_at = now() - interval '1 day' where id = ${line.channelId}`);
  expect(await due()).toBe(false);
  says = () => json(401, { errors: [{ title: "Unauthorized" }] });
  await line.posts(speech.siptrunk!.text(line.address, "Hello"));
  const message = await reply(line, "Hi");
  await becomes(message.id, "failed");
  expect(await due()).toBe(true);
});
