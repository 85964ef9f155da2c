import { sql } from "drizzle-orm";
import type { Tx } from "@/db/tenant";
import { record } from "@/server/events";
import type { NoticeItem } from "./carrier";
import type { DoorChannel } from "./door";

/** What the carrier tells of the account by itself: the last one is shown on the channel, with its time. */
export async function keepNotice(tx: Tx, channel: DoorChannel, { text }: NoticeItem): Promise<void> {
  await tx.execute(sql`update channels set notice = ${text.slice(0, 600)}, notice_at = now() where id = ${channel.id}`);
  await record(tx, channel, "channel.changed", { data: { channelId: channel.id } });
}

/** A notice is shown for so long. Unit: days. */
export const NOTICE_DAYS = 7;
