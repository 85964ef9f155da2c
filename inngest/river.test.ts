import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { beforeAll, expect, test } from "vitest";
import { createMember, createQueue, createTenant } from "@/db/factories";
import type { MemberActor } from "@/server/context";
import { pickUpConversation } from "@/server/conversations/pick-up";
import { replyToConversation } from "@/server/conversations/reply";
import type { TenantId } from "@/server/domain/ids";
import { env } from "@/server/env";
import { createSandboxChannel, eventually, rowsIn, type TestChannel } from "@/server/testing/river";
import { start } from "./start";

// Nothing runs ahead here: whatever happens, a durable function has done it.
let tenant: TenantId;
let ana: MemberActor;
let channel: TestChannel;

beforeAll(async () => {
  Object.assign(env(), { RUN_AHEAD: false });
  await start();
  tenant = await createTenant();
  ana = await createMember(tenant);
  channel = await createSandboxChannel(tenant, { queue: await createQueue(tenant, [ana]), ratePerS: 20 });
});

const conversationOf = async (phone: string) =>
  (await rowsIn<{ id: string }>(tenant, sql`select id from conversations where customer_address = ${phone}`))[0]!.id;

test("events are numbered in the order they were committed, without a gap", async () => {
  for (let index = 0; index < 20; index++) await channel.texts("+14155550101", `text ${index}`);
  const numbered = await eventually(
    () => rowsIn<{ seq: string }>(tenant, sql`select seq from events where name = 'message.received' order by id`),
    (rows) => rows.length === 20 && rows.every(({ seq }) => seq !== null),
  );
  const seqs = numbered.map(({ seq }) => Number(seq));
  expect(seqs).toEqual([...seqs].sort((one, other) => one - other));
});

test("answers leave in order and at the channel's pace through the durable function alone", async () => {
  const conversationId = await conversationOf("+14155550101");
  await pickUpConversation({ tenant, actor: ana }, { conversationId });
  for (let index = 0; index < 10; index++)
    await replyToConversation(
      { tenant, actor: ana },
      { conversationId, text: `answer ${index}`, clientId: uuidv7(), seenSeq: 1000, force: false },
    );
  const sent = () =>
    rowsIn<{ text: string }>(tenant, sql`select text from sandbox_messages where direction = 'out' order by id`);
  const arrived = await eventually(sent, (rows) => rows.length === 10, 20_000);
  expect(arrived.map(({ text }) => text)).toEqual(Array.from({ length: 10 }, (_, index) => `answer ${index}`));
});

test("a webhook that was only kept is worked on", async () => {
  const items = await rowsIn(tenant, sql`select count(*)::int as messages from messages where direction = 'in'`);
  expect(items).toEqual([{ messages: 20 }]);
  const journalId = uuidv7();
  const body = JSON.stringify({
    type: "message",
    id: "kept",
    from: "+14155550102",
    to: channel.address,
    text: "kept",
    at: new Date().toISOString(),
  });
  await rowsIn(
    tenant,
    sql`
    insert into webhook_journal (id, channel_id, method, url, headers, body, state)
    values (${journalId}, ${channel.channelId}, 'POST', ${channel.url}, '{}', ${Buffer.from(body).toString("base64")}, 'pending')`,
  );
  const { record } = await import("@/server/events");
  const { withTenant } = await import("@/db/tenant");
  await withTenant(tenant, (tx) => record(tx, { tenant }, "webhook.pending", { data: { journalId } }));
  await eventually(
    () => rowsIn<{ state: string }>(tenant, sql`select state from webhook_journal where id = ${journalId}`),
    ([row]) => row?.state === "done",
  );
  expect(await conversationOf("+14155550102")).toBeDefined();
});

test("the process says that it is well", async () => {
  const { processState } = await import("@/server/process");
  for (const part of ["engine", "relay"])
    await expect(Promise.resolve(processState().health.get(part)?.())).resolves.toBeUndefined();
});
