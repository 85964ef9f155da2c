import { jsonb, pgTable, text } from "drizzle-orm/pg-core";
import type { TrialArrival } from "@/server/domain/trial";
import { createdAt, instant } from "./tenant-columns";

/**
 * A carrier's developer trying out his side of the general contract, without a workspace: what his webhooks are signed
 * with, and what came in at the address made for him. `tokenHash` is of what that address holds.
 */
export const carrierTrials = pgTable("carrier_trials", {
  tokenHash: text("token_hash").primaryKey(),
  secretSealed: text("secret_sealed").notNull(),
  arrivals: jsonb("arrivals").$type<TrialArrival[]>().notNull().default([]),
  createdAt: createdAt(),
  expiresAt: instant("expires_at").notNull(),
}).enableRLS();
