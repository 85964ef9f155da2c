import { sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { createMember, createQueue, createTenant } from "@/db/factories";
import type { MemberActor } from "@/server/context";
import type { TenantId } from "@/server/domain/ids";
import { createSandboxChannel, rowsIn, type TestChannel } from "@/server/testing/river";
import { closeIdle } from "./auto-close";
import { listConversations } from "./list";
import { pickUpConversation } from "./pick-up";

let tenant: TenantId;
let ana: MemberActor;
let channel: TestChannel;

beforeAll(async () => {
  tenant = await createTenant();
  ana = await createMember(tenant);
  channel = await createSandboxChannel(tenant, { queue: await createQueue(tenant, [ana]) });
  await rowsIn(tenant, sql`update channels set auto_close_days = 1`);
});

const conversation = async (phone: string) =>
  (
    await rowsIn<{ id: string; state: string; close_reason: string | null }>(
      tenant,
      sql`select id, state, close_reason from conversations where customer_address = ${phone} order by created_at desc`,
    )
  )[0]!;
const lastWritten = (id: string, ago: string) =>
  rowsIn(tenant, sql`update conversations set last_activity_at = now() - ${ago}::interval where id = ${id}`);

test("open at 23:59:59, closed a minute after the day, by the system, in the owner's Archived", async () => {
  await channel.texts("+14155550111", "Hello");
  const { id } = await conversation("+14155550111");
  await pickUpConversation({ tenant, actor: ana }, { conversationId: id });
  await lastWritten(id, "23 hours 59 minutes 59 seconds");
  await closeIdle();
  expect(await conversation("+14155550111")).toMatchObject({ state: "active" });
  await lastWritten(id, "24 hours 1 minute");
  await closeIdle();
  await closeIdle();
  expect(await conversation("+14155550111")).toMatchObject({ state: "closed", close_reason: "auto" });
  expect(
    await rowsIn(tenant, sql`select actor_kind from timeline where conversation_id = ${id} and kind = 'closed'`),
  ).toEqual([{ actor_kind: "system" }]);
  expect((await listConversations({ tenant, actor: ana }, { view: "archived", limit: 10 })).rows).toMatchObject([
    { id },
  ]);
});

test("one that waited leaves its queue and is nobody's", async () => {
  await channel.texts("+14155550112", "Hello");
  const { id } = await conversation("+14155550112");
  await lastWritten(id, "3 days");
  await closeIdle();
  expect(await conversation("+14155550112")).toMatchObject({ state: "closed" });
  for (const view of ["recent", "waiting", "archived"] as const)
    expect(
      (await listConversations({ tenant, actor: ana }, { view, limit: 10 })).rows.map((row) => row.id),
    ).not.toContain(id);
});

test("closing and a text at the same instant: in the old one before it closed, or in a new one", async () => {
  for (let round = 0; round < 20; round++) {
    const phone = `+1415555${String(7000 + round)}`;
    await channel.texts(phone, "first");
    const { id } = await conversation(phone);
    await lastWritten(id, "3 days");
    await Promise.all([closeIdle(), channel.texts(phone, "second")]);
    const messages = await rowsIn<{ conversation_id: string; text: string }>(
      tenant,
      sql`select conversation_id, text from messages where address = ${phone} order by created_at`,
    );
    expect(messages.map(({ text }) => text)).toEqual(["first", "second"]);
    const newest = await conversation(phone);
    expect(newest.state).toBe("waiting");
    expect(messages[1]!.conversation_id).toBe(newest.id);
  }
});
