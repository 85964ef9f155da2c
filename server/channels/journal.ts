import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { type Tx, withTenant } from "@/db/tenant";
import { audit } from "@/server/audit";
import { authorize } from "@/server/authorize";
import type { Context } from "@/server/context";
import { ingest } from "@/server/conversations/ingest";
import type { TenantId } from "@/server/domain/ids";
import { notFound, refuse } from "@/server/errors";
import { takeAttempt } from "@/server/rate-limit";
import { carrierOf } from ".";
import { type Carrier, Refused, Unreadable, type WebhookRequest } from "./carrier";
import { channelById, type DoorChannel } from "./door";
import { carrierIo } from "./io";
import { type KeptWebhook, keptColumns, requestOf } from "./kept-webhook";
import { viewOf } from "./open-channel";

export type JournalState = "done" | "pending" | "stuck" | "refused";

/** Keep a webhook with its raw bytes. Returns the entry's id. */
export async function writeJournal(
  tx: Tx,
  channel: DoorChannel,
  incoming: WebhookRequest,
  state: JournalState,
  { items = 0, error }: { items?: number; error?: string } = {},
): Promise<string> {
  const id = uuidv7();
  const body = state === "refused" ? null : Buffer.from(incoming.rawBody).toString("base64");
  await tx.execute(sql`
    insert into webhook_journal (id, channel_id, part, method, url, headers, body, state, items, error, processed_at)
    values (${id}, ${channel.id}, ${incoming.part}, ${incoming.method}, ${withoutToken(incoming.url)},
      ${JSON.stringify(keptHeaders(incoming.headers))}::jsonb, ${body}, ${state}, ${items}, ${error?.slice(0, 500) ?? null},
      ${state === "done" ? sql`now()` : null})`);
  return id;
}

/** A webhook that was not believed: who sent what is nobody's proof, so its body is not kept, and a flood leaves few rows. */
export async function journalRefusal(channel: DoorChannel, incoming: WebhookRequest, reason: string): Promise<void> {
  const room = await takeAttempt("webhook-refused.channel", channel.id).then(
    () => true,
    () => false,
  );
  if (!room) return;
  await withTenant(channel.tenant, (tx) => writeJournal(tx, channel, incoming, "refused", { error: reason }));
}

