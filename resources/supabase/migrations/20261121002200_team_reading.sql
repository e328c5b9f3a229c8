-- Makes true: a member reads the team and its cards in one snapshot, in the team's mode.

create or replace function private.roster(p_team uuid)
returns table (
  user_id uuid,
  role text,
  joined_at timestamptz,
  status jsonb,
  document jsonb,
  game_edition smallint,
  rev bigint,
  updated_at timestamptz
)
language sql
stable
security definer
set search_path = ''
as $$
  -- The document is chosen by the team's mode, never by the mode a member plays now.
  select
    m.user_id,
    m.role,
    m.joined_at,
    private.status_of(m),
    private.progress_document(m.user_id, t.game_mode),
    p.game_edition,
    coalesce(h.rev, 0),
    h.updated_at
  from public.teams as t
  join public.team_memberships as m on m.team_id = t.id
  left join public.user_progress as p on p.user_id = m.user_id
  left join public.progress_heads as h
    on h.user_id = m.user_id
    and h.game_mode = t.game_mode
    and h.season = private.scope_season(t.game_mode)
  where t.id = p_team
$$;
comment on function private.roster(uuid) is
  'The members of a team with their documents of its mode. Internal.';

create or replace function public.team_members(p_team uuid)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
set lock_timeout = '3s'
as $$
declare
  v_user uuid := private.caller();
  v_refusal jsonb := private.over_limit(private.subject_of(v_user), 'team.members');
  v_answer jsonb;
begin
  if v_refusal is not null then
    return v_refusal;
  end if;
  -- One statement: a join or a kick is seen wholly or not at all.
  select jsonb_build_object(
    'ok', true,
    'members', jsonb_agg(r.user_id order by r.role = 'owner' desc, r.joined_at, r.user_id),
    'profiles', jsonb_object_agg(r.user_id, jsonb_build_object(
      'displayName', profile.display_name,
      'level', profile.level,
      'tasksCompleted', profile.tasks_completed,
      'role', r.role,
      'joinedAt', private.rfc3339(r.joined_at),
      'rev', r.rev,
      'updatedAt', private.rfc3339(r.updated_at),
      'status', r.status
    )),
    'team', (
      select private.team_json(t) - 'createdAt' from public.teams as t where t.id = p_team
    )
  )
  into v_answer
  from private.roster(p_team) as r
  cross join lateral private.profile_of(nullif(r.document, '{}')) as profile
  having bool_or(r.user_id = v_user);
  return coalesce(v_answer, private.team_not_found());
end
$$;
revoke all on function public.team_members(uuid) from public;
grant execute on function public.team_members(uuid) to authenticated;
comment on function public.team_members(uuid) is
  'The team with a card of every member, for members. Callable by: authenticated.';

create or replace function public.team_progress(p_team uuid)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
set lock_timeout = '3s'
as $$
declare
  v_user uuid := private.caller();
  v_refusal jsonb := private.over_limit(private.subject_of(v_user), 'team.progress');
  v_answer jsonb;
begin
  if v_refusal is not null then
    return v_refusal;
  end if;
  select jsonb_build_object('ok', true, 'members', jsonb_object_agg(r.user_id, jsonb_build_object(
    'taskCompletions', private.map_of(r.document, 'taskCompletions'),
    'taskObjectives', private.map_of(r.document, 'taskObjectives'),
    'taskGates', private.map_of(r.document, 'taskGates'),
    'hideoutModules', private.map_of(r.document, 'hideoutModules'),
    'hideoutParts', private.map_of(r.document, 'hideoutParts'),
    'traders', private.map_of(r.document, 'traders'),
    'level', profile.level,
    'pmcFaction', r.document -> 'pmcFaction',
    'prestigeLevel', r.document -> 'prestigeLevel',
    'displayName', profile.display_name,
    'gameEdition', coalesce(r.game_edition, 1),
    'rev', r.rev
  )))
  into v_answer
  from private.roster(p_team) as r
  cross join lateral private.profile_of(r.document) as profile
  having bool_or(r.user_id = v_user);
  return coalesce(v_answer, private.team_not_found());
end
$$;
revoke all on function public.team_progress(uuid) from public;
grant execute on function public.team_progress(uuid) to authenticated;
comment on function public.team_progress(uuid) is
  'What is needed to judge mates'' progress, of the team''s mode only; never notes or marks. Callable by: authenticated.';

create or replace function private.map_of(p_document jsonb, p_field text)
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select case when private.is_object(p_document -> p_field) then p_document -> p_field else '{}' end
$$;
comment on function private.map_of(jsonb, text) is
  'A map of a document, empty when it is missing or of another type. Internal.';
