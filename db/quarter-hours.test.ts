import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { createDatabase, migrateDatabase } from "@/scripts/lib/migrate.mjs";

const { owner } = inject("postgres");
const name = `t_before_${process.pid}`;
const folder = mkdtempSync(path.join(os.tmpdir(), "patchbay-migrations-"));
const all = path.join(import.meta.dirname, "migrations");
let sql: postgres.Sql;

/** The database of the version before: all migrations up to the one that the test is about. */
beforeAll(async () => {
  cpSync(all, folder, { recursive: true });
  const journal = JSON.parse(readFileSync(path.join(all, "meta/_journal.json"), "utf8"));
  const at = journal.entries.findIndex(({ tag }: { tag: string }) => tag.endsWith("quarter_hours_and_failures"));
  const entries = journal.entries.slice(0, at);
  writeFileSync(path.join(folder, "meta/_journal.json"), JSON.stringify({ ...journal, entries }));
  await createDatabase(`${owner}postgres`, name);
  await migrateDatabase({ url: owner + name, folder });
  sql = postgres(owner + name, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await sql.end();
  const admin = postgres(`${owner}postgres`, { max: 1, onnotice: () => {} });
  await admin.unsafe(`drop database if exists ${name} with (force)`);
  await admin.end();
  rmSync(folder, { recursive: true, force: true });
});

test("what was counted by the hour stays, and what had failed is counted by its reason", async () => {
  const id = (last: number) => `00000000-0000-7000-8000-00000000000${last}`;
  const [tenant, channel, number, queue, contact, conversation] = [1, 2, 3, 4, 5, 6].map(id) as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  await sql`insert into tenants (id, short_id, slug, name) values (${tenant}, 'abc', 'acme', 'Acme')`;
  await sql`insert into queues (tenant_id, id, name) values (${tenant}, ${queue}, 'Sales')`;
  await sql`insert into channels (tenant_id, id, carrier, kind, name, token_hash, token_sealed)
    values (${tenant}, ${channel}, 'twilio', 'sms', 'T', 'h', 's')`;
  await sql`insert into channel_numbers (tenant_id, id, channel_id, address, destination_queue_id)
    values (${tenant}, ${number}, ${channel}, '+1', ${queue})`;
  await sql`insert into number_counters (tenant_id, number_id, hour, source, shard, sent_ok)
    values (${tenant}, ${number}, '2026-03-10T08:00:00Z', 'agent', 3, 7)`;
  await sql`insert into contacts (tenant_id, id, name) values (${tenant}, ${contact}, 'Bo')`;
  await sql`insert into conversations (tenant_id, id, channel_id, number_id, contact_id, kind, customer_address, state, audience)
    values (${tenant}, ${conversation}, ${channel}, ${number}, ${contact}, 'sms', '+2', 'waiting', 'everyone')`;
  for (const [at, state, reason] of [
    ["2026-03-10T08:20:00Z", "failed", "10001"],
    ["2026-03-10T08:29:59Z", "failed", "10001"],
    ["2026-03-10T08:30:00Z", "bounced", null],
    ["2026-03-10T08:31:00Z", "delivered", null],
  ] as const)
    await sql`insert into messages (tenant_id, id, conversation_id, seq, direction, channel_id, number_id, address, text, source, state, state_at, reason)
      values (${tenant}, gen_random_uuid(), ${conversation}, ${new Date(at).getTime() % 1_000_000}, 'out', ${channel}, ${number}, '+2', 'Hi', 'agent', ${state}, ${at}, ${reason})`;

  await migrateDatabase({ url: owner + name });
  const counted = await sql`select quarter, shard, sent_ok from number_counters`;
  expect([...counted]).toEqual([{ quarter: new Date("2026-03-10T08:00:00Z"), shard: 3, sent_ok: 7 }]);
  const failures = await sql`select quarter, reason, messages from failure_counters order by quarter`;
  expect([...failures]).toEqual([
    { quarter: new Date("2026-03-10T08:15:00Z"), reason: "10001", messages: 2 },
    { quarter: new Date("2026-03-10T08:30:00Z"), reason: "default", messages: 1 },
  ]);
});
