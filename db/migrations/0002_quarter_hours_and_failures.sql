-- Counters per quarter of an hour, so that a day begins with one in every time zone; failures by reason beside them; receipts
-- of messages that never turn out to be ours can be found; what webhooks tell of a channel is kept with it.
-- Online: renaming and adding columns with constant defaults rewrites nothing; rows of whole hours stay right, since every
-- hour begins with a quarter. The one look at all failed messages fills the new table.
ALTER TABLE "number_counters" RENAME COLUMN "hour" TO "quarter";--> statement-breakpoint
ALTER TABLE "number_counters" RENAME CONSTRAINT "number_counters_tenant_id_number_id_hour_source_shard_pk" TO "number_counters_tenant_id_number_id_quarter_source_shard_pk";--> statement-breakpoint
CREATE TABLE "failure_counters" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"number_id" uuid NOT NULL,
	"quarter" timestamp with time zone NOT NULL,
	"reason" text NOT NULL,
	"shard" smallint NOT NULL,
	"messages" integer DEFAULT 0 NOT NULL,
	"code" text,
	"last_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "failure_counters_tenant_id_number_id_quarter_reason_shard_pk" PRIMARY KEY("tenant_id","number_id","quarter","reason","shard")
);
--> statement-breakpoint
ALTER TABLE "failure_counters" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "learned" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "message_receipts" ADD COLUMN "known" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "failure_counters" ADD CONSTRAINT "failure_counters_tenant_id_number_id_channel_numbers_tenant_id_id_fk" FOREIGN KEY ("tenant_id","number_id") REFERENCES "public"."channel_numbers"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "failure_counters_spread" ON "failure_counters" USING btree ("quarter") WHERE shard > 0;--> statement-breakpoint
CREATE INDEX "number_counters_spread" ON "number_counters" USING btree ("quarter") WHERE shard > 0;--> statement-breakpoint
CREATE INDEX "message_receipts_unknown" ON "message_receipts" USING btree ("received_at") WHERE not known;--> statement-breakpoint
CREATE POLICY "own_tenant" ON "failure_counters" AS PERMISSIVE FOR ALL TO "app_user" USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "failure_counters" TO "app_user";--> statement-breakpoint
INSERT INTO "failure_counters" ("tenant_id", "number_id", "quarter", "reason", "shard", "messages", "code", "last_at")
SELECT m.tenant_id, m.number_id, date_bin('15 minutes', m.state_at, 'epoch'), coalesce(m.reason, 'default'), 0, count(*),
  (array_agg(a.carrier_code ORDER BY m.state_at DESC) FILTER (WHERE a.carrier_code IS NOT NULL))[1], max(m.state_at)
FROM "messages" m
LEFT JOIN "message_attempts" a ON a.tenant_id = m.tenant_id AND a.message_id = m.id AND a.attempt = m.attempt
WHERE m.direction = 'out' AND m.state IN ('failed', 'bounced')
GROUP BY 1, 2, 3, 4;
