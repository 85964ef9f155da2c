import { sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { createMember, createQueue, createTenant } from "@/db/factories";
import { systemSql } from "@/db/system";
import type { Context } from "@/server/context";
import { createSandboxChannel, rowsIn, type TestChannel } from "@/server/testing/river";
import { replayJournalEntry } from "./journal";
import { listJournal } from "./journal-list";

let admin: Context;
let agent: Context;
let channel: TestChannel;

beforeAll(async () => {
  const tenant = await createTenant();
  admin = { tenant, actor: await createMember(tenant, { role: "admin" }) };
  agent = { tenant, actor: await createMember(tenant) };
  channel = await createSandboxChannel(tenant, { queue: await createQueue(tenant, [agent.actor]) });
});

const rows = <T extends Record<string, unknown>>(query: ReturnType<typeof sql>) => rowsIn<T>(admin.tenant, query);

/** From now on the database takes no message, until the returned function is called. */
async function nothingIsTaken() {
  await systemSql().unsafe(`
    create function take_nothing() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
    create trigger take_nothing before insert on messages for each row execute function take_nothing()`);
  return () => systemSql().unsafe("drop trigger take_nothing on messages; drop function take_nothing()");
}

test("what could not be taken is kept alone, and played again by hand once its reason is gone", async () => {
  const phone = "+14155557001";
  const repaired = await nothingIsTaken();
  // Signed: it is taken, whatever becomes of it here.
  expect((await channel.texts(phone, "Hello", "kept-1")).status).toBeLessThan(300);
  const kept = await listJournal(admin, { channelId: channel.channelId, show: "problems" });
  expect(kept).toMatchObject([{ state: "stuck", attempts: 0, error: expect.any(String) }]);
  const journalId = kept[0]!.id;
  for (const table of ["messages", "conversations", "contacts", "inbound_keys", "timeline"])
    expect(await rows(sql`select 1 from ${sql.identifier(table)}`), table).toEqual([]);

  await expect(replayJournalEntry(admin, journalId)).rejects.toMatchObject({ reason: "stillStuck" });
  await repaired();
  await expect(replayJournalEntry(agent, journalId)).rejects.toMatchObject({ code: "FORBIDDEN" });
  const stranger = await createTenant("Stranger");
  const elsewhere = { tenant: stranger, actor: await createMember(stranger, { role: "owner" }) };
  await expect(replayJournalEntry(elsewhere, journalId)).rejects.toMatchObject({ code: "NOT_FOUND" });

  expect(await replayJournalEntry(admin, journalId)).toEqual({ taken: 1 });
  expect((await channel.texts(phone, "Hello", "kept-1")).status).toBeLessThan(300);
  expect(await rows(sql`select text from messages`)).toEqual([{ text: "Hello" }]);
  expect(await rows(sql`select state, attempts from webhook_journal where id = ${journalId}`)).toEqual([
    { state: "done", attempts: 2 },
  ]);
  await expect(replayJournalEntry(admin, journalId)).rejects.toMatchObject({ reason: "notReplayable" });
  expect(await rows(sql`select actor_id, action, subject from audit_log`)).toEqual([
    { actor_id: admin.actor.memberId, action: "channel.webhook_replayed", subject: journalId },
  ]);
});

test("what was refused keeps no body and is not played again", async () => {
  const { receive } = await import("./receive");
  const answer = await receive(new Request(channel.url, { method: "POST", body: "{}" }), {
    ...channel.place,
    part: "",
  });
  expect(answer.status).toBeGreaterThanOrEqual(400);
  const [refused] = await rows<{ id: string; body: string | null }>(
    sql`select id, body from webhook_journal where state = 'refused'`,
  );
  expect(refused!.body).toBeNull();
  await expect(replayJournalEntry(admin, refused!.id)).rejects.toMatchObject({ reason: "notReplayable" });
});
