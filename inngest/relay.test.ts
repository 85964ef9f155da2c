import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { beforeAll, expect, test } from "vitest";
import { createMember, createQueue, createTenant } from "@/db/factories";
import { systemDb } from "@/db/system";
import { onCommit, withTenant } from "@/db/tenant";
import type { MemberActor } from "@/server/context";
import { pickUpConversation } from "@/server/conversations/pick-up";
import { replyToConversation } from "@/server/conversations/reply";
import type { TenantId } from "@/server/domain/ids";
import { env } from "@/server/env";
import { record } from "@/server/events";
import { doAhead } from "@/server/run-ahead";
import { createSandboxChannel, eventually, rowsIn } from "@/server/testing/river";
import { start } from "./start";

let tenant: TenantId;
let ana: MemberActor;
let conversationId: string;

beforeAll(async () => {
  // Functions are woken, and nobody runs them: what they were woken for stays to be seen.
  Object.assign(env(), { ROLES: ["web"] });
  await start();
  tenant = await createTenant();
  ana = await createMember(tenant);
  const channel = await createSandboxChannel(tenant, { queue: await createQueue(tenant, [ana]) });
  await channel.texts("+14155550101", "Hello");
  conversationId = (await rowsIn<{ id: string }>(tenant, sql`select id from conversations`))[0]!.id;
  await pickUpConversation({ tenant, actor: ana }, { conversationId });
});

const answer = async (text: string) => {
  await replyToConversation(
    { tenant, actor: ana },
    { conversationId, text, clientId: uuidv7(), seenSeq: 1000, force: false },
  );
  await eventually(
    () => rowsIn(tenant, sql`select 1 from events where wakes and woken_at is null`),
    (rows) => rows.length === 0,
  );
};
const woken = async () => {
  const [row] = await systemDb().execute<{ n: number }>(
    sql`select count(*)::int as n from engine_runs where fn_id like '%-deliver'`,
  );
  return row!.n;
};

test("what this process has sent itself wakes no function", async () => {
  await answer("Ten to four.");
  await eventually(
    () => rowsIn(tenant, sql`select 1 from sandbox_messages where direction = 'out' and text = 'Ten to four.'`),
    ({ length }) => length === 1,
  );
  // On a machine that is too busy to be done within its time the function is woken all the same, as it should be.
  const [sent] = await rowsIn<{ took: number }>(
    tenant,
    sql`select extract(epoch from state_at - created_at)::float8 as took from messages where direction = 'out'`,
  );
  if (sent!.took < 0.9) expect(await woken()).toBe(0);
});

test("what it does not do ahead does", async () => {
  const before = await woken();
  Object.assign(env(), { RUN_AHEAD: false });
  await answer("And on Monday from nine.");
  expect(await woken()).toBe(before + 1);
});

test("nor does work that came to nothing count as done", async () => {
  const before = await woken();
  const [channel] = await rowsIn<{ id: string }>(tenant, sql`select id from channels`);
  await withTenant(tenant, async (tx) => {
    const eventId = await record(tx, { tenant }, "message.queued", { data: { channelId: channel!.id } });
    onCommit(tx, () => doAhead(eventId, Promise.reject(new Error("it broke"))));
  });
  await eventually(woken, (count) => count === before + 1);
});
