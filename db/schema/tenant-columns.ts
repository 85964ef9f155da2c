import { sql } from "drizzle-orm";
import { pgPolicy, pgRole, timestamp, uuid } from "drizzle-orm/pg-core";

/** The role that all tenant work runs under: it owns nothing and row-level security binds it. Made before migrations. */
export const appRole = pgRole("app_user").existing();

/**
 * What every tenant table begins with. The tenant is filled in by the database from the transaction's setting, so that
 * a verb cannot write into another tenant by naming it wrongly. The primary key is (tenant_id, id) everywhere: foreign
 * keys are checked without row-level security, and carrying the tenant keeps them inside it.
 */
export const tenantId = () => uuid("tenant_id").notNull().default(sql`current_setting('app.tenant_id')::uuid`);

export const id = () => uuid("id").notNull();

export const createdAt = () => timestamp("created_at", { withTimezone: true }).notNull().defaultNow();

export const instant = (name: string) => timestamp(name, { withTimezone: true });

/** `nullif`: after a transaction the setting is '', not null. `(select …)`: evaluated once per statement. */
const own = sql`tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)`;

/** Rows of the transaction's own tenant, and no others, for reading and for writing. */
export const ownTenant = () =>
  pgPolicy("own_tenant", { as: "permissive", for: "all", to: appRole, using: own, withCheck: own });
