-- Makes true: whatever removes or adds a member, the team has one owner or is gone, user_system agrees,
-- members are told, and the one who left hears nothing more.

create or replace function private.note_team(p_user uuid, p_mode text, p_team uuid)
returns void
language sql
volatile
security definer
set search_path = ''
as $$
  insert into public.user_system as s (user_id, pvp_team_id, pve_team_id, seasonal_team_id)
  values (
    p_user,
    case when p_mode = 'pvp' then p_team end,
    case when p_mode = 'pve' then p_team end,
    case when p_mode = 'seasonal' then p_team end
  )
  on conflict (user_id) do update set
    pvp_team_id = case when p_mode = 'pvp' then p_team else s.pvp_team_id end,
    pve_team_id = case when p_mode = 'pve' then p_team else s.pve_team_id end,
    seasonal_team_id = case when p_mode = 'seasonal' then p_team else s.seasonal_team_id end,
    updated_at = now()
$$;
comment on function private.note_team(uuid, text, uuid) is
  'Writes a player''s team of a mode into user_system. Internal.';

create or replace function private.forget_team(p_user uuid, p_mode text)
returns void
language sql
volatile
security definer
set search_path = ''
as $$
  -- An update, never an upsert: while an auth user is being deleted an insert would fail with 23503.
  update public.user_system as s
  set
    pvp_team_id = case when p_mode = 'pvp' then null else s.pvp_team_id end,
    pve_team_id = case when p_mode = 'pve' then null else s.pve_team_id end,
    seasonal_team_id = case when p_mode = 'seasonal' then null else s.seasonal_team_id end,
    updated_at = now()
  where s.user_id = p_user
$$;
comment on function private.forget_team(uuid, text) is
  'Clears a player''s team of a mode in user_system. Internal.';

create or replace function private.log_event(
  p_team uuid,
  p_type text,
  p_actor uuid,
  p_target uuid default null,
  p_data jsonb default '{}'
)
returns void
language sql
volatile
security definer
set search_path = ''
as $$
  insert into public.team_events (team_id, event_type, actor, target, data)
  values (p_team, p_type, p_actor, p_target, p_data)
$$;
comment on function private.log_event(uuid, text, uuid, uuid, jsonb) is
  'One line of a team''s trail. Internal.';

create or replace function private.tell_membership(
  p_on_topic text,
  p_kind text,
  p_user uuid,
  p_team uuid,
  p_next_topic text
)
returns void
language sql
volatile
security definer
set search_path = ''
as $$
  select private.send(p_on_topic, 'membership', jsonb_build_object(
    'kind', p_kind, 'userId', p_user, 'teamId', p_team, 'topic', p_next_topic
  ))
$$;
comment on function private.tell_membership(text, text, uuid, uuid, text) is
  'Tells a team about a member; p_next_topic is the topic from now on. Internal.';

create or replace function private.settle_team(p_member public.team_memberships, p_reason text)
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_team public.teams;
  v_heir uuid;
begin
  select t.* into v_team from public.teams as t where t.id = p_member.team_id for update;
  if not found or p_reason = 'disbanded' then
    return;
  end if;
  select m.user_id into v_heir
  from public.team_memberships as m
  where m.team_id = v_team.id
  order by (m.role = 'owner') desc, m.joined_at, m.user_id
  limit 1;
  perform private.tell_membership(
    private.topic_of(v_team.id, v_team.channel_gen), p_reason, p_member.user_id, v_team.id,
    case when v_heir is not null then private.topic_of(v_team.id, v_team.channel_gen + 1) end
  );
  if v_heir is null then
    delete from public.teams as t where t.id = v_team.id;
    return;
  end if;
  -- The generation first: what follows, the new owner's message included, is not for the one who left.
  update public.teams as t
  set channel_gen = t.channel_gen + 1,
    owner_id = case when p_member.role = 'owner' then v_heir else t.owner_id end
  where t.id = v_team.id;
  if p_member.role = 'owner' then
    update public.team_memberships as m
    set role = 'owner'
    where m.team_id = v_team.id and m.user_id = v_heir;
    perform private.log_event(v_team.id, 'ownership_transferred', null, v_heir);
  end if;
end
$$;
comment on function private.settle_team(public.team_memberships, text) is
  'After a member went: next generation, ownership to the earliest member, or the end of an empty team. Internal.';

create or replace function private.on_membership()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_member public.team_memberships := case when tg_op = 'DELETE' then old else new end;
  v_kind text;
  v_topic text;
begin
  if tg_op = 'DELETE' then
    v_kind := coalesce(nullif(current_setting('tarkov.reason', true), ''), 'left');
    perform private.forget_team(v_member.user_id, v_member.game_mode);
    perform private.settle_team(v_member, v_kind);
  elsif tg_op = 'INSERT' or (new.role = 'owner' and old.role <> 'owner') then
    v_kind := case when tg_op = 'INSERT' then 'joined' else 'owner' end;
    if tg_op = 'INSERT' then
      perform private.note_team(v_member.user_id, v_member.game_mode, v_member.team_id);
    end if;
    v_topic := private.live_topic(v_member.user_id, v_member.game_mode);
    perform private.tell_membership(v_topic, v_kind, v_member.user_id, v_member.team_id, v_topic);
  else
    return null;
  end if;
  perform private.send_to_user(v_member.user_id, 'team', jsonb_build_object(
    'gameMode', v_member.game_mode, 'teamId', v_member.team_id, 'kind', v_kind
  ));
  return null;
end
$$;
comment on function private.on_membership() is
  'Keeps user_system, ownership and topics in step with memberships. Trigger.';

create or replace trigger membership
  after insert or delete or update of role on public.team_memberships
  for each row execute function private.on_membership();

create or replace function private.status_of(p_member public.team_memberships)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select case
    when p_member.status_until <= clock_timestamp() or p_member.status_kind = 'none'
      then '{"kind": "none", "map": null, "note": null, "until": null}'::jsonb
    else jsonb_build_object(
      'kind', p_member.status_kind,
      'map', p_member.status_map,
      'note', p_member.status_note,
      'until', private.rfc3339(p_member.status_until)
    )
  end
$$;
comment on function private.status_of(public.team_memberships) is
  'A member''s status as clients read it; one that has run out reads as none. Internal.';

create or replace function private.on_member_status()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  perform private.send(
    private.live_topic(new.user_id, new.game_mode), 'status',
    jsonb_build_object('userId', new.user_id) || private.status_of(new)
  );
  return null;
end
$$;
comment on function private.on_member_status() is
  'Tells the team about a changed status. Trigger.';

create or replace trigger member_status
  after update of status_kind, status_map, status_note, status_until on public.team_memberships
  for each row execute function private.on_member_status();

create or replace function private.guard_event()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  if tg_op = 'DELETE' then
    if current_setting('tarkov.sweep', true) = 'on' then
      return old;
    end if;
  -- The foreign keys of a deleted user may clear a name, and nothing else.
  elsif to_jsonb(new) - '{actor,target}'::text[] = to_jsonb(old) - '{actor,target}'::text[]
    and (new.actor is null or new.actor = old.actor)
    and (new.target is null or new.target = old.target) then
    return new;
  end if;
  raise exception 'team events are never changed';
end
$$;
comment on function private.guard_event() is
  'Refuses changes of the trail. Trigger.';

create or replace trigger guard
  before update or delete on public.team_events
  for each row execute function private.guard_event();
