-- Makes true: team and user topics are read by those they concern and published by the database alone;
-- an ex-member's open channel falls silent because everybody else moves to the next generation of the topic.

create or replace function private.topic_of(p_team uuid, p_channel_gen integer)
returns text
language sql
immutable
set search_path = ''
as $$
  select 'team:' || p_team::text || case when p_channel_gen = 1 then '' else ':' || p_channel_gen::text end
$$;
comment on function private.topic_of(uuid, integer) is
  'The topic of a team in one generation. Internal.';

create or replace function private.can_read_topic(p_topic text)
returns boolean
language sql
stable
security definer
set search_path = ''
as $$
  select coalesce(
    case
      when p_topic ~ '^team:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(:[0-9]{1,9})?$' then exists (
        select
        from public.teams as t
        join public.team_memberships as m on m.team_id = t.id
        where t.id = substr(p_topic, 6, 36)::uuid
          and m.user_id = (select auth.uid())
          and private.topic_of(t.id, t.channel_gen) = p_topic
      )
      else p_topic = 'user:' || (select auth.uid())::text
    end,
    false
  )
$$;
revoke all on function private.can_read_topic(text) from public;
grant execute on function private.can_read_topic(text) to authenticated;
comment on function private.can_read_topic(text) is
  'Whether the caller may hear a topic: their own, or the current one of a team they are in. For policies: authenticated.';

drop policy if exists read_own_topics on realtime.messages;
create policy read_own_topics on realtime.messages
  for select to authenticated
  using (extension in ('broadcast', 'presence') and private.can_read_topic((select realtime.topic())));

drop policy if exists track_presence on realtime.messages;
create policy track_presence on realtime.messages
  for insert to authenticated
  with check (
    extension = 'presence'
    and (select realtime.topic()) like 'team:%'
    and private.can_read_topic((select realtime.topic()))
  );

create or replace function private.send(p_topic text, p_event text, p_payload jsonb)
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  perform realtime.send(
    p_payload || jsonb_build_object('at', private.now_ms()),
    p_event, p_topic, true
  );
end
$$;
comment on function private.send(text, text, jsonb) is
  'One private broadcast in this transaction. A hint: it may get lost. Internal.';

create or replace function private.send_to_user(p_user uuid, p_event text, p_payload jsonb)
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  perform private.send('user:' || p_user::text, p_event, p_payload);
end
$$;
comment on function private.send_to_user(uuid, text, jsonb) is
  'One broadcast to a player''s own topic. Internal.';

create or replace function private.live_topic(p_user uuid, p_mode text)
returns text
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_team uuid;
  v_topic text;
begin
  select m.team_id
  into v_team
  from public.team_memberships as m
  where m.user_id = p_user and m.game_mode = p_mode;
  if not found then
    return null;
  end if;
  -- Waits for a kick under way: a message on the old topic after the kick's commit would reach the ex-member.
  select private.topic_of(t.id, t.channel_gen)
  into v_topic
  from public.teams as t
  where t.id = v_team
  for key share;
  if not exists (
    select from public.team_memberships as m where m.team_id = v_team and m.user_id = p_user
  ) then
    return null;
  end if;
  return v_topic;
end
$$;
comment on function private.live_topic(uuid, text) is
  'The current topic of a player''s team in a mode, held until the transaction ends; null without a team. Internal.';
