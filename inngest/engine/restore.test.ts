import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { sql } from "drizzle-orm";
import postgres from "postgres";
import { v7 as uuidv7 } from "uuid";
import { afterAll, expect, test } from "vitest";
import { closePools } from "@/db/clients";
import { createMember, createQueue, createTenant } from "@/db/factories";
import { systemSql } from "@/db/system";
import { backup, restore } from "@/scripts/lib/backup.mjs";
import { createDatabase } from "@/scripts/lib/migrate.mjs";
import { bundled, Child } from "@/server/chaos/children";
import { pickUpConversation } from "@/server/conversations/pick-up";
import { replyToConversation } from "@/server/conversations/reply";
import { env } from "@/server/env";
import { createSandboxChannel, eventually, rowsIn } from "@/server/testing/river";
import { embed, endedRuns, until } from "./testing";

const source = process.env.DATABASE_URL!;
const name = `restored_${process.pid}`;
const target = source.replace(/[^/]+$/, name);
const folder = mkdtempSync(path.join(os.tmpdir(), "patchbay-restore-"));
const file = path.join(folder, "all.gz");
const admin = postgres(source, { max: 1, onnotice: () => {} });

afterAll(async () => {
  await closePools();
  await admin.unsafe(`drop database if exists ${name} with (force)`);
  await admin.end();
  rmSync(folder, { recursive: true, force: true });
});

/** A run that sleeps, one that waits for word, one that is retried later: none of them has anything but its place in the queue. */
const waiting = (databaseUrl: string, of: postgres.Sql, seen: string[]) =>
  embed({ sql: of, databaseUrl, backoff: () => 3_000 }, (client) => [
    client.createFunction({ id: "sleeper", triggers: [{ event: "t/begin" }] }, async ({ step }) => {
      await step.run("before", () => void seen.push("before"));
      await step.sleep("a while", "4s");
      return step.run("after", () => "awake");
    }),
    client.createFunction({ id: "listener", triggers: [{ event: "t/begin" }] }, async ({ step }) => {
      const word = await step.waitForEvent("word", { event: "t/word", timeout: "1h" });
      return word?.data.is as string;
    }),
    client.createFunction({ id: "retried", retries: 1, triggers: [{ event: "t/begin" }] }, ({ attempt }) => {
      seen.push(`attempt ${attempt}`);
      if (attempt === 0) throw new Error("not yet");
      return "done";
    }),
  ]);

test("after a restore, runs that wait go on, and what waits to be sent is sent", { timeout: 120_000 }, async () => {
  const seen: string[] = [];
  const before = waiting(source, systemSql(), seen);
  await before.engine.start();
  await before.client.send({ name: "t/begin", data: {} });
  await until("all of them wait", async () => {
    const [row] = await systemSql()<{ waits: number; steps: number }[]>`
      select (select count(*)::int from engine_waits) as waits, (select count(*)::int from engine_steps) as steps`;
    return row!.waits === 1 && row!.steps >= 1 && seen.includes("attempt 0");
  });
  await before.engine.stop();

  // Nobody relays or sends in this process: the answer is a row that says "queued", the event one without a place.
  Object.assign(env(), { RUN_AHEAD: false });
  const tenant = await createTenant();
  const ana = await createMember(tenant);
  const line = await createSandboxChannel(tenant, { queue: await createQueue(tenant, [ana]) });
  await line.texts("+14155551000", "Are you there?");
  const [row] = await rowsIn<{ id: string }>(tenant, sql`select id from conversations`);
  const conversationId = row!.id;
  await pickUpConversation({ tenant, actor: ana }, { conversationId });
  const reply = { conversationId, text: "We are", clientId: uuidv7(), seenSeq: 100, force: true };
  await replyToConversation({ tenant, actor: ana }, reply);

  await backup(source, file);
  await createDatabase(source, name);
  await restore(target, file);

  const restored = postgres(target, { max: 4, onnotice: () => {} });
  const [unsent] = await restored`select state from messages where direction = 'out'`;
  expect(unsent).toEqual({ state: "queued" });
  const after = waiting(target, restored, seen);
  await after.engine.start();
  await after.client.send({ name: "t/word", data: { is: "heard" } });
  const ended = async () =>
    Promise.all(["sleeper", "listener", "retried"].map((id) => endedRuns(restored, `app-${id}`)));
  await until("all of them have ended", async () => (await ended()).flat().length === 3);
  expect((await ended()).flat()).toMatchObject([
    { state: "completed", output: "awake" },
    { state: "completed", output: "heard" },
    { state: "completed", output: "done" },
  ]);
  expect([...seen].sort()).toEqual(["attempt 0", "attempt 1", "before"]); // what was done is not done again
  await after.engine.stop();

  const programs = await bundled(["worker-process"]);
  const worker = new Child(programs.file("worker-process"), { DATABASE_URL: target, APP_DATABASE_URL: "" });
  try {
    await worker.said("loaded");
    worker.begin({ tenant, channelId: line.channelId, memberId: ana.memberId, deadlineMs: 5_000 });
    await eventually(
      async () => restored<{ state: string }[]>`select state from messages where direction = 'out'`,
      ([message]) => message?.state === "delivered",
      30_000,
    );
  } finally {
    await worker.kill();
    programs.remove();
    await restored.end();
  }
});
