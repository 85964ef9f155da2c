import { sql } from "drizzle-orm";
import { systemDb } from "@/db/system";
import { withTenant } from "@/db/tenant";
import type { Context } from "@/server/context";
import { rowsById } from "@/server/conversations/rows";
import { audienceOf, maySee } from "@/server/domain/visibility";
import { log } from "@/server/log";
import { processState } from "@/server/process";
import { encode, eventsAfter, type Frame, frame, type Listener, listen, partFor } from "./hub";
import { viewerById } from "./viewer";

/** Where a browser left off, and the conversations it shows. */
export type StreamRequest = { cursor: number | null; held: string[]; sessionId: string };

const PING_MS = 15_000;
/** Further behind than this, a fresh list is quicker than what was missed. */
const MOST_MISSED = 5000;
const KEPT_DAYS = 30;
/** A browser that takes no more than this is cut off, and comes back with its cursor. */
const MOST_UNSENT_BYTES = 4 * 1024 * 1024;

/**
 * A person's live stream as server-sent events: `hello`, then what was missed, then what happens. It ends when the
 * browser goes, the process stops, or the sign-in is revoked.
 */
export function openStream({ tenant, actor }: Context, request: StreamRequest): ReadableStream<Uint8Array> {
  let end = () => {};
  return new ReadableStream<Uint8Array>(
    {
      async start(controller) {
        const shutdown = processState().shutdown.signal;
        let open = true;
        let stop = () => {};
        const timer = setInterval(() => void beat(), PING_MS);
        // What happens while we catch up waits here.
        let held: Frame[] | null = [];
        const listener: Listener = {
          tenant,
          memberId: actor.memberId,
          viewer: null,
          seq: request.cursor ?? 0,
          send: (next) => (held ? held.push(next) : write(next)),
        };
        end = () => {
          if (!open) return;
          open = false;
          clearInterval(timer);
          stop();
          shutdown.removeEventListener("abort", end);
          try {
            controller.close();
          } catch {
            // The browser has closed it already.
          }
        };
        const write = ({ bytes }: Frame) => {
          if (!open) return;
          controller.enqueue(bytes);
          if ((controller.desiredSize ?? 0) < -MOST_UNSENT_BYTES) end();
        };
        const beat = async () => {
          // Its id is where the browser will go on from, so it waits until what was missed is told.
          if (!held) write(frame("ping", listener.seq, { now: new Date().toISOString() }));
          // While the database is away nobody can say; the next beat asks again.
          const still = await stillIn(tenant, actor.memberId, request.sessionId).catch(() => true);
          if (!still) end();
        };
        shutdown.addEventListener("abort", end, { once: true });
        try {
          const now = await lastSeq(tenant);
          if (request.cursor === null || request.cursor > now) listener.seq = now;
          const begin = listener.seq;
          const listening = await listen(listener, now);
          stop = listening.stop;
          if (!open) return stop();
          const viewer = await viewerById(tenant, actor.memberId);
          listener.viewer ??= viewer; // unless it heard of a newer one meanwhile
          write(frame("hello", begin, { cursor: begin, now: new Date().toISOString() }));
          await catchUp({ tenant, memberId: actor.memberId, held: request.held }, begin, listening.from, write);
          for (const next of held) write(next);
          held = null;
          await stillIn(tenant, actor.memberId, request.sessionId);
        } catch (error) {
          log.error({ err: error }, "a live stream could not begin");
          end();
        }
      },
      cancel: () => end(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 64 * 1024 }),
  );
}

/** Everything between two places of the order that this person may see now, and `gone` for what he holds and may not. */
async function catchUp(
  { tenant, memberId, held }: { tenant: string; memberId: string; held: string[] },
  from: number,
  to: number,
  write: (frame: Frame) => void,
) {
  if (from < to && ((await isOlderThanKept(tenant, from)) || to - from > MOST_MISSED)) {
    write(frame("fresh", to, { cursor: to }));
    return;
  }
  for (let at = from; at < to; ) {
    const rows = (await eventsAfter(tenant, at, 200)).filter(({ seq }) => seq <= to);
    if (rows.length === 0) break;
    const encoded = await encode(tenant, rows);
    // After the content, so that somebody who lost a queue before it was read gets nothing of it.
    const viewer = await viewerById(tenant, memberId);
    for (const [index, row] of rows.entries()) {
      const part = partFor(viewer, row, encoded[index]!);
      if (part) write(part);
    }
    at = rows.at(-1)!.seq;
  }
  const rows = await rowsById(systemDb(), tenant, held);
  const viewer = await viewerById(tenant, memberId);
  for (const id of held) {
    const row = rows.get(id);
    const audience =
      row && audienceOf({ audience: row.audience, ownerId: row.owner?.id ?? null, queueId: row.queue?.id ?? null });
    if (!audience || !maySee(viewer, audience))
      write(frame("gone", to, { seq: to, conversationId: id, name: "", by: row?.owner?.name ?? null }));
  }
}

async function lastSeq(tenant: string): Promise<number> {
  const [row] = await systemDb().execute<{ last_seq: string }>(
    sql`select last_seq from tenant_seqs where tenant_id = ${tenant}`,
  );
  return Number(row?.last_seq ?? 0);
}

/** Whether the event after a cursor is gone with its month. */
async function isOlderThanKept(tenant: string, cursor: number): Promise<boolean> {
  const [row] = await systemDb().execute<{ old: boolean }>(sql`
    select not exists (select 1 from events where tenant_id = ${tenant} and seq = ${cursor + 1}
      and created_at > now() - make_interval(days => ${KEPT_DAYS})) as old`);
  return row!.old;
}

/** Note that this person is here, and say whether he still may be: signed in, and a member who is not disabled. */
async function stillIn(tenant: Context["tenant"], memberId: string, sessionId: string): Promise<boolean> {
  const [session] = await systemDb().execute(
    sql`select 1 from sessions where session_token = ${sessionId} and expires > now()`,
  );
  if (!session) return false;
  const seen = await withTenant(tenant, (tx) =>
    tx.execute(sql`
      update memberships set last_seen_at = now()
      where id = ${memberId} and disabled_at is null and (last_seen_at is null or last_seen_at < now() - interval '30 seconds') returning 1`),
  );
  if (seen.length > 0) return true;
  const [member] = await withTenant(tenant, (tx) =>
    tx.execute(sql`select 1 from memberships where id = ${memberId} and disabled_at is null`),
  );
  return member !== undefined;
}
