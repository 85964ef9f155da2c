import { isDatabaseAway } from "@/db/sturdy";
import { postgresCode, withTenant } from "@/db/tenant";
import { ingest } from "@/server/conversations/ingest";
import { env } from "@/server/env";
import { record } from "@/server/events";
import type { Heard } from "@/server/flows/on-message";
import { WalkFailed, walkNow } from "@/server/flows/run-sprint";
import { log } from "@/server/log";
import { countAnswer } from "@/server/metrics/door";
import { carrierOf } from ".";
import {
  type Answer,
  type Carrier,
  type Item,
  type Outcome,
  USUAL_DOOR_BUDGET_MS,
  type WebhookRequest,
} from "./carrier";
import { channelByToken, type DoorChannel } from "./door";
import { type JournalState, journalRefusal, writeJournal } from "./journal";
import { credentialsOf } from "./open-channel";
import { mostItemsAtOnce, type Reading, readWebhook } from "./read-webhook";
import { requestBytes } from "./request-bytes";

/** Where a webhook came in, from its path. */
export type WebhookPath = { tenantShortId: string; token: string; part: string };

/** Left of a door's budget for keeping the raw request when its effects took too long. */
const KEEP_MS = 300;

/**
 * The webhook door: one plain function from request to response, for every carrier. What it answers as accepted is
 * committed. Unknown tokens get 404 and leave nothing behind; when the database is gone or slow the carrier hears that
 * we are busy, within its budget and whatever hangs. What is still done then is found done when it comes again.
 * Never throws.
 */
export async function receive(request: Request, path: WebhookPath): Promise<Response> {
  const began = performance.now();
  const { response, carrier, outcome } = await answerTo(request, path, began);
  countAnswer(carrier?.name ?? "none", outcome, performance.now() - began);
  return response;
}

type Answered = { response: Response; carrier?: Carrier | undefined; outcome: Outcome | "handshake" | "unknown" };

async function answerTo(request: Request, path: WebhookPath, began: number): Promise<Answered> {
  let carrier: Carrier | undefined;
  try {
    const channel = await inTime(channelByToken(path.tenantShortId, path.token), USUAL_DOOR_BUDGET_MS);
    carrier = channel ? carrierOf(channel.carrier) : undefined;
    if (!channel || !carrier || (path.part !== "" && !carrier.parts.includes(path.part)))
      return { response: new Response(null, { status: 404 }), outcome: "unknown" };
    const leftMs = carrier.longestWaitMs - (performance.now() - began);
    const rawBody = await requestBytes(request);
    const { answer, outcome } = await inTime(receiveFor(carrier, channel, request, rawBody, path), leftMs);
    return { response: toResponse(answer), carrier, outcome };
  } catch (error) {
    log.error({ err: error, tenant: path.tenantShortId }, "the webhook door could not answer");
    const answer = carrier?.answer("busy", webhook(request, path, new Uint8Array())) ?? { status: BUSY };
    return { response: toResponse(answer), carrier, outcome: "busy" };
  }
}

