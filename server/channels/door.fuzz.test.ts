import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { expect, test } from "vitest";
import { createQueue, createTenant } from "@/db/factories";
import type { TenantId } from "@/server/domain/ids";
import { rowsIn } from "@/server/testing/river";
import { carrierOf } from ".";
import type { Carrier, Credentials, WebhookRequest } from "./carrier";
import { processJournalEntry } from "./journal";
import { sealCredentials } from "./open-channel";
import { readWebhook } from "./read-webhook";
import { receive } from "./receive";
import { mutated } from "./testing/mutate";
import { type Random, randomFrom } from "./testing/random";
import { type Recorded, recordings } from "./testing/recorded";
import { newWebhookToken, webhookPlace, webhookUrl } from "./webhook-address";

/**
 * Through the whole door, into the database, for each carrier. Its file alone is given 20,000 by its contract, in every
 * run; here DOOR_BODIES asks for as many, or for another number (docs/operating.md).
 */
const BODIES = Number(process.env.DOOR_BODIES ?? 2_000);
/** As many at a time as a busy carrier sends, and more than the pool has connections. */
const AT_ONCE = 16;
const MB = 1024 * 1024;

type Line = {
  tenant: TenantId;
  channelId: string;
  carrier: Carrier;
  recorded: Recorded;
  url: string;
  place: { tenantShortId: string; token: string };
};

/** How many requests left a row in the journal, and the keys of what was in them. */
type Expected = { kept: number; messages: Set<string>; receipts: Set<string> };

/** What is sent, and whose signature it bears. */
type Shot = { body: Uint8Array; part: string; by: "owner" | "stranger" | "nobody"; query: string };

test.each(Object.keys(recordings))(
  "%s: whatever is posted, the door answers, and nothing that was signed is lost",
  { timeout: 180_000 + BODIES * 50 },
  async (name) => {
    const line = await newLine(name);
    const random = randomFrom(`door ${name}`);
    const shots = [...special(line), ...Array.from({ length: BODIES }, () => chance(line, random))];
    const expected: Expected = { kept: 0, messages: new Set<string>(), receipts: new Set<string>() };
    let busy = 0;
    await inParallel(shots, async (shot) => {
      const incoming = asTheDoorHasIt(line, shot);
      const { url, headers } = incoming;
      const post = () =>
        receive(new Request(url, { method: "POST", headers, body: Buffer.from(shot.body) }), {
          ...line.place,
          part: shot.part,
        });
      let response = await post();
      // A machine that is too slow may be busy: a carrier comes again.
      for (let attempt = 0; response.status === 503 && attempt < 5; attempt++) {
        busy += 1;
        response = await post();
      }
      if (response.status >= 500) throw new Error(`${response.status} for ${shown(shot)}`);
      note(line, shot, incoming, response.status, expected);
    });
    expect(busy).toBeLessThan(BODIES / 20);
    await everythingIsThere(line, expected, busy);
  },
);

/** What the carrier's file reads out of a request has to be found again. */
function note({ carrier, recorded }: Line, shot: Shot, incoming: WebhookRequest, status: number, expected: Expected) {
  if (shot.body.byteLength > 5 * MB) return expect(status).toBe(recorded.answers.unreadable);
  const { credentials, numbers } = recorded;
  const read = readWebhook(carrier, incoming, [credentials], { credentials, numbers });
  if (shot.by !== "owner" && !recorded.unsigned) expect(["refused", "handshake"], shown(shot)).toContain(read.outcome);
  if (read.outcome === "refused") return expect(status).toBe(recorded.answers.refused);
  if (read.outcome === "handshake") return;
  expected.kept += 1;
  if (read.outcome !== "items") return;
  for (const item of read.items) {
    if (item.kind === "receipt") expected.receipts.add(item.dedupeKey);
    else if (item.kind === "message" && numbers.some(({ address }) => address === item.to))
      expected.messages.add(item.dedupeKey);
  }
}

