import { sql } from "drizzle-orm";
import { systemDb } from "@/db/system";
import { withTenant } from "@/db/tenant";
import { provenTenant } from "@/server/domain/ids";
import { tellChanged } from "./fetch";
import { removeFiles } from "./remove-files";

const AT_ONCE = 500;

/** Files in storage whose row is gone are removed there. Returns how many attachments that was. */
export async function collectGarbage(): Promise<number> {
  const rows = await systemDb().execute<{ key: string; pieces: number }>(
    sql`select key, pieces from storage_garbage order by since limit ${AT_ONCE}`,
  );
  for (const { key, pieces } of rows) {
    await removeFiles(key, pieces);
    await systemDb().execute(sql`delete from storage_garbage where key = ${key}`);
  }
  return rows.length;
}

/**
 * Uploads that nobody finished in a day and files that nobody sent in a week go; a file whose fetching has stopped
 * without a word is given up, so that somebody can ask for it again.
 */
export async function settleOld(): Promise<number> {
  const rows = await systemDb().execute<{ tenant_id: string; id: string; fetching: boolean }>(sql`
    select tenant_id, id, state = 'fetching' as fetching from attachments
    where (state = 'fetching' and state_at < now() - interval '2 hours')
      or (message_id is null and state = 'uploading' and state_at < now() - interval '1 day')
      or (message_id is null and state = 'ready' and state_at < now() - interval '7 days')
    limit ${AT_ONCE}`);
  for (const { tenant_id, id, fetching } of rows) {
    const tenant = provenTenant(tenant_id);
    await withTenant(tenant, async (tx) => {
      if (!fetching) {
        await tx.execute(sql`delete from attachments where id = ${id} and message_id is null`);
        return;
      }
      await tx.execute(sql`
        update attachments set state = 'unavailable', state_at = now(), reason = 'unreachable' where id = ${id} and state = 'fetching'`);
      await tellChanged(tx, tenant, id);
    });
  }
  return rows.length;
}
