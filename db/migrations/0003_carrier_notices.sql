-- What a carrier tells of an account by itself; and old webhooks are found without reading all.
-- Online: columns without a default; the index is a few pages, built in one pass over the journal.
ALTER TABLE "channels" ADD COLUMN "notice" text;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "notice_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "webhook_journal_old" ON "webhook_journal" USING brin ("received_at");