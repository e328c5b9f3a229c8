-- Makes true: progress is stored as registers per scope; every player reads their own rows
-- and nobody writes a table.

create table if not exists public.user_progress (
  user_id uuid primary key references auth.users (id) on delete cascade,
  current_game_mode text not null default 'pvp'
    check (current_game_mode in ('pvp', 'pve', 'seasonal')),
  game_edition smallint not null default 1
    check (game_edition between 1 and 99),
  pvp_data jsonb not null default '{}' check (jsonb_typeof(pvp_data) = 'object'),
  pve_data jsonb not null default '{}' check (jsonb_typeof(pve_data) = 'object'),
  seasonal_data jsonb not null default '{}' check (jsonb_typeof(seasonal_data) = 'object'),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table public.user_progress is
  'The documents in their published shape, built from the registers. Read: own row.';

create table if not exists public.progress_heads (
  user_id uuid not null references auth.users (id) on delete cascade,
  game_mode text not null
    check (game_mode in ('account', 'pvp', 'pve', 'seasonal')),
  season smallint not null,
  epoch integer not null default 0 check (epoch >= 0),
  rev bigint not null default 0,
  clock_ms bigint not null default 0,
  clock_counter integer not null default 0,
  register_count integer not null default 0,
  budget_bytes integer not null default 0,
  profile_hash bytea,
  updated_at timestamptz not null default now(),
  primary key (user_id, game_mode, season),
  check (season between 0 and 1000 and (season > 0) = (game_mode = 'seasonal'))
);
comment on table public.progress_heads is
  'One row per scope: its epoch, its rev and the lock of everything in it. Read: own rows.';

create table if not exists public.progress_registers (
  user_id uuid not null,
  game_mode text not null,
  season smallint not null,
  path text collate "C" not null check (octet_length(path) between 1 and 300),
  value jsonb not null check (octet_length(value::text) <= 4096),
  ms bigint not null check (ms >= 0),
  counter integer not null check (counter >= 0),
  node text collate "C" not null check (node ~ '^([0-9a-f]{16}|import)$'),
  rev bigint not null,
  device_id uuid,
  primary key (user_id, game_mode, season, path),
  foreign key (user_id, game_mode, season)
    references public.progress_heads (user_id, game_mode, season) on delete cascade
) partition by hash (user_id);
comment on table public.progress_registers is
  'The source of truth: one path, one value, one stamp; all rows of a scope are of the head''s epoch. Read: own rows.';

-- In private, so that a partition is no table of the REST API.
do $$
begin
  for n in 0..15 loop
    execute format(
      'create table if not exists private.progress_registers_p%s partition of public.progress_registers for values with (modulus 16, remainder %s)',
      lpad(n::text, 2, '0'), n
    );
  end loop;
end
$$;

create index if not exists progress_registers_by_rev
  on public.progress_registers (user_id, game_mode, season, rev, path);

create table if not exists public.progress_devices (
  user_id uuid not null references auth.users (id) on delete cascade,
  device_id uuid not null,
  name text check (char_length(name) <= 60),
  platform text check (platform in ('windows', 'linux', 'macos', 'other')),
  app_version text check (char_length(app_version) <= 32),
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  primary key (user_id, device_id)
);
create index if not exists progress_devices_by_last_seen on public.progress_devices (last_seen_at);
comment on table public.progress_devices is
  'The computers of a player, at most 20. Read: own rows.';

create table if not exists public.progress_device_seqs (
  user_id uuid not null,
  device_id uuid not null,
  game_mode text not null,
  season smallint not null,
  last_seq bigint not null check (last_seq >= 0),
  primary key (user_id, device_id, game_mode, season),
  foreign key (user_id, device_id)
    references public.progress_devices (user_id, device_id) on delete cascade
);
comment on table public.progress_device_seqs is
  'The last operation number of each device, per scope: what makes a push count exactly once. Read: own rows.';

create table if not exists public.progress_archives (
  archive_id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  game_mode text not null check (game_mode in ('pvp', 'pve', 'seasonal')),
  season smallint not null,
  epoch integer not null,
  reason text not null check (reason in ('reset', 'wipe', 'prestige', 'season', 'restore')),
  registers jsonb not null check (octet_length(registers::text) <= 2097152),
  display_name text,
  level integer,
  tasks_completed integer,
  register_count integer not null,
  created_at timestamptz not null default clock_timestamp()
);
create index if not exists progress_archives_by_mode
  on public.progress_archives (user_id, game_mode, created_at desc);
comment on table public.progress_archives is
  'Generations that were reset, at most 20 per mode. Read: own rows without registers, which archive_get gives.';

create table if not exists public.game_seasons (
  season smallint primary key check (season between 1 and 1000),
  name text,
  starts_at timestamptz,
  ends_at timestamptz,
  active boolean not null default false
);
create unique index if not exists game_seasons_one_active
  on public.game_seasons (active) where active;
comment on table public.game_seasons is
  'The seasons of the seasonal mode, at most one active. Read: everyone, signed in or not.';
-- A first season, so that a new project can store seasonal progress; an operator's choice is never touched.
insert into public.game_seasons (season, name, active)
select 1, 'Season 1', true
where not exists (select from public.game_seasons);

do $$
declare
  v_table text;
begin
  foreach v_table in array array[
    'user_progress', 'progress_heads', 'progress_registers', 'progress_devices',
    'progress_device_seqs', 'progress_archives'
  ] loop
    execute format('alter table public.%I enable row level security', v_table);
    execute format('drop policy if exists read_own on public.%I', v_table);
    execute format(
      'create policy read_own on public.%I for select to authenticated using (user_id = (select auth.uid()))',
      v_table
    );
  end loop;
end
$$;
alter table public.game_seasons enable row level security;
drop policy if exists read_all on public.game_seasons;
create policy read_all on public.game_seasons
  for select to anon, authenticated
  using (true);

grant select on
  public.user_progress,
  public.progress_heads,
  public.progress_registers,
  public.progress_devices,
  public.progress_device_seqs
to authenticated, service_role;
grant select (
  archive_id, user_id, game_mode, season, epoch, reason,
  display_name, level, tasks_completed, register_count, created_at
) on public.progress_archives to authenticated, service_role;
grant select on public.game_seasons to anon, authenticated, service_role;

create or replace function private.active_season()
returns smallint
language sql
stable
security definer
set search_path = ''
as $$
  select s.season from public.game_seasons as s where s.active
$$;
comment on function private.active_season() is
  'The number of the running season, null when there is none. Internal.';

create or replace function private.scope_season(p_mode text)
returns smallint
language sql
stable
security definer
set search_path = ''
as $$
  select case when p_mode = 'seasonal' then private.active_season() else 0::smallint end
$$;
comment on function private.scope_season(text) is
  'The season of a mode''s current scope: 0 but for seasonal. Internal.';
