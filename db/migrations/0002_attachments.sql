-- Files of messages. Online: new, empty tables; the new column of messages has a constant default, nothing is rewritten.
CREATE TABLE "attachments" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid NOT NULL,
	"conversation_id" uuid NOT NULL,
	"message_id" uuid,
	"position" smallint DEFAULT 0 NOT NULL,
	"direction" text NOT NULL,
	"state" text NOT NULL,
	"reason" text,
	"name" text NOT NULL,
	"content_type" text NOT NULL,
	"size_bytes" bigint DEFAULT 0 NOT NULL,
	"sha256" text,
	"width" integer,
	"height" integer,
	"thumb_bytes" integer,
	"fitted_bytes" integer,
	"source" jsonb,
	"author_id" uuid,
	"pieces" integer DEFAULT 0 NOT NULL,
	"fingerprint" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"state_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "attachments_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "attachments_direction" CHECK (direction in ('in', 'out')),
	CONSTRAINT "attachments_state" CHECK (state in ('uploading', 'fetching', 'ready', 'unavailable')),
	CONSTRAINT "attachments_reason" CHECK ((state = 'unavailable') = (reason is not null)),
	CONSTRAINT "attachments_of_customers" CHECK (direction = 'out' or (message_id is not null and source is not null)),
	CONSTRAINT "attachments_of_agents" CHECK (direction = 'in' or author_id is not null)
);
--> statement-breakpoint
ALTER TABLE "attachments" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "sandbox_files" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"id" uuid NOT NULL,
	"message_id" uuid NOT NULL,
	"name" text NOT NULL,
	"content_type" text NOT NULL,
	"content" text NOT NULL,
	CONSTRAINT "sandbox_files_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "sandbox_files" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "storage_garbage" (
	"key" text PRIMARY KEY NOT NULL,
	"pieces" integer NOT NULL,
	"since" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "files" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_tenant_id_conversation_id_conversations_tenant_id_id_fk" FOREIGN KEY ("tenant_id","conversation_id") REFERENCES "public"."conversations"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_tenant_id_message_id_messages_tenant_id_id_fk" FOREIGN KEY ("tenant_id","message_id") REFERENCES "public"."messages"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_tenant_id_author_id_memberships_tenant_id_id_fk" FOREIGN KEY ("tenant_id","author_id") REFERENCES "public"."memberships"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sandbox_files" ADD CONSTRAINT "sandbox_files_tenant_id_message_id_sandbox_messages_tenant_id_id_fk" FOREIGN KEY ("tenant_id","message_id") REFERENCES "public"."sandbox_messages"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "attachments_of_message" ON "attachments" USING btree ("tenant_id","message_id","position") WHERE message_id is not null;--> statement-breakpoint
CREATE INDEX "attachments_unsent" ON "attachments" USING btree ("tenant_id","conversation_id","author_id") WHERE message_id is null;--> statement-breakpoint
CREATE INDEX "attachments_under_way" ON "attachments" USING btree ("state_at") WHERE state = 'fetching' or message_id is null;--> statement-breakpoint
CREATE POLICY "own_tenant" ON "attachments" AS PERMISSIVE FOR ALL TO "app_user" USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "own_tenant" ON "sandbox_files" AS PERMISSIVE FOR ALL TO "app_user" USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));--> statement-breakpoint
grant select, insert, update, delete on attachments, sandbox_files to app_user;--> statement-breakpoint
revoke all on storage_garbage from app_user;--> statement-breakpoint
-- However a row goes (a verb, a cascade, a tenant that leaves): its files are to follow. Runs as the owner, since the
-- tenant role may not touch the list.
create function note_storage_garbage() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into storage_garbage (key, pieces) values (old.tenant_id || '/' || old.id, old.pieces) on conflict do nothing;
  return null;
end $$;--> statement-breakpoint
revoke all on function note_storage_garbage() from public;--> statement-breakpoint
create trigger attachments_removed after delete on attachments for each row execute function note_storage_garbage();
