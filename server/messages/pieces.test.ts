import { Readable } from "node:stream";
import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createMember, createQueue, createTenant } from "@/db/factories";
import { fileKey } from "@/server/attachments/keys";
import { receive } from "@/server/channels/receive";
import { type FakeServer, fakeServer, type Said } from "@/server/channels/testing/fakes";
import { recordedWhatsapp, whatsappHook } from "@/server/channels/testing/recorded-whatsapp";
import { local, withSettings } from "@/server/channels/testing/settings";
import { pickUpConversation } from "@/server/conversations/pick-up";
import { replyToConversation } from "@/server/conversations/reply";
import type { TenantId } from "@/server/domain/ids";
import { storage } from "@/server/storage";
import { createChannel, createSandboxChannel, rowsIn, type TestChannel } from "@/server/testing/river";
import { claimMessages } from "./claim";
import { deliverChannel } from "./deliver";
import { finishSent } from "./finish-attempt";

let tenant: TenantId;
let ana: Awaited<ReturnType<typeof createMember>>;
let queue: { id: string };
let meta: FakeServer;
/** What Meta answers to the messages that it is handed, one after the other. */
let answers: Said[] = [];
let phones = 0;

beforeAll(async () => {
  tenant = await createTenant();
  ana = await createMember(tenant);
  queue = await createQueue(tenant, [ana]);
  meta = await fakeServer(({ path }) => (path.endsWith("/media") ? json({ id: "1" }) : (answers.shift() ?? "hang")));
  const urls = JSON.stringify({ whatsapp: meta.url });
  withSettings({ ...local, RUN_AHEAD: "0", CARRIER_BASE_URLS: urls });
});
afterAll(() => meta.stop());
beforeEach(() => {
  meta.heard.length = 0;
});
const json = (body: unknown, status = 200): Said => ({ status, body: JSON.stringify(body) });
const taken = (id: string) => json({ messages: [{ id }] });

async function conversationOf(channelId: string) {
  const [row] = await rowsIn<{ id: string }>(
    tenant,
    sql`select id from conversations where channel_id = ${channelId} order by created_at desc limit 1`,
  );
  await pickUpConversation({ tenant, actor: ana }, { conversationId: row!.id });
  return row!.id;
}
const reply = (conversationId: string, more: { text?: string; files?: string[] }) =>
  replyToConversation(
    { tenant, actor: ana },
    { conversationId, text: "", clientId: uuidv7(), seenSeq: 999, force: true, ...more },
  );
const stateOf = async (id: string) =>
  (
    await rowsIn<{ state: string; reason: string | null; error_detail: string | null }>(
      tenant,
      sql`select state, reason, error_detail from messages where id = ${id}`,
    )
  )[0]!;

/** Every order of a few things. */
function orders<T>(all: readonly T[]): T[][] {
  if (all.length < 2) return [[...all]];
  return all.flatMap((one, at) => orders([...all.slice(0, at), ...all.slice(at + 1)]).map((rest) => [one, ...rest]));
}

/** A message that is about to be handed over. */
async function claimed(channel: TestChannel) {
  await channel.texts(`+1415555${8000 + ++phones}`, "Hello");
  const { id } = await reply(await conversationOf(channel.channelId), { text: "hello" });
  const { messages } = await claimMessages(tenant, channel.channelId);
  expect(messages).toMatchObject([{ id }]);
  return messages[0]!;
}

test.each([
  ["one failed and stays so", ["a delivered", "b failed"], "failed", { ok: 0, failed: 6 }],
  ["all delivered", ["a delivered", "b delivered", "c delivered"], "delivered", { ok: 24, failed: 0 }],
  ["one on its way still", ["a delivered", "b failed", "b delivered"], "sent", { ok: 24, failed: 0 }],
] as const)(
  "of three pieces %s: in every order, before the send's own answer and after it",
  { timeout: 60_000 },
  async (_, told, state, counts) => {
    const channel = await createSandboxChannel(tenant, { queue, address: `+1415556${9000 + ++phones}` });
    for (const [index, order] of orders(["answer", ...told]).entries()) {
      const message = await claimed(channel);
      const id = (piece: string) => `${phones}-${index}-${piece}`;
      for (const word of order) {
        const [piece, status] = word.split(" ") as [string, "delivered" | "failed" | undefined];
        if (status) await channel.reports(id(piece), status);
        else {
          const sent = { externalId: id("a"), moreExternalIds: [id("b"), id("c")] };
          await finishSent({ tenant, channelId: channel.channelId }, message, sent);
        }
      }
      expect(await stateOf(message.id), order.join(", ")).toMatchObject({ state });
    }
    expect(
      await rowsIn(
        tenant,
        sql`select sum(sent_ok)::int as ok, sum(failed)::int as failed from number_counters where number_id = ${channel.numberId} and source = 'agent'`,
      ),
    ).toEqual([counts]);
  },
);

