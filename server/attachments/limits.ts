import { sql } from "drizzle-orm";
import type { Tx } from "@/db/tenant";
import { carrierOf } from "@/server/channels";
import type { MessageLimits } from "@/server/domain/message-limits";
import type { SendCode } from "@/server/domain/send-errors";
import { type AppError, invalid, refuse } from "@/server/errors";

/** What a channel's carrier takes in one message. @throws AppError CONFLICT `channelDisabled` */
export async function limitsOf(tx: Tx, channelId: string): Promise<MessageLimits> {
  const [channel] = await tx.execute<{ carrier: string; usable: boolean }>(sql`
    select carrier, enabled and deleted_at is null as usable from channels where id = ${channelId}`);
  const carrier = channel && carrierOf(channel.carrier);
  if (!channel?.usable || !carrier) throw refuse("channelDisabled");
  return carrier.can.media ? carrier.limits : { ...carrier.limits, mediaCount: 0 };
}

/** What a person reads of a message that its carrier would surely refuse. */
export function limitRefusal(code: SendCode, limits: MessageLimits): AppError {
  if (code === "10008") return invalid("fileTooLarge");
  if (code === "10003") return invalid("mediaUnsupported");
  return invalid("tooLong", { max: limits.textCharacters ?? 0 });
}
