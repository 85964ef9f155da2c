-- What the schema's own language cannot say: grants of the tenant role.
-- Online: grants lock nothing that is in use.
grant usage on schema public to app_user;
grant select, insert, update, delete on all tables in schema public to app_user;
-- People, sign-in, mail, rate limits and the installation's own facts are read by the owner's connection alone.
revoke all on users, accounts, sessions, verification_tokens, rate_limits, mails, installation, carrier_trials, storage_garbage from app_user;
-- The business itself may be read and renamed by its own people; it is made and removed by the owner's connection.
revoke insert, delete on tenants from app_user;
revoke insert, delete, update on tenant_seqs from app_user;
-- What files fill is read to refuse what does not fit any more; written by the trigger alone, as the owner.
revoke insert, update, delete on storage_use from app_user;
-- Evidence is written once.
revoke update, delete on consent_events, audit_log from app_user;
revoke all on engine_held from app_user;
revoke all on engine_lanes from app_user;
revoke all on engine_parked from app_user;
revoke all on engine_processes from app_user;
revoke all on engine_rates from app_user;
revoke all on engine_runs from app_user;
revoke all on engine_seen from app_user;
revoke all on engine_steps from app_user;
revoke all on engine_waits from app_user;
--> statement-breakpoint
-- However a row goes (a verb, a cascade, a tenant that leaves): its files are to follow. Runs as the owner, since the
-- tenant role may not touch the list.
create function note_storage_garbage() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into storage_garbage (key, pieces) values (old.tenant_id || '/' || old.id, old.pieces) on conflict do nothing;
  return null;
end $$;--> statement-breakpoint
revoke all on function note_storage_garbage() from public;--> statement-breakpoint
create trigger attachments_removed after delete on attachments for each row execute function note_storage_garbage();--> statement-breakpoint
-- What a workspace's files fill, whoever stores or removes one.
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
create trigger attachments_use after insert or update or delete on attachments for each row execute function note_storage_use();
