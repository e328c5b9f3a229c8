-- Makes true: nothing we create is reachable by a client until a migration grants it by name.
-- Must run before any object exists; a project born with Supabase's wide automatic grants
-- and one born without them end up the same.

-- Global on purpose: a revoke per schema does not remove PUBLIC's built-in right to execute.
alter default privileges for role postgres
  revoke execute on functions from public;
alter default privileges for role postgres in schema public
  revoke all on tables from anon, authenticated, service_role;
alter default privileges for role postgres in schema public
  revoke all on sequences from anon, authenticated, service_role;
alter default privileges for role postgres in schema public
  revoke all on functions from anon, authenticated, service_role;

revoke create on schema public from public;

create schema if not exists private;
revoke all on schema private from public;
-- Only so that policies may call private.is_member and private.can_read_topic.
grant usage on schema private to authenticated;

comment on schema private is
  'Limits, secrets, jobs and the rules themselves. Not in the REST API; clients hold no grant on any table here.';
