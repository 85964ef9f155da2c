import { type SQL, sql } from "drizzle-orm";

/** The last so many whole hours, or everything since the number was added. */
export const periods = ["day", "week", "month", "all"] as const;
export type Period = (typeof periods)[number];

/** The first hour that counts, for a condition on `number_counters.hour`; undefined when all do. */
export function since(period: Period): SQL | undefined {
  switch (period) {
    case "day":
      return sql`now() - interval '24 hours'`;
    case "week":
      return sql`now() - interval '7 days'`;
    case "month":
      return sql`now() - interval '30 days'`;
    case "all":
      return undefined;
  }
}