/** The token is the address's secret: the journal keeps what stands around it. */
const withoutToken = (url: string): string => url.replace(/(\/api\/webhooks\/[^/]+\/)[^/?#]+/, "$1-");

const keptHeaders = (headers: Headers): Record<string, string> =>
  Object.fromEntries(
    [...headers].filter(([name]) => !/^(cookie|authorization|x-forwarded-|connection|host)/.test(name)).slice(0, 50),
  );

/** What became of a kept webhook: its items were taken, or it waits so long for another piece; null: nothing (left) to do. */
export type Processed = { taken: number } | { waitMs: number } | null;

const isOpen = sql`state in ('pending', 'stuck') and body is not null`;

/**
 * Work on a webhook that was kept: once, whoever calls. Its signature was checked when it came; it is read again by the
 * carrier's file of today. Pieces of one message are taken together: whichever entry comes here first takes them all, and
 * one whose partner has not come waits until its time is up (`hurry`: not at all). What fails stays stuck with its reason.
 */
export async function processJournalEntry(
  tenant: TenantId,
  journalId: string,
  { hurry = false } = {},
): Promise<Processed> {
  const found = await withTenant(tenant, async (tx) => {
    const [row] = await tx.execute<KeptWebhook & { channel_id: string }>(sql`
      select channel_id, ${keptColumns} from webhook_journal where id = ${journalId} and ${isOpen}`);
    return row;
  });
  const channel = found && (await channelById(tenant, found.channel_id));
  const carrier = channel && carrierOf(channel.carrier);
  if (!channel || !carrier) return null;
  const view = viewOf(channel);
  const read = (row: KeptWebhook) => carrier.parse(requestOf(row), view);
  try {
    const first = read(found);
    const join = Array.isArray(first) || !first.join ? undefined : { ...first.join, read };
    for (;;) {
      // Pieces are only looked at here, and taken below: their carrier is asked while no transaction is open.
      const pieces = join ? await withTenant(tenant, (tx) => openRows(tx, channel.id, found, join)) : [found];
      if (!pieces) return null;
      const dueMs = join ? new Date(found.received_at).getTime() + join.waitMs - Date.now() : 0;
      if (pieces.length === 1 && dueMs > 0 && !hurry) return { waitMs: dueMs };
      const items = Array.isArray(first)
        ? first
        : ((await carrier.resolve?.(pieces.map(requestOf), view, carrierIo(carrier.name))) ?? []);
      const taken = await withTenant(tenant, async (tx) => {
        const rows = await openRows(tx, channel.id, found, join);
        if (!rows) return null;
        if (join && idsOf(rows) !== idsOf(pieces)) return "another piece";
        const { taken } = await ingest(tx, channel, items);
        await tx.execute(sql`
          update webhook_journal set state = 'done', attempts = attempts + 1, items = ${items.length}, error = null, processed_at = now()
          where id in ${rows.map(({ id }) => id)}`);
        return { taken };
      });
      if (taken !== "another piece") return taken;
    }
  } catch (error) {
    const reason = error instanceof Unreadable || error instanceof Refused ? error.message : "could not be processed";
    await withTenant(tenant, (tx) =>
      tx.execute(sql`
        update webhook_journal set state = 'stuck', attempts = attempts + 1, error = ${reason} where id = ${journalId} and state in ('pending', 'stuck')`),
    );
    if (error instanceof Unreadable || error instanceof Refused) return null;
    throw error;
  }
}

const idsOf = (rows: readonly KeptWebhook[]) => rows.map(({ id }) => id).join();

/** Pieces of one message come within this time of each other, if the carrier is slow. Unit: minutes. */
const NEAR = 10;

/**
 * Locks the entry, and with it the other open pieces of its message, in the order they came; null when somebody else has
 * taken it. Two that work on pieces of the same message take turns.
 */
async function openRows(
  tx: Tx,
  channelId: string,
  { id, received_at }: KeptWebhook,
  join?: { key: string; read(row: KeptWebhook): ReturnType<Carrier["parse"]> },
): Promise<KeptWebhook[] | null> {
  if (!join) {
    const rows = await tx.execute<KeptWebhook>(
      sql`select ${keptColumns} from webhook_journal where id = ${id} and ${isOpen} for update`,
    );
    return rows.length > 0 ? [...rows] : null;
  }
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`${channelId}/${join.key}`}, 0))`);
  const near = await tx.execute<KeptWebhook>(sql`
    select ${keptColumns} from webhook_journal
    where channel_id = ${channelId} and ${isOpen}
      and received_at between ${received_at}::timestamptz - make_interval(mins => ${NEAR}) and ${received_at}::timestamptz + make_interval(mins => ${NEAR})
    order by id limit 1000`);
  const pieces = near.filter((row) => row.id === id || isPieceOf(row, join));
  return pieces.some((row) => row.id === id) ? pieces : null;
}

function isPieceOf(
  row: KeptWebhook,
  { key, read }: { key: string; read(row: KeptWebhook): ReturnType<Carrier["parse"]> },
) {
  try {
    const parsed = read(row);
    return !Array.isArray(parsed) && parsed.join?.key === key;
  } catch {
    return false; // its own turn will say what is wrong with it
  }
}

/** Try a kept webhook again, by hand. @throws AppError when it is not there, not open, or still cannot be processed */
export async function replayJournalEntry({ tenant, actor }: Context, journalId: string): Promise<{ taken: number }> {
  authorize(actor, "channel.manage");
  const [row] = await withTenant(tenant, (tx) =>
    tx.execute<{ state: JournalState }>(sql`select state from webhook_journal where id = ${journalId}`),
  );
  if (!row) throw notFound("webhook");
  if (row.state === "done" || row.state === "refused") throw refuse("notReplayable");
  const processed = await processJournalEntry(tenant, journalId, { hurry: true }).catch(() => null);
  if (processed === null || !("taken" in processed)) throw refuse("stillStuck");
  await withTenant(tenant, (tx) => audit(tx, { actor }, "channel.webhook_replayed", journalId));
  return processed;
}