async function everythingIsThere({ tenant, channelId }: Line, expected: Expected, busy: number) {
  const rows = <T extends Record<string, unknown>>(query: ReturnType<typeof sql>) => rowsIn<T>(tenant, query);
  // What did not get its turn in time was kept and taken: a durable function works on it later.
  const late = await rows<{ id: string }>(
    sql`select id from webhook_journal where state = 'pending' and error is not null`,
  );
  for (const { id } of late) expect(await processJournalEntry(tenant, id)).toHaveProperty("taken");
  const [journal] = await rows<{ kept: number; stuck: number }>(sql`
    select count(*) filter (where state <> 'refused')::int as kept,
      count(*) filter (where state = 'stuck' and error = 'could not be read')::int as stuck from webhook_journal`);
  // What was still being done when a carrier was told to come again is there twice, once for each time it came.
  expect(journal!.stuck).toBe(0);
  expect(journal!.kept).toBeGreaterThanOrEqual(expected.kept);
  expect(journal!.kept).toBeLessThanOrEqual(expected.kept + busy);
  const keys = await rows<{ key: string }>(sql`
    select k.key from inbound_keys k join messages m on m.id = k.message_id where k.channel_id = ${channelId}`);
  expect(new Set(keys.map(({ key }) => key))).toEqual(expected.messages);
  const receipts = await rows<{ dedupe_key: string }>(
    sql`select dedupe_key from message_receipts where channel_id = ${channelId}`,
  );
  expect(new Set(receipts.map(({ dedupe_key }) => dedupe_key))).toEqual(expected.receipts);
  expect(expected.messages.size + expected.receipts.size).toBeGreaterThan(BODIES / 100);
  // Every conversation is one unbroken range of lines.
  expect(
    await rows(sql`
      select c.id from conversations c left join lateral (
        select count(*) as lines, max(seq) as last from (
          select seq from messages where conversation_id = c.id union select seq from timeline where conversation_id = c.id) l) l on true
      where l.lines <> c.message_seq or l.last <> c.message_seq`),
  ).toEqual([]);
}

async function newLine(name: string): Promise<Line> {
  const [carrier, recorded] = [carrierOf(name), recordings[name]];
  if (!carrier || !recorded) throw new Error(`no carrier ${name}`);
  const tenant = await createTenant();
  const [queue, channelId] = [await createQueue(tenant), uuidv7()];
  const token = newWebhookToken(tenant, channelId);
  await rowsIn(
    tenant,
    sql`
    insert into channels (id, carrier, kind, name, credentials_sealed, token_hash, token_sealed, enabled, state)
    values (${channelId}, ${name}, ${carrier.kind}, ${name}, ${sealCredentials(tenant, channelId, recorded.credentials)}, ${token.hash},
      ${token.sealed}, true, 'connected')`,
  );
  for (const { address, fields } of recorded.numbers)
    await rowsIn(
      tenant,
      sql`
      insert into channel_numbers (id, channel_id, address, fields, destination_queue_id)
      values (${uuidv7()}, ${channelId}, ${address}, ${JSON.stringify(fields)}::jsonb, ${queue.id})`,
    );
  const place = await webhookPlace(tenant, channelId);
  return { tenant, channelId, carrier, recorded, url: webhookUrl(place), place };
}

const bytes = (text: string): Uint8Array => Buffer.from(text);

