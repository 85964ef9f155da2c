import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { carrierLines, type Line } from "@/server/channels/testing/lines";
import { type Body, json } from "@/server/channels/testing/speech";
import { speeches } from "@/server/channels/testing/speeches";
import { rowsIn } from "@/server/testing/river";

// Whoever told his carrier that he wants nothing more has told us: the carrier's refusal is the evidence.
const { world, open, pickUp, answers, becomes, externalIdOf, takesAll } = carrierLines();

const evidence = (line: Line) =>
  rowsIn(
    world.tenant,
    sql`select e.change, e.source, e.evidence from consent_events e
      join messages m on m.id = e.message_id where m.channel_id = ${line.channelId} order by e.id`,
  );

const forget = () => rowsIn(world.tenant, sql`delete from suppressions`);

const blocked = "Attempt to send to unsubscribed recipient";

test.each([
  ["twilio", json(400, { code: 21610, message: blocked }), `21610 - ${blocked}`],
  [
    "telnyx",
    json(400, { errors: [{ code: "40300", title: "Blocked", detail: "STOP was sent" }] }),
    "40300 - Blocked: STOP was sent",
  ],
] as const)("%s: a refusal of the send is recorded as an opt-out, once", async (name, refusal, words) => {
  await forget();
  const line = await open(speeches[name]!, name);
  await line.posts(line.words("Are you open?"), line.part);
  world.says = () => refusal;
  const { conversationId } = await pickUp(line);
  const message = await answers(line, conversationId);
  await becomes(message.id, "failed");
  const told = { change: "opted_out", source: "carrier", evidence: words };
  expect(await evidence(line)).toEqual([told]);
  expect(await rowsIn(world.tenant, sql`select reason, attempt from messages where id = ${message.id}`)).toEqual([
    { reason: "opted_out", attempt: 1 },
  ]);
  // The gate knows: nothing more is even tried, until the customer himself comes back.
  world.heard.length = 0;
  await expect(answers(line, conversationId, { text: "Still there?" })).rejects.toMatchObject({ reason: "optedOut" });
  expect(world.heard).toEqual([]);
  takesAll(line);
  await line.posts(line.words("START"), line.part);
  expect(await evidence(line)).toMatchObject([told, { change: "opted_in", evidence: "START" }]);
  await becomes((await answers(line, conversationId, { text: "Welcome back" })).id, "sent");
});

const blockedReceipts: Record<string, (id: string, line: Line) => Body> = {
  twilio: (id, line) => String(line.fate({ id, status: "failed" })).replace("30003", "21610"),
  telnyx: (id, line) => JSON.stringify(line.fate({ id, status: "failed" })).replace("40008", "40300"),
  bandwidth: (id, line) => JSON.stringify(line.fate({ id, status: "failed" })).replace("4720", "4482"),
};

test.each(Object.entries(blockedReceipts))(
  "%s: so is a receipt that says it, told twice or quicker than the send's own answer",
  async (name, receipt) => {
    for (const quicker of [false, true]) {
      await forget();
      const line = await open(speeches[name]!, name);
      takesAll(line);
      await line.posts(line.words("Are you open?"), line.part);
      const { says } = world;
      world.says = async (heard) => {
        if (quicker && !line.other?.(heard))
          await line.posts(receipt(`t-${line.address.slice(1)}-1`, line), line.receiptPart);
        return says(heard);
      };
      const { conversationId } = await pickUp(line);
      const message = await answers(line, conversationId);
      if (!quicker) {
        await becomes(message.id, "sent");
        const body = receipt(await externalIdOf(message.id), line);
        for (const one of [body, body]) await line.posts(one, line.receiptPart);
      }
      await becomes(message.id, "failed");
      expect(await evidence(line)).toEqual([
        { change: "opted_out", source: "carrier", evidence: expect.stringMatching(/^(21610|40300|4482)/) },
      ]);
      await expect(answers(line, conversationId, { text: "Hello?" })).rejects.toMatchObject({ reason: "optedOut" });
    }
  },
);
