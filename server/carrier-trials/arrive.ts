import { sql } from "drizzle-orm";
import { z } from "zod";
import { systemDb } from "@/db/system";
import type { Answer, Outcome, WebhookRequest } from "@/server/channels/carrier";
import { general } from "@/server/channels/carriers/general";
import { readWebhook } from "@/server/channels/read-webhook";
import { requestBytes } from "@/server/channels/request-bytes";
import { sha256Hex } from "@/server/crypto";
import type { TrialArrival } from "@/server/domain/trial";
import { openSecret } from "@/server/secrets";
import { trialPlace } from "./run";

/** A trial shows its newest webhooks and forgets the others. */
const mostArrivals = 20;

export const TrialToken = z.object({ token: z.string().min(20).max(100) });

/**
 * A webhook at a trial's address: read and answered as a channel of the general contract would, and noted for whoever
 * watches. Nothing becomes a conversation. An address that is not, or no more, one of ours: 404.
 */
export async function arriveAtTrial(token: string, request: Request): Promise<Answer> {
  const tokenHash = sha256Hex(token);
  const [trial] = await systemDb().execute<{ secret_sealed: string }>(sql`
    select secret_sealed from carrier_trials where token_hash = ${tokenHash} and expires_at > now()`);
  if (!trial) return { status: 404 };
  const secret = openSecret(trial.secret_sealed, trialPlace(tokenHash));
  const rawBody = await requestBytes(request);
  const incoming: WebhookRequest = {
    method: request.method,
    url: "",
    path: "",
    headers: request.headers,
    rawBody: rawBody ?? new Uint8Array(),
    part: "",
    receivedAt: new Date(),
  };
  const read = rawBody ? readTrial(incoming, secret) : { outcome: "unreadable" as const, reason: "too long" };
  const answer = general.answer(read.outcome, incoming);
  const arrival: TrialArrival = { at: incoming.receivedAt.toISOString(), status: answer.status, ...read };
  await systemDb().execute(sql`
    update carrier_trials set arrivals = (
      select jsonb_agg(value order by place) from (
        select value, place from jsonb_array_elements(arrivals || ${JSON.stringify([arrival])}::jsonb) with ordinality as a (value, place)
        order by place desc limit ${mostArrivals}) newest)
    where token_hash = ${tokenHash}`);
  return answer;
}

type Read = Pick<TrialArrival, "reason" | "message"> & { outcome: Outcome };

function readTrial(incoming: WebhookRequest, secret: string): Read {
  const credentials = { apiKey: "", secret, sendUrl: "", verifyUrl: "" };
  const read = readWebhook(general, incoming, [credentials], { credentials, numbers: [] });
  switch (read.outcome) {
    case "refused":
    case "unreadable":
      return { outcome: read.outcome, reason: read.reason };
    case "items": {
      const [item] = read.items;
      if (item?.kind !== "message") return { outcome: "ignored" };
      const { externalId: id, from, to, text, media } = item;
      return {
        outcome: "accepted",
        message: { id: id.slice(0, 80), from, to, text: text.slice(0, 200), media: media.length },
      };
    }
    default:
      return { outcome: "ignored" };
  }
}

/** What came in so far, newest first; null when the address is no more. */
export async function trialArrivals({ token }: z.infer<typeof TrialToken>): Promise<TrialArrival[] | null> {
  const [trial] = await systemDb().execute<{ arrivals: TrialArrival[] }>(sql`
    select arrivals from carrier_trials where token_hash = ${sha256Hex(token)} and expires_at > now()`);
  return trial ? [...trial.arrivals].reverse() : null;
}

/** Trials whose hour is over. */
export async function removeOldTrials(): Promise<void> {
  await systemDb().execute(sql`delete from carrier_trials where expires_at < now()`);
}
