-- Makes true: members leave, are removed and pass ownership under the team's lock, with a pause between.

create or replace function private.team_not_found()
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select private.refusal('team_not_found', 'You are not in this team.', 404)
$$;
comment on function private.team_not_found() is
  'What every non-member hears, whether the team exists or not. Internal.';

create or replace function private.not_owner()
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select private.refusal('not_owner', 'Only the owner of the team can do this.', 403)
$$;
comment on function private.not_owner() is
  'The refusal of an owner''s act by a member. Internal.';

create or replace function private.member_not_found()
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select private.refusal('member_not_found', 'This player is not in the team.', 404)
$$;
comment on function private.member_not_found() is
  'The refusal when the named player is not another member. Internal.';

create or replace function private.lock_my_team(p_team uuid, p_user uuid)
returns public.teams
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
  if found and exists (
    select from public.team_memberships as m where m.team_id = p_team and m.user_id = p_user
  ) then
    return v_team;
  end if;
  return null;
end
$$;
comment on function private.lock_my_team(uuid, uuid) is
  'The team, locked, if the player is in it; else null. Internal.';

create or replace function private.is_other_member(p_team uuid, p_user uuid, p_other uuid)
returns boolean
language sql
stable
security definer
set search_path = ''
as $$
  select exists (
    select from public.team_memberships as m
    where m.team_id = p_team and m.user_id = p_other and p_other <> p_user
  )
$$;
comment on function private.is_other_member(uuid, uuid, uuid) is
  'Whether somebody else is in the team. Internal.';

create or replace function private.cooling(p_user uuid, p_kind text, p_mode text)
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select private.refusal(
    'cooldown', 'Wait a moment before you do this again.', 429,
    greatest(1, ceil(extract(epoch from c.until - clock_timestamp()))::integer)
  )
  from private.cooldowns as c
  where c.user_id = p_user
    and c.kind = p_kind
    and c.game_mode = p_mode
    and c.until > clock_timestamp()
$$;
comment on function private.cooling(uuid, text, text) is
  'The refusal while a pause lasts, null when it does not. Internal.';

create or replace function private.start_cooldown(p_user uuid, p_kind text, p_mode text)
returns void
language sql
volatile
security definer
set search_path = ''
as $$
  insert into private.cooldowns as c (user_id, kind, game_mode, until)
  values (p_user, p_kind, p_mode, clock_timestamp() + interval '300 seconds')
  on conflict (user_id, kind, game_mode) do update set until = excluded.until
$$;
comment on function private.start_cooldown(uuid, text, text) is
  'Begins a pause of 300 s. Internal.';

create or replace function private.pass_ownership(p_team public.teams, p_to uuid)
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  -- Demote, then promote: in one update the index of one owner fails or not by the order of rows.
  update public.team_memberships as m
  set role = 'member'
  where m.team_id = p_team.id and m.user_id = p_team.owner_id;
  update public.teams as t set owner_id = p_to where t.id = p_team.id;
  update public.team_memberships as m
  set role = 'owner'
  where m.team_id = p_team.id and m.user_id = p_to;
  perform private.log_event(p_team.id, 'ownership_transferred', p_team.owner_id, p_to);
end
$$;
comment on function private.pass_ownership(public.teams, uuid) is
  'Makes another member the owner of a locked team. Internal.';

create or replace function private.remove_member(p_team uuid, p_user uuid, p_reason text)
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  perform set_config('tarkov.reason', p_reason, true);
  delete from public.team_memberships as m where m.team_id = p_team and m.user_id = p_user;
  perform set_config('tarkov.reason', '', true);
end
$$;
comment on function private.remove_member(uuid, uuid, text) is
  'Deletes one membership, with the reason for the trigger''s messages. Internal.';

create or replace function private.disband(p_team public.teams, p_by uuid)
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_member uuid;
begin
  perform private.tell_membership(
    private.topic_of(p_team.id, p_team.channel_gen), 'disbanded', p_by, p_team.id, null
  );
  -- One by one in the order of ids: two disbandings that share members must not cross.
  for v_member in
    select m.user_id from public.team_memberships as m
    where m.team_id = p_team.id
    order by m.user_id
    for update
  loop
    perform private.remove_member(p_team.id, v_member, 'disbanded');
  end loop;
  delete from public.teams as t where t.id = p_team.id;
  perform private.log_event(p_team.id, 'team_disbanded', p_by);
end
$$;
comment on function private.disband(public.teams, uuid) is
  'Ends a locked team; told on its topic before the topic is gone. Internal.';

create or replace function private.leave_refusal(
  p_team public.teams,
  p_user uuid,
  p_disband boolean,
  p_transfer_to uuid
)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_is_owner boolean := p_team.owner_id = p_user;
  v_cooling jsonb;
