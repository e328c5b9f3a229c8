-- Everything of the REST tests lives in one schema.
drop schema if exists library cascade;
create schema library authorization postgres;
grant usage on schema library to anon, authenticated, service_role;
