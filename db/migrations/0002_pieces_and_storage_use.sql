-- A message that its carrier takes in several pieces, each with its own receipts; and what a workspace's files fill.
-- Online: new tables, one of them filled from the attachments that are there.
CREATE TABLE "storage_use" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"bytes" bigint NOT NULL,
	CONSTRAINT "storage_use_tenant_id_pk" PRIMARY KEY("tenant_id")
);
--> statement-breakpoint
ALTER TABLE "storage_use" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "message_pieces" (
	"tenant_id" uuid DEFAULT current_setting('app.tenant_id')::uuid NOT NULL,
	"message_id" uuid NOT NULL,
	"attempt" smallint NOT NULL,
	"piece" smallint NOT NULL,
	"channel_id" uuid NOT NULL,
	"external_id" text,
	"state" text NOT NULL,
	"reason" text,
	"carrier_code" text,
	"error_detail" text,
	CONSTRAINT "message_pieces_tenant_id_message_id_attempt_piece_pk" PRIMARY KEY("tenant_id","message_id","attempt","piece")
);
--> statement-breakpoint
ALTER TABLE "message_pieces" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "storage_use" ADD CONSTRAINT "storage_use_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "message_pieces" ADD CONSTRAINT "message_pieces_tenant_id_message_id_attempt_message_attempts_tenant_id_message_id_attempt_fk" FOREIGN KEY ("tenant_id","message_id","attempt") REFERENCES "public"."message_attempts"("tenant_id","message_id","attempt") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "message_pieces_external" ON "message_pieces" USING btree ("tenant_id","channel_id","external_id") WHERE external_id is not null;--> statement-breakpoint
CREATE POLICY "own_tenant" ON "storage_use" AS PERMISSIVE FOR ALL TO "app_user" USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "own_tenant" ON "message_pieces" AS PERMISSIVE FOR ALL TO "app_user" USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));--> statement-breakpoint
grant select, insert, update, delete on message_pieces to app_user;--> statement-breakpoint
-- Read to refuse what does not fit any more; written by the trigger alone, as the owner.
grant select on storage_use to app_user;--> statement-breakpoint
create function note_storage_use() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  was bigint := case when old.state in ('uploading', 'ready') then old.size_bytes + coalesce(old.thumb_bytes, 0) + coalesce(old.fitted_bytes, 0) else 0 end;
  is_now bigint := case when new.state in ('uploading', 'ready') then new.size_bytes + coalesce(new.thumb_bytes, 0) + coalesce(new.fitted_bytes, 0) else 0 end;
begin
  if was = is_now then return null; end if;
  if tg_op = 'DELETE' then
    update storage_use set bytes = greatest(0, bytes - was) where tenant_id = old.tenant_id;
  else
    insert into storage_use (tenant_id, bytes) values (new.tenant_id, greatest(0, is_now - was))
    on conflict (tenant_id) do update set bytes = greatest(0, storage_use.bytes + is_now - was);
  end if;
  return null;
end $$;--> statement-breakpoint
revoke all on function note_storage_use() from public;--> statement-breakpoint
create trigger attachments_use after insert or update or delete on attachments for each row execute function note_storage_use();--> statement-breakpoint
insert into storage_use (tenant_id, bytes)
select tenant_id, sum(size_bytes + coalesce(thumb_bytes, 0) + coalesce(fitted_bytes, 0)) from attachments
where state in ('uploading', 'ready') group by tenant_id;
