import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { beforeAll, expect, test } from "vitest";
import { createMember, createQueue, createTenant } from "@/db/factories";
import { systemDb } from "@/db/system";
import { numberEvents } from "@/inngest/relay";
import { start } from "@/inngest/start";
import { pickUpConversation } from "@/server/conversations/pick-up";
import { replyToConversation } from "@/server/conversations/reply";
import { env } from "@/server/env";
import { createSandboxChannel, rowsIn } from "@/server/testing/river";
import { GET } from "./route";

const token = "a token of sixteen";

const ask = (authorization?: string) =>
  GET(new Request("http://localhost/api/metrics", { headers: authorization ? { authorization } : {} }));

/** Every sample by its name and labels. The format is held to on the way. */
async function samples(): Promise<Map<string, number>> {
  const response = await ask(`Bearer ${token}`);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  const text = await response.text();
  expect(text.endsWith("\n")).toBe(true);
  const typed = new Map<string, string>();
  const found = new Map<string, number>();
  for (const line of text.trimEnd().split("\n")) {
    const [, type] = /^# TYPE (\w+ (?:counter|gauge|histogram))$/.exec(line) ?? [];
    if (type) typed.set(...(type.split(" ") as [string, string]));
    if (line.startsWith("#")) continue;
    const [, name, labels = "", value] =
      /^([a-z_]+)((?:\{[a-z]+="[^"]*"(?:,[a-z]+="[^"]*")*\})?) (\S+)$/.exec(line) ?? expect.unreachable(line);
    expect(typed.has(name!) || typed.get(name!.replace(/_(bucket|sum|count)$/, "")) === "histogram", line).toBe(true);
    expect(found.has(name + labels), line).toBe(false);
    expect(Number(value), line).not.toBeNaN();
    found.set(name + labels, Number(value));
  }
  return found;
}

beforeAll(async () => {
  Object.assign(env(), { ROLES: ["web"], RUN_AHEAD: false });
  await start();
});

test("nothing is there without a token, and nobody is told anything without it", async () => {
  expect((await ask(`Bearer ${token}`)).status).toBe(404);
  Object.assign(env(), { METRICS_TOKEN: token });
  for (const wrong of [undefined, token, "Bearer ", `Bearer ${token} `.slice(0, -2), `Basic ${token}`]) {
    const refused = await ask(wrong);
    expect([refused.status, await refused.text()]).toEqual([401, ""]);
  }
});

test("what happens is counted", async () => {
  const before = await samples();
  const tenant = await createTenant();
  const ana = await createMember(tenant);
  const line = await createSandboxChannel(tenant, { queue: await createQueue(tenant, [ana]) });
  await line.texts("+14155551000", "Hi");
  await line.deliver("{");
  const [row] = await rowsIn<{ id: string }>(tenant, sql`select id from conversations`);
  const conversationId = row!.id;
  await pickUpConversation({ tenant, actor: ana }, { conversationId });
  const reply = { conversationId, text: "Hello", clientId: uuidv7(), seenSeq: 100, force: true };
  await replyToConversation({ tenant, actor: ana }, reply);
  await numberEvents(tenant);
  await systemDb().execute(sql`update messages set created_at = now() - interval '1 hour' where direction = 'out'`);
  const after = await samples();
  const grown = (name: string) => (after.get(name) ?? Number.NaN) - (before.get(name) ?? 0);
  expect(after.get("patchbay_database_up")).toBe(1);
  expect(grown('patchbay_door_requests_total{carrier="sandbox",outcome="accepted"}')).toBe(1);
  expect(grown('patchbay_door_requests_total{carrier="sandbox",outcome="unreadable"}')).toBe(1);
  expect(grown('patchbay_door_seconds_count{carrier="sandbox"}')).toBe(2);
  expect(grown('patchbay_door_seconds_bucket{carrier="sandbox",le="+Inf"}')).toBe(2);
  expect(grown('patchbay_database_wait_seconds_count{pool="app"}')).toBeGreaterThanOrEqual(4);
  expect(grown('patchbay_outbox_messages{lane="service"}')).toBe(1);
  expect(after.get('patchbay_outbox_oldest_seconds{lane="service"}')).toBeGreaterThan(3_500);
  expect(after.get('patchbay_outbox_messages{lane="bulk"}')).toBe(0);
  expect(after.get('patchbay_relay_lag_seconds{step="numbering"}')).toBe(0);
  expect(after.get("patchbay_process_resident_memory_bytes")).toBeGreaterThan(1e7);
  for (const name of [
    "patchbay_live_streams",
    'patchbay_engine_runs{state="active"}',
    'patchbay_engine_jobs{when="due"}',
    'patchbay_event_loop_lag_seconds{quantile="0.99"}',
  ])
    expect(after.get(name), name).toBeGreaterThanOrEqual(0);
});
