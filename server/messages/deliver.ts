import { sql } from "drizzle-orm";
import { systemDb } from "@/db/system";
import { withTenant } from "@/db/tenant";
import { outgoingMedia } from "@/server/attachments/sendable";
import { carrierOf } from "@/server/channels";
import type { Carrier, CarrierIo, ChannelView } from "@/server/channels/carrier";
import type { OpenChannel } from "@/server/channels/door";
import { carrierIo } from "@/server/channels/io";
import { viewOf } from "@/server/channels/open-channel";
import { webhookAddress } from "@/server/channels/webhook-address";
import { provenTenant, type TenantId } from "@/server/domain/ids";
import { env } from "@/server/env";
import { record } from "@/server/events";
import { log } from "@/server/log";
import { once, processState } from "@/server/process";
import { sandboxLine } from "@/server/sandbox/line";
import { type Claimed, claimMessages } from "./claim";
import type { AtOnce } from "./claim-at-once";
import { finishFailed, finishSent } from "./finish-attempt";
import { setAttemptState } from "./set-attempt-state";

/** One stretch of sending lasts at most this long; then whoever asked wakes it again. */
const STRETCH_MS = 5000;

/**
 * Send what a channel has waiting, at its pace, for at most one stretch. Calls go out concurrently, each at the start
 * that its claim gave it. Returns when it is worth coming back, or null when nothing waits.
 */
export async function deliverChannel(tenant: TenantId, channelId: string, bell = new Bell()): Promise<Date | null> {
  const end = Date.now() + STRETCH_MS;
  const calls = new Set<Promise<void>>();
  let through = 0;
  let nextAt: Date | null = new Date();
  while (nextAt !== null && nextAt.getTime() < end && !processState().shutdown.signal.aborted) {
    await Promise.race([until(nextAt), bell.rung()]);
    const throughBefore = through;
    const asked = bell.asked();
    const claim = await claimMessages(tenant, channelId);
    asked(claim.messages);
    nextAt = claim.nextAt;
    if (!claim.channel) break;
    const line = lineOf(claim.channel);
    for (const message of claim.messages) {
      const call = handOver(line, message).finally(() => {
        through += 1;
        calls.delete(call);
      });
      calls.add(call);
    }
    if (nextAt !== null) continue;
    // A conversation's next message may only be taken once the one before is through: look again when one is, also
    // when that was while the claim was looking.
    if (through === throughBefore && calls.size > 0) await Promise.race([...calls, bell.rung()]);
    if (through !== throughBefore || bell.ringing || calls.size > 0) nextAt = new Date();
  }
  await Promise.all(calls);
  return nextAt;
}

type Line = { tenant: TenantId; channelId: string; carrier: Carrier; view: ChannelView; io: CarrierIo };

function lineOf(channel: OpenChannel): Line {
  const carrier = carrierOf(channel.carrier)!;
  const { tenant, id: channelId } = channel;
  return {
    tenant,
    channelId,
    carrier,
    view: viewOf(channel),
    io: carrierIo(carrier.name, sandboxLine(tenant, channelId)),
  };
}

async function handOver(line: Line, message: Claimed): Promise<void> {
  await until(message.startAt);
  // Too late to be the one who sends it: the sweep says that nobody knows.
  if (Date.now() > message.deadline.getTime()) return;
  const place = { tenant: line.tenant, channelId: line.channelId };
  try {
    const { from, to, text, template, retryOfUnknown } = message;
    const statusCallback = await receiptAddress(line);
    const media = message.files === 0 ? [] : await outgoingMedia(line.tenant, message.id);
    const sent = await line.carrier.send(
      {
        from,
        to,
        text,
        media,
        ...(template ? { template } : {}),
        statusCallback,
        clientRef: message.id,
        retryOfUnknown,
      },
      line.view,
      line.io,
    );
    await finishSent(place, message, sent);
  } catch (error) {
    await finishFailed(place, message, error).catch((failed: unknown) =>
      log.error({ err: failed, messageId: message.id }, "an attempt's end could not be stored; the sweep will find it"),
    );
  }
}

async function receiptAddress({ tenant, channelId, carrier }: Line): Promise<string> {
  const address = await webhookAddress(tenant, channelId);
  return carrier.receiptPart === "" ? address : `${address}/${carrier.receiptPart}`;
}

/** What is due already does not wait for a timer, which takes a millisecond at least. */
async function until(at: Date): Promise<void> {
  const ms = at.getTime() - Date.now();
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
}

/** Tells a runner that waits that something new is in the line. A ring while nobody waits is kept for the next who does. */
class Bell {
  #ringing = false;
  #listener: (() => void) | null = null;
  #asked: { messageId: string; answer: (taken: boolean) => void }[] = [];

