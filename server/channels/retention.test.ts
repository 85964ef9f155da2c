import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { systemDb } from "@/db/system";
import { removeStrangeReceipts } from "@/server/messages/remove-strange-receipts";
import { rowsIn } from "@/server/testing/river";
import { removeOldWebhooks } from "./remove-old-webhooks";
import { templatesOf } from "./templates";
import { carrierLines, type Line } from "./testing/lines";
import { json } from "./testing/speech";
import { speeches } from "./testing/speeches";

// What is kept for a time only, and what is not.
const { world, open, reply, becomes, externalIdOf, takesAll } = carrierLines();

const aged = (table: "webhook_journal" | "message_receipts", line: Line, days: number) =>
  systemDb().execute(
    sql`update ${sql.identifier(table)} set received_at = now() - make_interval(days => ${days}) where channel_id = ${line.channelId}`,
  );

test("webhooks that were taken or refused go after a month; what waits or is stuck stays, and the message itself", async () => {
  const line = await open(speeches.twilio!, "twilio");
  const taken = line.words("Taken");
  await line.posts(taken);
  await line.posts(line.words("Refused"), "", { "x-twilio-signature": "no" });
  for (const state of ["pending", "stuck"]) {
    await line.posts(line.words(state));
    await systemDb().execute(
      sql`update webhook_journal set state = ${state} where id = (select max(id::text)::uuid from webhook_journal where channel_id = ${line.channelId})`,
    );
  }
  const states = async () => (await line.journal()).map(({ state }) => state);
  await aged("webhook_journal", line, 29);
  await removeOldWebhooks();
  expect(await states()).toEqual(["done", "refused", "pending", "stuck"]);
  await aged("webhook_journal", line, 31);
  expect(await removeOldWebhooks()).toBe(2);
  expect(await states()).toEqual(["pending", "stuck"]);
  expect((await line.texts()).map(({ text }) => text)).toEqual(["Taken", "pending", "stuck"]);
  // Told once more after a month, it is still the same message.
  await line.posts(taken);
  expect(await line.texts()).toHaveLength(3);
});

const receiptsOf = (line: Line) =>
  rowsIn<{ external_id: string; known: boolean }>(
    world.tenant,
    sql`select external_id, known from message_receipts where channel_id = ${line.channelId} order by received_at, external_id`,
  );

test("receipts of ids that never become known go after a week; one whose message turned up stays with it", async () => {
  const line = await open(speeches.twilio!, "twilio");
  takesAll(line);
  await line.posts(line.words("Hello"));
  const quick = `t-${line.address.slice(1)}-1`;
  for (const id of ["strange-1", "strange-2", quick])
    await line.posts(line.fate({ id, status: "delivered" }), line.receiptPart);
  await becomes((await reply(line)).id, "delivered");
  await aged("message_receipts", line, 6);
  expect(await removeStrangeReceipts()).toBe(0);
  await aged("message_receipts", line, 8);
  expect(await removeStrangeReceipts()).toBe(2);
  expect(await receiptsOf(line)).toEqual([{ external_id: quick, known: true }]);
});

test("a receipt of a message that is known is never looked at again", async () => {
  const line = await open(speeches.twilio!, "twilio");
  takesAll(line);
  await line.posts(line.words("Hello"));
  const message = await reply(line);
  await becomes(message.id, "sent");
  const id = await externalIdOf(message.id);
  await line.posts(line.fate({ id, status: "delivered" }), line.receiptPart);
  expect(await receiptsOf(line)).toEqual([{ external_id: id, known: true }]);
});

test("WhatsApp's account is remembered when the webhooks that told it are gone", async () => {
  const line = await open(speeches.whatsapp!, "whatsapp");
  world.says = () => json(200, { data: [] });
  await line.posts(line.words("Hello"));
  await aged("webhook_journal", line, 40);
  await removeOldWebhooks();
  expect(await line.journal()).toEqual([]);
  await templatesOf(world.tenant, line.channelId);
  expect(world.heard.map(({ path }) => path.replace(/\?.*/, ""))).toEqual(["/v25.0/102290129340398/message_templates"]);
});