begin
  -- Membership before the pause: a repeat after a lost answer says team_not_found, which clients take as done.
  if p_team.id is null then
    return private.team_not_found();
  end if;
  v_cooling := private.cooling(p_user, 'leave', p_team.game_mode);
  if v_cooling is not null then
    return v_cooling;
  end if;
  if p_disband and p_transfer_to is not null then
    return private.refusal('invalid_request', 'Disband or transfer, not both.', 400);
  end if;
  if v_is_owner and not p_disband and p_transfer_to is null and exists (
    select from public.team_memberships as m where m.team_id = p_team.id and m.user_id <> p_user
  ) then
    return private.refusal('owner_must_transfer', 'Pass the team to a member or disband it.', 409);
  end if;
  if not v_is_owner and (p_disband or p_transfer_to is not null) then
    return private.not_owner();
  end if;
  if p_transfer_to is not null and not private.is_other_member(p_team.id, p_user, p_transfer_to) then
    return private.member_not_found();
  end if;
  return null;
end
$$;
comment on function private.leave_refusal(public.teams, uuid, boolean, uuid) is
  'Why a player may not leave, null when they may. Internal.';

create or replace function public.team_leave(
  p_team uuid,
  p_disband boolean default false,
  p_transfer_to uuid default null
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
  v_refusal jsonb := private.over_limit(private.subject_of(v_user), 'team.leave');
  v_team public.teams;
  v_ends boolean;
begin
  if v_refusal is not null then
    return v_refusal;
  end if;
  v_team := private.lock_my_team(p_team, v_user);
  v_refusal := private.leave_refusal(v_team, v_user, coalesce(p_disband, false), p_transfer_to);
  if v_refusal is not null then
    return v_refusal;
  end if;
  v_ends := v_team.owner_id = v_user and p_transfer_to is null;
  if v_ends then
    perform private.disband(v_team, v_user);
  else
    if p_transfer_to is not null then
      perform private.pass_ownership(v_team, p_transfer_to);
    end if;
    perform private.remove_member(p_team, v_user, 'left');
    perform private.log_event(p_team, 'member_left', v_user, v_user);
  end if;
  perform private.start_cooldown(v_user, 'leave', v_team.game_mode);
  perform private.maybe_sweep();
  return jsonb_build_object('ok', true, 'left', true, 'disbanded', v_ends);
end
$$;
revoke all on function public.team_leave(uuid, boolean, uuid) from public;
grant execute on function public.team_leave(uuid, boolean, uuid) to authenticated;
comment on function public.team_leave(uuid, boolean, uuid) is
  'The caller leaves a team; an owner passes it on or disbands it. Callable by: authenticated.';

create or replace function public.team_kick(p_team uuid, p_member uuid)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
set lock_timeout = '3s'
as $$
declare
  v_user uuid := private.caller();
  v_refusal jsonb := private.over_limit(private.subject_of(v_user), 'team.kick');
  v_team public.teams;
  v_code text;
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
  if p_member = v_user then
    return private.refusal('cannot_kick_self', 'The owner leaves instead.', 400);
  end if;
  if not private.is_other_member(p_team, v_user, p_member) then
    return private.member_not_found();
  end if;
  v_refusal := private.cooling(v_user, 'kick', v_team.game_mode);
  if v_refusal is not null then
    return v_refusal;
  end if;
  perform private.remove_member(p_team, p_member, 'kicked');
  v_code := private.renew_join_code(p_team);
  perform private.start_cooldown(v_user, 'kick', v_team.game_mode);
  perform private.log_event(p_team, 'member_kicked', v_user, p_member);
  perform private.maybe_sweep();
  return jsonb_build_object(
    'ok', true, 'kicked', p_member, 'joinCode', v_code,
    'topic', private.topic_of(p_team, v_team.channel_gen + 1)
  );
end
$$;
revoke all on function public.team_kick(uuid, uuid) from public;
grant execute on function public.team_kick(uuid, uuid) to authenticated;
comment on function public.team_kick(uuid, uuid) is
  'The owner removes a member; code and topic change. Callable by: authenticated.';

create or replace function public.team_transfer(p_team uuid, p_to uuid)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
set lock_timeout = '3s'
as $$
declare
  v_user uuid := private.caller();
  v_refusal jsonb := private.over_limit(private.subject_of(v_user), 'team.transfer');
  v_team public.teams;
begin
  if v_refusal is not null then
    return v_refusal;
  end if;
  v_team := private.lock_my_team(p_team, v_user);
  if v_team.id is null then
    return private.team_not_found();
  end if;
  if v_team.owner_id = p_to then
    return jsonb_build_object('ok', true, 'unchanged', true, 'ownerId', p_to);
  end if;
  if v_team.owner_id <> v_user then
    return private.not_owner();
  end if;
  if not private.is_other_member(p_team, v_user, p_to) then
    return private.member_not_found();
  end if;
  perform private.pass_ownership(v_team, p_to);
  perform private.maybe_sweep();
  return jsonb_build_object('ok', true, 'ownerId', p_to);
end
$$;
revoke all on function public.team_transfer(uuid, uuid) from public;
grant execute on function public.team_transfer(uuid, uuid) to authenticated;
comment on function public.team_transfer(uuid, uuid) is
  'The owner makes another member the owner. Callable by: authenticated.';
