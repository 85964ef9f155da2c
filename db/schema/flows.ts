import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { contacts } from "./contacts";
import { conversations } from "./conversations";
import { createdAt, id, instant, ownTenant, tenantId } from "./tenant-columns";
import { tenants } from "./tenants";

/**
 * A named graph with one trigger. `draft` is what the editor shows; `draftRevision` counts its saves, so that a second
 * editor notices. Started: the published version takes new runs. `position` is the order in which triggers are asked.
 */
export const flows = pgTable(
  "flows",
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: "cascade" }),
    id: id(),
    name: text("name").notNull(),
    kind: text("kind").notNull(),
    triggerId: text("trigger_id").notNull(),
    position: integer("position").notNull().default(0),
    state: text("state", { enum: ["draft", "started", "stopped"] })
      .notNull()
      .default("draft"),
    draft: jsonb("draft").$type<Record<string, unknown>>().notNull(),
    draftRevision: integer("draft_revision").notNull().default(1),
    versionId: uuid("version_id"),
    versionNumber: integer("version_number").notNull().default(0),
    createdAt: createdAt(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
    updatedBy: uuid("updated_by"),
    deletedAt: instant("deleted_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index("flows_started").on(t.tenantId, t.triggerId, t.position).where(sql`state = 'started' and deleted_at is null`),
    check("flows_state", sql`state in ('draft', 'started', 'stopped')`),
    ownTenant(),
  ],
);

/** What a flow was when it was published: frozen, numbered. Runs are pinned to it. */
export const flowVersions = pgTable(
  "flow_versions",
  {
    tenantId: tenantId(),
    id: id(),
    flowId: uuid("flow_id").notNull(),
    number: integer("number").notNull(),
    graph: jsonb("graph").$type<Record<string, unknown>>().notNull(),
    /** Whether it writes to customers or routes them: one such run per conversation. */
    customerFacing: boolean("customer_facing").notNull(),
    publishedBy: uuid("published_by"),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique("flow_versions_number").on(t.tenantId, t.flowId, t.number),
    foreignKey({ columns: [t.tenantId, t.flowId], foreignColumns: [flows.tenantId, flows.id] }),
    ownTenant(),
  ],
);

/**
 * One journey of one contact through one version. `run` is the engine's own state; the other columns are what is
 * looked for. `wakeAt`: when somebody should walk it next although nothing happened.
 */
export const flowRuns = pgTable(
  "flow_runs",
  {
    tenantId: tenantId(),
    id: id(),
    flowId: uuid("flow_id").notNull(),
    versionId: uuid("version_id").notNull(),
    conversationId: uuid("conversation_id"),
    contactId: uuid("contact_id"),
    customerFacing: boolean("customer_facing").notNull(),
    state: text("state", { enum: ["running", "waiting", "paused", "ended", "failed", "cancelled"] }).notNull(),
    run: jsonb("run").$type<Record<string, unknown>>().notNull(),
    wakeAt: instant("wake_at"),
    /** Who performs an outside call for it, until when. */
    leaseToken: uuid("lease_token"),
    leaseUntil: instant("lease_until"),
    result: text("result"),
    reason: text("reason"),
    createdAt: createdAt(),
    endedAt: instant("ended_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    foreignKey({ columns: [t.tenantId, t.versionId], foreignColumns: [flowVersions.tenantId, flowVersions.id] }),
    foreignKey({ columns: [t.tenantId, t.conversationId], foreignColumns: [conversations.tenantId, conversations.id] }),
    foreignKey({ columns: [t.tenantId, t.contactId], foreignColumns: [contacts.tenantId, contacts.id] }),
    // One customer-facing run at a time per conversation.
    uniqueIndex("flow_runs_facing")
      .on(t.tenantId, t.conversationId)
      .where(sql`customer_facing and state in ('running', 'waiting', 'paused')`),
    index("flow_runs_of_conversation")
      .on(t.tenantId, t.conversationId)
      .where(sql`state in ('running', 'waiting', 'paused')`),
    index("flow_runs_of_flow").on(t.tenantId, t.flowId, t.id),
    index("flow_runs_due").on(t.wakeAt).where(sql`wake_at is not null`),
    check("flow_runs_state", sql`state in ('running', 'waiting', 'paused', 'ended', 'failed', 'cancelled')`),
    ownTenant(),
  ],
);

/** One arrival of a run at a node, and what came of it. */
export const flowVisits = pgTable(
  "flow_visits",
  {
    tenantId: tenantId(),
    runId: uuid("run_id").notNull(),
    visit: integer("visit").notNull(),
    nodeId: text("node_id").notNull(),
    outcome: text("outcome"),
    data: jsonb("data").$type<Record<string, unknown>>().notNull().default({}),
    createdAt: createdAt(),
    endedAt: instant("ended_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.runId, t.visit] }),
    foreignKey({ columns: [t.tenantId, t.runId], foreignColumns: [flowRuns.tenantId, flowRuns.id] }).onDelete(
      "cascade",
    ),
    ownTenant(),
  ],
);

/** What happened for a run while nobody walked it: kept in order until the next sprint takes it. */
export const flowSignals = pgTable(
  "flow_signals",
  {
    tenantId: tenantId(),
    id: id(),
    runId: uuid("run_id").notNull(),
    signal: jsonb("signal").$type<Record<string, unknown>>().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index("flow_signals_of_run").on(t.tenantId, t.runId, t.id),
    foreignKey({ columns: [t.tenantId, t.runId], foreignColumns: [flowRuns.tenantId, flowRuns.id] }).onDelete(
      "cascade",
    ),
    ownTenant(),
  ],
);
