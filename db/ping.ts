import { sql } from "drizzle-orm";
import { appDb } from "./clients";

/** Whether the application's own connection to the database works. Rejects when it does not. */
export async function pingDatabase(): Promise<void> {
  await appDb().execute(sql`select 1`);
}
