import { sql } from "drizzle-orm";
import type { Tx } from "@/db/tenant";
import { env } from "@/server/env";
import { refuse } from "@/server/errors";

const GB = 1024 ** 3;

/**
 * Whether a workspace's files fit into what the installation gives it, `more` bytes included. What they fill is kept by
 * a trigger; whoever has just added a row holds its lock, so that two cannot both take the last room.
 */
export async function hasRoom(tx: Tx, more = 0): Promise<boolean> {
  const quota = env().STORAGE_QUOTA_GB * GB;
  if (quota === 0) return true;
  const [use] = await tx.execute<{ bytes: string }>(sql`select bytes from storage_use`);
  return Number(use?.bytes ?? 0) + more <= quota;
}

/** @throws AppError CONFLICT `storageFull` {gb} */
export async function requireRoom(tx: Tx): Promise<void> {
  if (!(await hasRoom(tx))) throw refuse("storageFull", { gb: env().STORAGE_QUOTA_GB });
}
