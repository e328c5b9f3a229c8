-- Makes true: a player founds or joins one team per mode, whatever is tried at the same moment.

create or replace function private.already_in_team()
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select private.refusal('already_in_team', 'You are already in a team of this mode.', 409)
$$;
comment on function private.already_in_team() is
  'The refusal of a second team in one mode. Internal.';

create or replace function public.team_create(
  p_name text,
  p_mode text,
  p_max_members smallint default 5,
  p_key uuid default null
)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
set lock_timeout = '3s'
as $$
declare
  v_user uuid := private.caller();
  v_name text := private.trimmed(p_name);
  v_request jsonb := jsonb_build_object('name', v_name, 'mode', p_mode, 'max', p_max_members);
  v_replay record;
  v_refusal jsonb := private.over_limit(private.subject_of(v_user), 'team.create');
  v_team uuid := gen_random_uuid();
begin
  if v_refusal is not null then
    return v_refusal;
  end if;
  select * into v_replay from private.replay(v_user, 'team.create', p_key, v_request);
  if v_replay.refusal is not null then
    return v_replay.refusal;
  end if;
  if v_replay.response is not null then
    return private.replayed_team((v_replay.response ->> 'teamId')::uuid, v_user);
  end if;
  if not coalesce(private.one_line(v_name, 60), false) then
    return private.refusal('invalid_name', 'A team name has 1 to 60 characters on one line.', 400);
  end if;
  if p_mode is null or p_mode not in ('pvp', 'pve', 'seasonal') then
    return private.refusal('invalid_mode', 'This is not a game mode.', 400);
  end if;
  if p_max_members is null or p_max_members not between 2 and 10 then
    return private.refusal('invalid_capacity', 'A team has 2 to 10 places.', 400);
  end if;
  if exists (
    select from public.team_memberships as m where m.user_id = v_user and m.game_mode = p_mode
  ) then
    return private.already_in_team();
  end if;

  begin
    insert into public.teams (id, name, game_mode, owner_id, max_members)
    values (v_team, v_name, p_mode, v_user, p_max_members);
    perform private.renew_join_code(v_team);
    insert into public.team_memberships (team_id, user_id, game_mode, role)
    values (v_team, v_user, p_mode, 'owner');
  exception when unique_violation then
    -- Another call of the same player was faster; everything of this one is undone.
    return private.already_in_team();
  end;
  perform private.log_event(v_team, 'team_created', v_user);
  perform private.remember(v_user, 'team.create', p_key, v_request, jsonb_build_object('teamId', v_team));
  perform private.maybe_sweep();
  return jsonb_build_object('ok', true, 'team', private.team_with_code(v_team, v_user));
end
$$;
revoke all on function public.team_create(text, text, smallint, uuid) from public;
grant execute on function public.team_create(text, text, smallint, uuid) to authenticated;
comment on function public.team_create(text, text, smallint, uuid) is
  'Founds a team with the caller as owner. Callable by: authenticated.';

create or replace function private.replayed_team(p_team uuid, p_owner uuid)
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select coalesce(
    (
      select jsonb_build_object('ok', true, 'replayed', true, 'team', team.json)
      from private.team_with_code(p_team, p_owner) as team (json)
      where team.json is not null
    ),
    -- Not the owner any more, or the team is gone: the answer cannot be given again.
    private.refusal('idempotency_replayed', 'This was done before and cannot be shown again.', 409)
  )
$$;
comment on function private.replayed_team(uuid, uuid) is
  'The answer of team_create, read anew for the owner. Internal.';

create or replace function private.enter_team(p_team uuid, p_user uuid, p_code text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
set lock_timeout = '3s'
as $$
declare
  v_team public.teams;
begin
  select t.* into v_team from public.teams as t where t.id = p_team for update;
  -- Again under the lock: a kick may have changed the code while this call waited.
  if not found or not private.code_fits(p_team, p_code) then
    return private.invalid_invite(p_user);
  end if;
  if (select count(*) from public.team_memberships as m where m.team_id = p_team) >= v_team.max_members then
    return private.refusal('team_full', 'Every place in this team is taken.', 409);
  end if;
  begin
    insert into public.team_memberships (team_id, user_id, game_mode, role)
    values (p_team, p_user, v_team.game_mode, 'member');
  exception when unique_violation then
    return private.already_in_team();
  end;
  perform private.log_event(p_team, 'member_joined', p_user, p_user);
  return jsonb_build_object('ok', true, 'team', private.team_json(v_team));
end
$$;
comment on function private.enter_team(uuid, uuid, text) is
  'The part of team_join under the team''s lock. Internal.';

create or replace function private.invalid_invite(p_user uuid)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  perform private.over_limit(private.subject_of(p_user), 'team.join.bad');
  return private.refusal('invalid_invite', 'The team or the code is not right.', 403);
end
$$;
comment on function private.invalid_invite(uuid) is
  'Counts a wrong invite and gives its refusal: one text for an unknown team and a wrong code. Internal.';

create or replace function public.team_join(p_team uuid, p_code text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
set lock_timeout = '3s'
as $$
declare
  v_user uuid := private.caller();
  v_team public.teams;
  v_refusal jsonb := private.over_limit(private.subject_of(v_user), 'team.join');
begin
  if v_refusal is not null then
    return v_refusal;
  end if;
  select t.* into v_team
  from public.teams as t
  join public.team_memberships as m on m.team_id = t.id
  where t.id = p_team and m.user_id = v_user;
  if found then
    return jsonb_build_object('ok', true, 'alreadyMember', true, 'team', private.team_json(v_team));
  end if;
  -- Before the code is compared: else the eleventh guess, if right, still opened the team.
  v_refusal := private.used_up(private.subject_of(v_user), 'team.join.bad');
  if v_refusal is not null then
    return v_refusal;
  end if;
  if not private.code_fits(p_team, p_code) then
    return private.invalid_invite(v_user);
  end if;
  if exists (
    select
    from public.team_memberships as m
    join public.teams as t on t.game_mode = m.game_mode
    where m.user_id = v_user and t.id = p_team
  ) then
    return private.already_in_team();
  end if;
  perform private.maybe_sweep();
  return private.enter_team(p_team, v_user, p_code);
end
$$;
revoke all on function public.team_join(uuid, text) from public;
grant execute on function public.team_join(uuid, text) to authenticated;
comment on function public.team_join(uuid, text) is
  'Joins a team by id and code. Callable by: authenticated.';