/** @throws when it takes longer; it goes on all the same */
async function inTime<T>(work: Promise<T>, withinMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${Math.round(withinMs)} ms`)), withinMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

const BUSY = 503;
const COME_AGAIN_S = "5";

function toResponse({ status, headers, body }: Answer): Response {
  const answer = new Response(body ?? null, { status, headers });
  if (status === BUSY && !answer.headers.has("retry-after")) answer.headers.set("retry-after", COME_AGAIN_S);
  return answer;
}

async function receiveFor(
  carrier: Carrier,
  channel: DoorChannel,
  request: Request,
  rawBody: Uint8Array | null,
  path: WebhookPath,
): Promise<{ answer: Answer; outcome: Outcome | "handshake" }> {
  const incoming = webhook(request, path, rawBody ?? new Uint8Array());
  const answered = (outcome: Outcome) => ({ answer: carrier.answer(outcome, incoming), outcome });
  if (rawBody === null) return answered("unreadable");
  const { current, all } = credentialsOf(channel);
  const read = readOrKeep(carrier, channel, incoming, { current, all });
  if (read.outcome === "handshake") return { answer: read.answer, outcome: "handshake" };
  return answered(await outcomeOf(carrier, channel, incoming, read));
}

/** A signed webhook on which its carrier's file stumbles is our mistake, not the carrier's: kept until the file is mended. */
function readOrKeep(
  carrier: Carrier,
  channel: DoorChannel,
  incoming: WebhookRequest,
  { current, all }: ReturnType<typeof credentialsOf>,
): Reading | { outcome: "stumbled" } {
  try {
    return readWebhook(carrier, incoming, all, { credentials: current, numbers: channel.numbers });
  } catch (error) {
    if (!carrier.verify(incoming, all)) throw error;
    log.error({ err: error, channelId: channel.id }, "a signed webhook could not be read; its request is kept");
    return { outcome: "stumbled" };
  }
}

async function outcomeOf(
  carrier: Carrier,
  channel: DoorChannel,
  incoming: WebhookRequest,
  read: Exclude<ReturnType<typeof readOrKeep>, { outcome: "handshake" }>,
): Promise<Outcome> {
  if (read.outcome === "refused") {
    await journalRefusal(channel, incoming, read.reason);
    return "refused";
  }
  if (!channel.receive) return "ignored";
  // A word that we do not know, or do not need: the journal has it.
  if (read.outcome === "ignored") return keep(channel, incoming, "done", undefined, "ignored");
  if (read.outcome === "stumbled") return keep(channel, incoming, "stuck", "could not be read");
  // Signed but unreadable today: kept, so that it can be replayed once we can read it.
  if (read.outcome === "unreadable") return keep(channel, incoming, "stuck", read.reason, "unreadable");
  if (read.outcome === "later" || read.items.length > mostItemsAtOnce) return keep(channel, incoming, "pending");
  return take(carrier, channel, incoming, read.items);
}

/**
 * Journal and effects in one transaction, with what flows answer; where a flow cannot be walked now, without. If the
 * effects fail, the raw request alone, to be looked at and replayed.
 */
async function take(carrier: Carrier, channel: DoorChannel, incoming: WebhookRequest, items: Item[]): Promise<Outcome> {
  const effects = (heard?: Heard) =>
    withTenant(
      channel.tenant,
      async (tx) => {
        const journal = writeJournal(tx, channel, incoming, "done", { items: items.length });
        journal.catch(() => undefined); // told below, unless the effects fail as well
        const { unknownNumber } = await ingest(tx, channel, items, heard);
        await journal;
        return unknownNumber > 0 && unknownNumber === items.length ? carrier.unknownNumber : "accepted";
      },
      { statementTimeoutMs: carrier.doorBudgetMs - KEEP_MS },
    );
  try {
    if (!env().RUN_AHEAD) return await effects();
    return await effects(walkNow).catch((error: unknown) => {
      if (!(error instanceof WalkFailed) || isDatabaseAway(error)) throw error;
      log.warn({ err: error, channelId: channel.id }, "a flow could not be walked at once; it will be");
      return effects();
    });
  } catch (error) {
    const cause = postgresCode(error);
    // The database itself is away: nothing can be kept, and the carrier will come again.
    if (cause === undefined || isDatabaseAway(error)) throw error;
    const passing = PASSING.test(cause);
    log[passing ? "warn" : "error"](
      { err: error, channelId: channel.id },
      "a webhook's effects failed; its request is kept",
    );
    return keep(channel, incoming, passing ? "pending" : "stuck", cause);
  }
}

/**
 * What another moment mends by itself: out of time (57014), a lock or a deadlock (55P03, 40…), too little of something
 * (53…). Many first texts of one customer wait for each other, and one of them may wait longer than a door may.
 */
const PASSING = /^(57014|55P03|40|53)/;

/** The raw request alone, to be worked on later. */
async function keep(
  channel: DoorChannel,
  incoming: WebhookRequest,
  state: JournalState,
  error?: string,
  outcome: Outcome = "accepted",
): Promise<Outcome> {
  await withTenant(
    channel.tenant,
    async (tx) => {
      const journalId = await writeJournal(tx, channel, incoming, state, { error });
      if (state === "pending") await record(tx, channel, "webhook.pending", { data: { journalId } });
    },
    { statementTimeoutMs: KEEP_MS },
  );
  return outcome;
}

/** The request with the address as we issued it: never the Host header, never a normalised URL. */
function webhook(request: Request, { tenantShortId, token, part }: WebhookPath, rawBody: Uint8Array): WebhookRequest {
  const query = request.url.indexOf("?");
  const path = `/api/webhooks/${tenantShortId}/${token}${part === "" ? "" : `/${part}`}`;
  return {
    method: request.method,
    url: env().PUBLIC_URL + path + (query < 0 ? "" : request.url.slice(query)),
    path,
    headers: request.headers,
    rawBody,
    part,
    receivedAt: new Date(),
  };
}
