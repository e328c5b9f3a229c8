-- Makes true: owners keep name and code of a team, members say what they are doing.

create or replace function public.team_rename(p_team uuid, p_name text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
set lock_timeout = '3s'
as $$
declare
  v_user uuid := private.caller();
  v_refusal jsonb := private.over_limit(private.subject_of(v_user), 'team.rename');
  v_name text := private.trimmed(p_name);
  v_team public.teams;
  v_topic text;
begin
  if v_refusal is not null then
    return v_refusal;
  end if;
  v_team := private.lock_my_team(p_team, v_user);
  if v_team.id is null then
    return private.team_not_found();
  end if;
  if v_team.owner_id <> v_user then
    return private.not_owner();
  end if;
  if not coalesce(private.one_line(v_name, 60), false) then
    return private.refusal('invalid_name', 'A team name has 1 to 60 characters on one line.', 400);
  end if;
  update public.teams as t set name = v_name where t.id = p_team;
  v_topic := private.topic_of(p_team, v_team.channel_gen);
  perform private.tell_membership(v_topic, 'renamed', v_user, p_team, v_topic);
  return jsonb_build_object('ok', true, 'name', v_name);
end
$$;
revoke all on function public.team_rename(uuid, text) from public;
grant execute on function public.team_rename(uuid, text) to authenticated;
comment on function public.team_rename(uuid, text) is
  'The owner renames a team. Callable by: authenticated.';

create or replace function public.team_rotate_code(p_team uuid, p_key uuid default null)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
set lock_timeout = '3s'
as $$
declare
  v_user uuid := private.caller();
  v_refusal jsonb := private.over_limit(private.subject_of(v_user), 'team.rotate');
  v_request jsonb := jsonb_build_object('team', p_team);
  v_replay record;
  v_team public.teams;
  v_code text;
begin
  if v_refusal is not null then
    return v_refusal;
  end if;
  select * into v_replay from private.replay(v_user, 'team.rotate', p_key, v_request);
  if v_replay.refusal is not null then
    return v_replay.refusal;
  end if;
  if v_replay.response is not null then
    return coalesce(
      (
        select jsonb_build_object('ok', true, 'replayed', true, 'joinCode', t.team -> 'joinCode')
        from private.team_with_code(p_team, v_user) as t (team)
        where t.team is not null
      ),
      private.refusal('idempotency_replayed', 'This was done before and cannot be shown again.', 409)
    );
  end if;
  v_team := private.lock_my_team(p_team, v_user);
  if v_team.id is null then
    return private.team_not_found();
  end if;
  if v_team.owner_id <> v_user then
    return private.not_owner();
  end if;
  v_code := private.renew_join_code(p_team);
  perform private.log_event(p_team, 'code_rotated', v_user);
  perform private.remember(v_user, 'team.rotate', p_key, v_request, '{}');
  return jsonb_build_object('ok', true, 'joinCode', v_code);
end
$$;
revoke all on function public.team_rotate_code(uuid, uuid) from public;
grant execute on function public.team_rotate_code(uuid, uuid) to authenticated;
comment on function public.team_rotate_code(uuid, uuid) is
  'The owner replaces the join code. Callable by: authenticated.';

create or replace function public.team_invite(p_team uuid)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
set lock_timeout = '3s'
as $$
declare
  v_user uuid := private.caller();
  v_refusal jsonb := private.over_limit(private.subject_of(v_user), 'team.invite');
  v_team jsonb;
begin
  if v_refusal is not null then
    return v_refusal;
  end if;
  if not exists (
    select from public.team_memberships as m where m.team_id = p_team and m.user_id = v_user
  ) then
    return private.team_not_found();
  end if;
  v_team := private.team_with_code(p_team, v_user);
  if v_team is null then
    return private.not_owner();
  end if;
  return jsonb_build_object('ok', true, 'teamId', p_team, 'joinCode', v_team -> 'joinCode');
end
$$;
revoke all on function public.team_invite(uuid) from public;
grant execute on function public.team_invite(uuid) to authenticated;
comment on function public.team_invite(uuid) is
  'The owner reads the join code. Callable by: authenticated.';

create or replace function private.is_status(p_kind text, p_map text, p_note text, p_until timestamptz)
returns boolean
language sql
volatile
set search_path = ''
as $$
  select coalesce(p_kind in ('none', 'looking', 'ready', 'in_raid', 'away'), false)
    and (p_map is null or p_map ~ '^[A-Za-z0-9_-]{1,40}$')
    and (p_note is null or private.one_line(p_note, 80))
    and (
      p_until is null
      or (p_until > clock_timestamp() and p_until <= clock_timestamp() + interval '12 hours')
    )
$$;
comment on function private.is_status(text, text, text, timestamptz) is
  'Whether a status is well-formed and ends within 12 hours. Internal.';

create or replace function public.set_member_status(
  p_team uuid,
  p_kind text,
  p_map text default null,
  p_note text default null,
  p_until timestamptz default null
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
  v_refusal jsonb := private.over_limit(private.subject_of(v_user), 'member.status');
  v_note text := nullif(private.trimmed(p_note), '');
  v_member public.team_memberships;
begin
  if v_refusal is not null then
    return v_refusal;
  end if;
  -- The team before the membership: the order every function keeps.
  perform from public.teams as t where t.id = p_team for key share;
  if not exists (
    select from public.team_memberships as m where m.team_id = p_team and m.user_id = v_user
  ) then
    return private.team_not_found();
  end if;
  if not private.is_status(p_kind, p_map, v_note, p_until) then
    return private.refusal('invalid_request', 'The status is malformed or ends more than 12 hours ahead.', 400);
  end if;
  update public.team_memberships as m
  set
    status_kind = p_kind,
    status_map = case when p_kind <> 'none' then p_map end,
    status_note = case when p_kind <> 'none' then v_note end,
    status_until = case when p_kind <> 'none' then p_until end
  where m.team_id = p_team and m.user_id = v_user
  returning m.* into v_member;
  return jsonb_build_object('ok', true, 'status', private.status_of(v_member));
end
$$;
revoke all on function public.set_member_status(uuid, text, text, text, timestamptz) from public;
grant execute on function public.set_member_status(uuid, text, text, text, timestamptz) to authenticated;
comment on function public.set_member_status(uuid, text, text, text, timestamptz) is
  'The caller says what they are doing, to one team. Callable by: authenticated.';
