import { z } from "zod";
import { carrierTrials } from "@/db/schema";
import { systemDb } from "@/db/system";
import type { CarrierIo } from "@/server/channels/carrier";
import { general } from "@/server/channels/carriers/general";
import { CarrierError } from "@/server/channels/errors";
import { carrierIo } from "@/server/channels/io";
import { randomToken, sha256Hex } from "@/server/crypto";
import type { ChannelState } from "@/server/domain/channel-state";
import { parsePhone } from "@/server/domain/phone";
import { sendErrorKey } from "@/server/domain/send-errors";
import { env } from "@/server/env";
import { invalid } from "@/server/errors";
import { takeAttempt } from "@/server/rate-limit";
import { sealSecret } from "@/server/secrets";

const address = z.url({ protocol: /^https$/, error: "badAddress" }).max(500);

/** What a carrier's developer fills in: the two addresses and the login of his side. */
export const TrialInput = z.object({
  verifyUrl: address,
  sendUrl: address,
  apiKey: z.string().trim().min(1).max(500),
  secret: z.string().trim().min(1).max(500),
  from: z.string().trim().min(1).max(60),
  to: z.string().trim().min(1).max(60),
});

/** What became of the two calls, and where his webhooks may go now. */
export type TrialResult = {
  check: { state: ChannelState | "unchanged"; detail: string | null };
  /** `problem`: the sentence an agent would read, a key under `errors`. Null when the check stopped it. */
  send: { externalId: string } | { problem: string; detail: string | null } | null;
  webhook: { token: string; url: string; expiresAt: Date };
};

const livesMs = 60 * 60 * 1000;

/**
 * Play our side of the general contract against addresses that somebody typed: the challenge, one message, and an
 * address for his webhooks that lives for an hour. Anybody may ask, so many times; calls go out by the same door and
 * under the same rules as those of a channel.
 * @throws AppError TOO_MANY_REQUESTS; BAD_REQUEST `badNumber`
 */
export async function runTrial(
  input: z.infer<typeof TrialInput>,
  { ip, io = carrierIo(general.name) }: { ip: string; io?: CarrierIo },
): Promise<TrialResult> {
  await takeAttempt("carrier-trial.ip", ip);
  const [from, to] = [parsePhone(input.from), parsePhone(input.to)];
  if (!from || !to) throw invalid("badNumber");
  const { apiKey, secret, sendUrl, verifyUrl } = input;
  const channel = { credentials: { apiKey, secret, sendUrl, verifyUrl }, numbers: [] };
  const { state, detail } = await general.check(channel, io);
  return {
    check: { state, detail: detail ?? null },
    send: state === "connected" ? await sendOne(channel, { from: from.e164, to: to.e164 }, io) : null,
    webhook: await reserve(secret),
  };
}

async function sendOne(
  channel: Parameters<typeof general.send>[1],
  { from, to }: { from: string; to: string },
  io: CarrierIo,
): Promise<TrialResult["send"]> {
  try {
    const message = { from, to, text: "Hello from Patchbay", media: [], statusCallback: "", clientRef: randomToken() };
    const { externalId } = await general.send(message, channel, io);
    return { externalId: externalId ?? "" };
  } catch (error) {
    if (!(error instanceof CarrierError)) throw error;
    return { problem: sendErrorKey(error.failure), detail: error.failure.detail ?? null };
  }
}

async function reserve(secret: string): Promise<TrialResult["webhook"]> {
  const token = randomToken(32);
  const tokenHash = sha256Hex(token);
  const expiresAt = new Date(Date.now() + livesMs);
  const secretSealed = sealSecret(secret, trialPlace(tokenHash));
  await systemDb().insert(carrierTrials).values({ tokenHash, secretSealed, expiresAt });
  return { token, url: `${env().PUBLIC_URL}/api/sms-api/${token}`, expiresAt };
}

/** Where a trial's secret is sealed to. It belongs to no workspace. */
export const trialPlace = (tokenHash: string) => ({
  tenant: "",
  table: "carrier_trials",
  row: tokenHash,
  column: "secret",
});
