-- What the schema's own language cannot say: grants of the tenant role.
-- Online: grants lock nothing that is in use.
grant usage on schema public to app_user;
grant select, insert, update, delete on all tables in schema public to app_user;
-- People, sign-in, mail, rate limits and the installation's own facts are read by the owner's connection alone.
revoke all on users, accounts, sessions, verification_tokens, rate_limits, mails, installation from app_user;
-- The business itself may be read and renamed by its own people; it is made and removed by the owner's connection.
revoke insert, delete on tenants from app_user;
revoke insert, delete, update on tenant_seqs from app_user;
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
