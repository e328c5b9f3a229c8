-- Makes true: each synced preference has its column, and which is a table, never a case-conversion rule.

create table if not exists public.user_preferences (
  user_id uuid primary key references auth.users (id) on delete cascade,
  streamer_mode boolean,
  team_hide jsonb,
  task_team_hide_all boolean,
  items_team_hide_all boolean,
  items_team_hide_hideout boolean,
  map_team_hide_all boolean,
  items_team_hide_non_fir boolean,
  items_hide_non_fir boolean,
  needed_items_kappa_only boolean,
  needed_items_group_by_item boolean,
  needed_items_hide_non_fir_special_equipment boolean,
  show_kappa_tasks boolean,
  show_lightkeeper_tasks boolean,
  show_other_tasks boolean,
  show_ignored_tasks boolean,
  show_blocked_tasks boolean,
  task_shared_by_all_only boolean,
  task_sort_mode text,
  task_sort_direction text,
  use_automatic_level_calculation boolean,
  planner_include_mates text,
  extra jsonb not null default '{}' check (octet_length(extra::text) <= 16384),
  updated_at timestamptz not null default now()
);
comment on table public.user_preferences is
  'Synced preferences, built from the account scope; null = default, extra = names this server does not know. Read: own row.';

alter table public.user_preferences enable row level security;
drop policy if exists read_own on public.user_preferences;
create policy read_own on public.user_preferences
  for select to authenticated
  using (user_id = (select auth.uid()));
grant select on public.user_preferences to authenticated, service_role;

create table if not exists private.preference_columns (
  client_name text primary key,
  column_name text not null unique,
  kind text not null check (kind in ('flag', 'choice', 'map')),
  choices text[]
);
comment on table private.preference_columns is
  'Which column holds which preference, and what it may be.';

insert into private.preference_columns (client_name, column_name, kind, choices)
values
  ('streamerMode', 'streamer_mode', 'flag', null),
  ('teamHide', 'team_hide', 'map', null),
  ('taskTeamHideAll', 'task_team_hide_all', 'flag', null),
  ('itemsTeamHideAll', 'items_team_hide_all', 'flag', null),
  ('itemsTeamHideHideout', 'items_team_hide_hideout', 'flag', null),
  ('mapTeamHideAll', 'map_team_hide_all', 'flag', null),
  ('itemsTeamHideNonFIR', 'items_team_hide_non_fir', 'flag', null),
  ('itemsHideNonFIR', 'items_hide_non_fir', 'flag', null),
  ('neededItemsKappaOnly', 'needed_items_kappa_only', 'flag', null),
  ('neededItemsGroupByItem', 'needed_items_group_by_item', 'flag', null),
  ('neededItemsHideNonFirSpecialEquipment', 'needed_items_hide_non_fir_special_equipment', 'flag', null),
  ('showKappaTasks', 'show_kappa_tasks', 'flag', null),
  ('showLightkeeperTasks', 'show_lightkeeper_tasks', 'flag', null),
  ('showOtherTasks', 'show_other_tasks', 'flag', null),
  ('showIgnoredTasks', 'show_ignored_tasks', 'flag', null),
  ('showBlockedTasks', 'show_blocked_tasks', 'flag', null),
  ('taskSharedByAllOnly', 'task_shared_by_all_only', 'flag', null),
  ('taskSortMode', 'task_sort_mode', 'choice',
    '{default,impact,alphabetical,level,trader,teammates,xp}'),
  ('taskSortDirection', 'task_sort_direction', 'choice', '{asc,desc}'),
  ('useAutomaticLevelCalculation', 'use_automatic_level_calculation', 'flag', null),
  ('plannerIncludeMates', 'planner_include_mates', 'choice', '{none,online,all}')
on conflict (client_name) do update set
  column_name = excluded.column_name,
  kind = excluded.kind,
  choices = excluded.choices;
