-- Makes true: teams, their secrets, members and trail are stored; membership alone opens a team.

create table if not exists public.teams (
  id uuid primary key default gen_random_uuid(),
  name text not null check (name = btrim(name) and char_length(name) between 1 and 60),
  game_mode text not null check (game_mode in ('pvp', 'pve', 'seasonal')),
  -- Deferred: when an account goes, the membership trigger passes ownership before the commit looks.
  owner_id uuid not null references auth.users (id) on delete no action deferrable initially deferred,
  max_members smallint not null default 5 check (max_members between 2 and 10),
  channel_gen integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (id, game_mode)
);
create index if not exists teams_by_owner on public.teams (owner_id);
comment on table public.teams is
  'A team of one mode. The join code is not here. Read: members.';

create table if not exists private.team_secrets (
  team_id uuid primary key references public.teams (id) on delete cascade,
  join_code text not null check (join_code ~ '^[0-9A-HJKMNP-TV-Z]{16}$'),
  rotated_at timestamptz not null default clock_timestamp()
);
comment on table private.team_secrets is
  'Join codes. No index on the code: joining always needs team id and code.';

create table if not exists public.team_memberships (
  team_id uuid not null,
  user_id uuid not null references auth.users (id) on delete cascade,
  game_mode text not null,
  role text not null check (role in ('owner', 'member')),
  joined_at timestamptz not null default clock_timestamp(),
  status_kind text not null default 'none'
    check (status_kind in ('none', 'looking', 'ready', 'in_raid', 'away')),
  status_map text check (status_map ~ '^[A-Za-z0-9_-]{1,40}$'),
  status_note text check (char_length(status_note) <= 80),
  status_until timestamptz,
  primary key (team_id, user_id),
  unique (user_id, game_mode),
  -- With the mode, so that a membership never carries another mode than its team.
  foreign key (team_id, game_mode) references public.teams (id, game_mode) on delete cascade
);
create unique index if not exists team_memberships_one_owner
  on public.team_memberships (team_id) where role = 'owner';
comment on table public.team_memberships is
  'Who is in which team: the only source of every decision about teams. Read: members of the team.';

create table if not exists public.user_system (
  user_id uuid primary key references auth.users (id) on delete cascade,
  pvp_team_id uuid references public.teams (id) on delete set null,
  pve_team_id uuid references public.teams (id) on delete set null,
  seasonal_team_id uuid references public.teams (id) on delete set null,
  updated_at timestamptz not null default now()
);
-- For the foreign keys: ending a team must not read every player.
create index if not exists user_system_by_pvp_team
  on public.user_system (pvp_team_id) where pvp_team_id is not null;
create index if not exists user_system_by_pve_team
  on public.user_system (pve_team_id) where pve_team_id is not null;
create index if not exists user_system_by_seasonal_team
  on public.user_system (seasonal_team_id) where seasonal_team_id is not null;
comment on table public.user_system is
  'A player''s teams at a glance, derived from memberships; no decision reads it. Read: own row.';

create table if not exists public.team_events (
  event_id bigint generated always as identity primary key,
  -- No foreign key: the trail outlives the team.
  team_id uuid not null,
  event_type text not null check (event_type in (
    'team_created', 'member_joined', 'member_left', 'member_kicked',
    'ownership_transferred', 'code_rotated', 'team_disbanded'
  )),
  actor uuid references auth.users (id) on delete set null,
  target uuid references auth.users (id) on delete set null,
  data jsonb not null default '{}',
  created_at timestamptz not null default clock_timestamp()
);
create index if not exists team_events_by_team on public.team_events (team_id, created_at desc);
create index if not exists team_events_by_actor on public.team_events (actor);
create index if not exists team_events_by_target on public.team_events (target);
create index if not exists team_events_by_time on public.team_events (created_at);
comment on table public.team_events is
  'What happened in a team, kept 180 days, written by functions only. Read: members, without data.';

create table if not exists private.cooldowns (
  user_id uuid not null references auth.users (id) on delete cascade,
  kind text not null check (kind in ('leave', 'kick')),
  game_mode text not null check (game_mode in ('pvp', 'pve', 'seasonal')),
  until timestamptz not null,
  primary key (user_id, kind, game_mode)
);
create index if not exists cooldowns_by_end on private.cooldowns (until);
comment on table private.cooldowns is
  'Keyed by player and mode, not by team: disbanding and founding again does not clear them.';

create table if not exists private.idempotency_keys (
  user_id uuid not null references auth.users (id) on delete cascade,
  action text not null,
  key uuid not null,
  request_hash bytea not null,
  response jsonb not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (user_id, action, key)
);
create index if not exists idempotency_keys_by_time on private.idempotency_keys (created_at);
comment on table private.idempotency_keys is
  'Successes that may be asked for again within 24 hours. Holds no secret.';

create or replace function private.is_member(p_team uuid)
returns boolean
language sql
stable
security definer
set search_path = ''
as $$
  select exists (
    select from public.team_memberships as m
    where m.team_id = p_team
      and m.user_id = (select auth.uid())
  )
$$;
-- Security definer: a policy on team_memberships that read team_memberships would recurse.
revoke all on function private.is_member(uuid) from public;
grant execute on function private.is_member(uuid) to authenticated;
comment on function private.is_member(uuid) is
  'Whether the caller is in the team. For policies: authenticated.';

alter table public.teams enable row level security;
drop policy if exists read_as_member on public.teams;
create policy read_as_member on public.teams
  for select to authenticated
  using (private.is_member(id));

alter table public.team_memberships enable row level security;
drop policy if exists read_as_member on public.team_memberships;
create policy read_as_member on public.team_memberships
  for select to authenticated
  using (private.is_member(team_id));

alter table public.team_events enable row level security;
drop policy if exists read_as_member on public.team_events;
create policy read_as_member on public.team_events
  for select to authenticated
  using (private.is_member(team_id));

alter table public.user_system enable row level security;
drop policy if exists read_own on public.user_system;
create policy read_own on public.user_system
  for select to authenticated
  using (user_id = (select auth.uid()));

grant select on public.teams, public.team_memberships, public.user_system to authenticated, service_role;
grant select (event_id, team_id, event_type, actor, target, created_at)
  on public.team_events to authenticated;
grant select on public.team_events to service_role;