test("receipts of all pieces at the same instant as the send's own answer: none is lost", async () => {
  const channel = await createSandboxChannel(tenant, { queue, address: `+1415556${9000 + ++phones}` });
  for (let index = 0; index < 10; index++) {
    const message = await claimed(channel);
    const [a, b, c] = ["a", "b", "c"].map((piece) => `race-${index}-${piece}`) as [string, string, string];
    await Promise.all([
      finishSent({ tenant, channelId: channel.channelId }, message, { externalId: a, moreExternalIds: [c, b] }),
      ...[b, a, c].map((id) => channel.reports(id, "delivered")),
    ]);
    expect(await stateOf(message.id)).toMatchObject({ state: "delivered" });
  }
});

/** A WhatsApp line with a customer who wrote just now. */
async function whatsappLine() {
  await rowsIn(tenant, sql`update channel_numbers set deleted_at = now() where address = '+15550001111'`);
  const line = await createChannel(tenant, { ...recordedWhatsapp, carrier: "whatsapp", queue });
  const post = async (value: object) => {
    const body = whatsappHook(value);
    const headers = recordedWhatsapp.sign({ url: line.url, body, at: new Date() }, recordedWhatsapp.credentials);
    const answer = await receive(new Request(line.url, { method: "POST", headers, body }), { ...line.place, part: "" });
    expect(answer.status).toBe(200);
  };
  const timestamp = String(Math.floor(Date.now() / 1000));
  const hello = { from: "15551230001", id: uuidv7(), timestamp, type: "text", text: { body: "Hi" } };
  await post({ messages: [hello] });
  const conversationId = await conversationOf(line.channelId);
  /** Two files, which WhatsApp takes in two messages. */
  async function sends() {
    const files = [uuidv7(), uuidv7()];
    for (const id of files) {
      await storage().put(fileKey(tenant, id), Readable.from(["%PDF-1.7"]), 8);
      await rowsIn(
        tenant,
        sql`insert into attachments (id, conversation_id, direction, state, name, content_type, size_bytes, author_id)
          values (${id}, ${conversationId}, 'out', 'ready', 'a.pdf', 'application/pdf', 8, ${ana.memberId})`,
      );
    }
    const message = await reply(conversationId, { files });
    await deliverChannel(tenant, line.channelId);
    return message;
  }
  /** What Meta says of a piece, giving back what it was handed with it. */
  const says = (id: string, status: string, ref: string) =>
    post({ statuses: [{ id, status, timestamp, biz_opaque_callback_data: ref }] });
  return { sends, says };
}
const handedOver = () =>
  meta.heard
    .filter(({ path }) => path.endsWith("/messages"))
    .map(({ body }) => JSON.parse(body).biz_opaque_callback_data as string);

test("the second piece was refused: the message failed, whatever is heard of the first", async () => {
  const { sends, says } = await whatsappLine();
  answers = [taken("wamid.1"), json({ error: { code: 131053, message: "no" } }, 400)];
  const message = await sends();
  expect(handedOver()).toEqual([`${message.id}/1/2`, `${message.id}/2/2`]);
  const failed = { state: "failed", reason: "10003", error_detail: "part 2 of 2: 131053 - no" };
  expect(await stateOf(message.id)).toEqual(failed);
  await says("wamid.1", "delivered", `${message.id}/1/2`);
  expect(await stateOf(message.id)).toEqual(failed);
});

test("nobody answered for the second piece: its own receipt resolves it, the first one's does not", async () => {
  const { sends, says } = await whatsappLine();
  answers = [taken("wamid.3"), "cut"];
  const message = await sends();
  expect(await stateOf(message.id)).toMatchObject({ state: "unknown" });
  await says("wamid.3", "read", `${message.id}/1/2`);
  expect(await stateOf(message.id)).toMatchObject({ state: "unknown" });
  await says("wamid.4", "delivered", `${message.id}/2/2`);
  expect(await stateOf(message.id)).toMatchObject({ state: "delivered" });
});

test("a piece's receipt that overtakes the whole send is no word about the others", async () => {
  const { sends, says } = await whatsappLine();
  answers = [taken("wamid.5"), taken("wamid.6")];
  const message = await sends();
  // As if this process had died before it could write down what Meta answered.
  await rowsIn(tenant, sql`delete from message_pieces where message_id = ${message.id}`);
  await rowsIn(tenant, sql`update message_attempts set state = 'sending' where message_id = ${message.id}`);
  await rowsIn(tenant, sql`update messages set state = 'sending' where id = ${message.id}`);
  await says("wamid.6", "delivered", `${message.id}/2/2`);
  expect(await stateOf(message.id)).toMatchObject({ state: "sending" });
  await says("wamid.5", "failed", `${message.id}/1/2`);
  expect(await stateOf(message.id)).toMatchObject({ state: "failed" });
});
