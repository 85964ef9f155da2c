import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import type { Tx } from "@/db/tenant";
import { carrierOf } from "@/server/channels";
import type { MessageItem } from "@/server/channels/carrier";
import type { DoorChannel, DoorNumber } from "@/server/channels/door";
import { optOutReply } from "@/server/domain/opt-out-reply";
import { foldWord, optOutWord } from "@/server/domain/opt-out-words";
import { enqueueMessage } from "@/server/messages/enqueue";

type Arrival = {
  channel: DoorChannel;
  number: DoorNumber;
  item: MessageItem;
  messageId: string;
  conversationId: string;
};

/**
 * Do what an opt-out word asks for, before anything else sees the message: keep the evidence, close or open the gate
 * for this address, and confirm once where the carrier does not answer itself. A message that is no such word costs
 * nothing here. Returns whether it was one: then nothing else looks at it.
 */
export async function heedOptOut(
  tx: Tx,
  { channel, number, item, messageId, conversationId }: Arrival,
): Promise<boolean> {
  const kind = channel.kind as "sms" | "whatsapp";
  const place = { kind, number: number.address };
  const asked = item.optOut ?? optOutWord(item.text, place, true);
  if (asked === null || asked === "help") return false;
  const [out] = await tx.execute(sql`
    select 1 from suppressions where kind = ${kind} and address = ${item.from} and reason = 'opted_out'`);
  const isOut = out !== undefined;
  // YES brings back only who is out; from anybody else it is an answer.
  if (!item.optOut && optOutWord(item.text, place, isOut) === null) return false;
  const stop = asked === "stop";
  if (stop === isOut) return true;
  if (stop) {
    await tx.execute(
      sql`insert into suppressions (kind, address, reason) values (${kind}, ${item.from}, 'opted_out') on conflict do nothing`,
    );
  } else {
    await tx.execute(
      sql`delete from suppressions where kind = ${kind} and address = ${item.from} and reason = 'opted_out'`,
    );
  }
  await tx.execute(sql`
    insert into consent_events (id, kind, address, change, source, message_id, evidence)
    values (${uuidv7()}, ${kind}, ${item.from}, ${stop ? "opted_out" : "opted_in"}, ${item.optOut ? "carrier" : "message"},
      ${messageId}, ${item.text.slice(0, 200)})`);
  const answered = carrierOf(channel.carrier)?.can.optOutWords.map(foldWord) ?? [];
  if (answered.length > 0 && (item.optOut || answered.includes(foldWord(item.text)))) return true;
  await enqueueMessage(tx, channel, {
    conversationId,
    text: optOutReply(stop ? "stop" : "start", number.address),
    source: "system",
    exempt: true,
  });
  return true;
}