  ring() {
    this.#ringing = true;
    this.#listener?.();
  }

  /** Ring for a message. Resolves to whether the next claim took it. */
  ringFor(messageId: string): Promise<boolean> {
    const answered = new Promise<boolean>((answer) => this.#asked.push({ messageId, answer }));
    this.ring();
    return answered;
  }

  /** Those who rang so far; to be given what was claimed, or nothing when nobody claims any more. */
  asked(): (claimed: readonly { id: string }[]) => void {
    const asked = this.#asked.splice(0);
    return (claimed) => {
      for (const { messageId, answer } of asked) answer(claimed.some(({ id }) => id === messageId));
    };
  }

  rung(): Promise<void> {
    return new Promise((resolve) => {
      this.#listener = () => {
        this.#ringing = false;
        this.#listener = null;
        resolve();
      };
      if (this.#ringing) this.#listener();
    });
  }

  get ringing() {
    return this.#ringing;
  }
}

/** Whether this process has a runner at work on a channel's line. */
export const isDelivering = (channelId: string): boolean => runners().has(channelId);

const runners = () => once("delivery", () => new Map<string, Bell>());

/** Hand over what was claimed as it was enqueued; what came behind it meanwhile follows. */
export async function deliverClaimed({ channel, message }: AtOnce): Promise<void> {
  await handOver(lineOf(channel), message);
  await deliverSoon(channel.tenant, channel.id);
}

/**
 * Send at once what was just enqueued, in this process: one runner a channel, told of whatever comes while it runs. The
 * durable function finds what a process that died left behind. Resolves to whether the message is already being sent.
 */
export async function deliverSoon(tenant: TenantId, channelId: string, messageId = ""): Promise<boolean> {
  if (!env().RUN_AHEAD) return false;
  const running = runners();
  const runner = running.get(channelId);
  if (runner) return runner.ringFor(messageId);
  const bell = new Bell();
  const taken = bell.ringFor(messageId);
  running.set(channelId, bell);
  run(tenant, channelId, bell)
    .catch((error: unknown) => log.error({ err: error, channelId }, "sending stopped; the durable function will go on"))
    .finally(() => {
      if (running.get(channelId) === bell) running.delete(channelId);
      bell.asked()([]);
    });
  return taken;
}

/** Stretch after stretch, until nothing waits or what waits is far off; then it is come back for. */
async function run(tenant: TenantId, channelId: string, bell: Bell): Promise<void> {
  const { signal } = processState().shutdown;
  for (;;) {
    const nextAt = await deliverChannel(tenant, channelId, bell);
    if (signal.aborted) return;
    const inMs = nextAt === null ? Number.POSITIVE_INFINITY : nextAt.getTime() - Date.now();
    if (inMs <= STRETCH_MS || bell.ringing) continue;
    // In the same moment as the look at the bell: who comes later finds nobody, and begins himself.
    runners().delete(channelId);
    if (inMs < FARTHEST_MS) setTimeout(() => signal.aborted || void deliverSoon(tenant, channelId), inMs).unref();
    return;
  }
}

/** What waits longer is the sweep's. */
const FARTHEST_MS = 60 * 60_000;

/** Channels that have something due that nobody is sending, for the sweep. */
export async function channelsWithDueMessages(): Promise<{ tenant: TenantId; channelId: string }[]> {
  const rows = await systemDb().execute<{ tenant_id: string; channel_id: string }>(sql`
    select distinct m.tenant_id, m.channel_id from messages m
    join channels c on c.tenant_id = m.tenant_id and c.id = m.channel_id
    where m.state = 'queued' and m.due_at <= now() - interval '2 seconds' and c.enabled and c.deleted_at is null limit 500`);
  return rows.map((row) => ({ tenant: provenTenant(row.tenant_id), channelId: row.channel_id }));
}

/** Messages whose sender died: past their deadline nobody may send them, and nobody can tell. Returns how many. */
export async function markOverdueUnknown(): Promise<number> {
  const rows = await systemDb().execute<{ tenant_id: string; id: string; attempt: number }>(sql`
    select tenant_id, id, attempt from messages where state = 'sending' and claim_deadline < now() - interval '5 seconds' limit 1000`);
  for (const row of rows) {
    const tenant = provenTenant(row.tenant_id);
    await withTenant(tenant, async (tx) => {
      await setAttemptState(tx, tenant, row.id, row.attempt, { state: "unknown", reason: "unknown" });
      await record(tx, { tenant }, "message.unknown", { data: { messageId: row.id } });
    });
  }
  return rows.length;
}
