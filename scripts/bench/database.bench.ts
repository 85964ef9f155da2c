import postgres from "postgres";
import { databaseFloor } from "./floor";
import { row } from "./row";

// What this machine's PostgreSQL does by itself: the floor that the other figures are read against.
const url = process.env.DATABASE_URL ?? "";
const sql = postgres(url, { max: 1 });
await sql`create table floor (id bigint generated always as identity primary key, text text not null)`;
await sql.end();
for (const clients of [1, 10]) {
  const { perSecond, by } = await databaseFloor(url, ["insert into floor (text) values (random()::text)"], { clients });
  row({ name: `one-row commits, ${clients} at once (${by})`, value: perSecond, unit: "/s" });
}