/** Bodies of which chance would need too long to think. */
function special({ carrier, recorded }: Line): Shot[] {
  const deep = 100_000;
  const first = recorded.webhooks[0]!.body;
  const nested = [
    "[".repeat(deep) + "]".repeat(deep),
    '{"data":'.repeat(deep),
    `{"a":${"[".repeat(deep)}${"]".repeat(deep)},${first.slice(1)}`,
  ];
  // A member of every name that any carrier looks at, with every type that JSON has, one level and two levels down.
  const values: unknown[] = [
    null,
    0,
    true,
    "",
    "\u0000",
    "\ud800",
    [],
    {},
    [null],
    [[]],
    [{}],
    [{ url: [] }],
    { url: {} },
  ];
  const names = [
    "media",
    "text",
    "from",
    "to",
    "id",
    "at",
    "status",
    "code",
    "detail",
    "type",
    "data",
    "payload",
    "received_at",
  ];
  const json = first.startsWith("{") ? (JSON.parse(first) as { data?: { payload?: object } }) : {};
  const retyped = names.flatMap((name) =>
    values.flatMap((value) => [
      JSON.stringify({ ...json, [name]: value }),
      JSON.stringify({ ...json, data: { ...json.data, payload: { ...json.data?.payload, [name]: value } } }),
    ]),
  );
  const huge = [
    first.replace(/(Are you open\?|Hello from PBX!|Hello%2C\+inbox)/, "A".repeat(4 * MB)),
    "A".repeat(6 * MB),
    `{"text":"${"\\u0000".repeat(MB)}"}`,
    first + " ".repeat(6 * MB),
  ];
  const odd = ["", "null", "\u0000", "[]", "{}", first + first, `\ufeff${first}`, first.replaceAll('"', "'")];
  const shots = [...nested, ...retyped, ...huge, ...odd].flatMap((body) =>
    ["", ...carrier.parts].map((part): Shot => ({ body: bytes(body), part, by: "owner", query: "" })),
  );
  const strangers = [...nested, ...huge, ...odd].map(
    (body): Shot => ({ body: bytes(body), part: "", by: "nobody", query: "" }),
  );
  return [...shots, ...strangers];
}

/** A recorded body with something wrong in it, mostly under the right signature. */
function chance({ carrier, recorded }: Line, random: Random): Shot {
  const { body, part = "" } = random.pick(recorded.webhooks);
  const own = random.chance(0.5) ? body : another(body, random);
  return {
    body: random.chance(0.1) ? bytes(own) : mutated(own, random),
    part: random.chance(0.1) ? random.pick(["", ...carrier.parts]) : part,
    by: random.chance(0.7) ? "owner" : random.chance(0.5) ? "stranger" : "nobody",
    query: random.pick([
      "",
      "",
      "",
      "?",
      "?a=%00",
      "?a=1&a=%ff",
      "?bodySHA256=0",
      "?hub.mode=subscribe&hub.challenge=%3Cb%3E",
    ]),
  };
}

/** Another message, of one of a thousand customers. */
const another = (body: string, random: Random) =>
  body
    .replace(
      /("(?:id|message_id)":"(?:mdr2-)?|MessageSid=)[^"&]*/g,
      (_, name: string) => name + String(random.whole(1e9)),
    )
    .replace(
      /(8618012121|1555019|1410216)(222|0001|1183)/g,
      (_, range: string, last: string) => range + String(10 ** last.length + random.whole(1000)).slice(-last.length),
    );

/** Signed by whoever it is, as the door hands it to the carrier's file. */
function asTheDoorHasIt({ recorded, url: base }: Line, { body, part, query, by }: Shot): WebhookRequest {
  const path = new URL(base).pathname + (part ? `/${part}` : "");
  const url = base + (part ? `/${part}` : "") + query;
  const credentials: Record<Shot["by"], Credentials | null> = {
    owner: recorded.credentials,
    stranger: recorded.otherCredentials,
    nobody: null,
  };
  const signer = credentials[by];
  const at = new Date();
  const headers = new Headers({
    "content-type": recorded.contentType,
    "x-odd": "\u00ff\u0001'\"",
    ...(signer ? recorded.sign({ url, body, at }, signer) : {}),
  });
  return { method: "POST", url, path, headers, rawBody: body, part, receivedAt: at };
}

const shown = ({ body, by, part, query }: Shot) =>
  `${by} ${part}${query} ${JSON.stringify(Buffer.from(body).toString().slice(0, 600))}`;

async function inParallel<T>(all: readonly T[], work: (one: T) => Promise<void>) {
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < all.length; at = next++) await work(all[at] as T);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
