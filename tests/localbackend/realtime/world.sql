-- Rooms with members, and a wall of notes: what the realtime tests talk about.
create schema rooms;
grant usage on schema rooms to authenticated;
create table rooms.members (room text, member uuid, primary key (room, member));
create function rooms.is_member(wanted text) returns boolean language sql stable security definer set search_path = '' as $$
  select exists (select from rooms.members where room = wanted and member = auth.uid())
$$;
grant execute on function rooms.is_member to authenticated;
create policy rooms_read on realtime.messages for select to authenticated
  using (extension in ('broadcast', 'presence') and rooms.is_member((select realtime.topic())));
create policy rooms_presence on realtime.messages for insert to authenticated
  with check (extension = 'presence' and (select realtime.topic()) like 'room:%' and rooms.is_member((select realtime.topic())));
create policy rooms_speak on realtime.messages for insert to authenticated
  with check (extension = 'broadcast' and (select realtime.topic()) like 'loud:%' and rooms.is_member((select realtime.topic())));

create table notes (
  id int8 primary key,
  owner uuid not null,
  text text,
  weight numeric,
  labels text[],
  extra jsonb,
  at timestamptz
);
alter table notes enable row level security;
create policy own_notes on notes for select to authenticated using (owner = auth.uid());
grant select on notes to authenticated;
create table public_notes (id int8 primary key, text text, secret text);
grant select (id, text) on public_notes to authenticated;
alter table public_notes replica identity full;
create table unpublished (id int8 primary key);
alter publication supabase_realtime add table notes, public_notes;
