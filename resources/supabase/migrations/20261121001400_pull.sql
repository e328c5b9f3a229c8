-- Makes true: a device reads what it has not seen, page by page, from one snapshot per page.

create or replace function private.digest_of(p_user uuid, p_mode text, p_season smallint)
returns text
language sql
stable
security definer
set search_path = ''
as $$
  select encode(sha256(convert_to(coalesce(string_agg(
    r.path || E'\t' || r.ms || E'\t' || r.counter || E'\t' || r.node || E'\n',
    '' order by r.path collate "C"
  ), ''), 'UTF8')), 'hex')
  from public.progress_registers as r
  where r.user_id = p_user
    and r.game_mode = p_mode
    and r.season = p_season
$$;
comment on function private.digest_of(uuid, text, smallint) is
  'SHA-256 over paths and stamps of a scope, ordered bytewise. Internal.';

create or replace function public.pull_progress(
  p_mode text,
  p_season smallint,
  p_epoch integer,
  p_since bigint,
  p_after text default '',
  p_limit integer default 1000,
  p_digest boolean default false
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
  v_refusal jsonb := private.over_limit(private.subject_of(v_user), 'progress.pull');
  v_answer jsonb;
begin
  if v_refusal is not null then
    return v_refusal;
  end if;
  if num_nulls(p_mode, p_season, p_epoch, p_since, p_after, p_limit, p_digest) > 0 then
    raise exception 'an argument is null' using errcode = '22023';
  end if;
  if not private.is_scope(p_mode, p_season) or p_epoch < 0 or p_since < 0 or p_limit not between 1 and 2000 then
    return private.refusal('invalid_request', 'The scope, the cursor or the page size is out of range.', 400);
  end if;
  -- One statement: with two, a reset between them mixes two generations in one page.
  with head as (
    select
      coalesce(h.epoch, 0) as epoch,
      coalesce(h.rev, 0) as rev,
      coalesce(h.epoch, 0) <> p_epoch as is_snapshot
    from (select) as always
    left join public.progress_heads as h
      on h.user_id = v_user and h.game_mode = p_mode and h.season = p_season
  ),
  page as (
    select r.*, row_number() over (order by r.rev, r.path) as place
    from head
    cross join lateral (
      select *
      from public.progress_registers as r
      where r.user_id = v_user
        and r.game_mode = p_mode
        and r.season = p_season
        and (r.rev, r.path) > (
          -- Without a path the whole rev was read: its registers are not sent again.
          case when head.is_snapshot then 0 when p_after = '' then p_since + 1 else p_since end,
          case when head.is_snapshot then '' else p_after end collate "C"
        )
      order by r.rev, r.path
      limit p_limit + 1
    ) as r
  ),
  kept as (
    select
      coalesce(jsonb_agg(
        jsonb_build_array(page.path, page.value, page.ms, page.counter, page.node, page.rev, page.device_id)
        order by page.place
      ) filter (where page.place <= p_limit), '[]') as registers,
      count(*) > p_limit as more,
      max(page.rev) filter (where page.place = p_limit) as last_rev,
      max(page.path) filter (where page.place = p_limit) as last_path
    from page
  )
  select jsonb_build_object(
      'ok', true,
      'epoch', head.epoch,
      'rev', head.rev,
      'snapshot', head.is_snapshot,
      'registers', kept.registers,
      'more', kept.more,
      'next', case
        when kept.more then jsonb_build_object('since', kept.last_rev, 'after', kept.last_path)
        else jsonb_build_object('since', head.rev, 'after', '')
      end,
      'serverNow', private.now_ms()
    ) || case
      when p_digest then jsonb_build_object('digest', private.digest_of(v_user, p_mode, p_season))
      else '{}'::jsonb
    end
  into strict v_answer
  from head
  cross join kept;
  return v_answer;
end
$$;
revoke all on function public.pull_progress(text, smallint, integer, bigint, text, integer, boolean) from public;
grant execute on function public.pull_progress(text, smallint, integer, bigint, text, integer, boolean)
  to authenticated;
comment on function public.pull_progress(text, smallint, integer, bigint, text, integer, boolean) is
  'One page of the caller''s registers beyond a cursor. Callable by: authenticated.';

create or replace function private.devices_of(p_user uuid)
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'deviceId', d.device_id,
    'name', d.name,
    'platform', d.platform,
    'appVersion', d.app_version,
    'createdAt', private.rfc3339(d.created_at),
    'lastSeenAt', private.rfc3339(d.last_seen_at)
  ) order by d.last_seen_at desc, d.device_id), '[]')
  from public.progress_devices as d
  where d.user_id = p_user
$$;
comment on function private.devices_of(uuid) is
  'A player''s devices, the last seen first. Internal.';

create or replace function public.progress_status()
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
set lock_timeout = '3s'
as $$
declare
  v_user uuid := private.caller();
  v_refusal jsonb := private.over_limit(private.subject_of(v_user), 'progress.status');
begin
  if v_refusal is not null then
    return v_refusal;
  end if;
  return jsonb_build_object(
    'ok', true,
    'serverNow', private.now_ms(),
    'activeSeason', private.active_season(),
    'heads', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'gameMode', h.game_mode, 'season', h.season, 'epoch', h.epoch,
        'rev', h.rev, 'registerCount', h.register_count
      ) order by h.game_mode, h.season), '[]')
      from public.progress_heads as h
      where h.user_id = v_user
    ),
    'devices', private.devices_of(v_user),
    'seqs', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'deviceId', s.device_id, 'gameMode', s.game_mode, 'season', s.season, 'lastSeq', s.last_seq
      ) order by s.device_id, s.game_mode, s.season), '[]')
      from public.progress_device_seqs as s
      where s.user_id = v_user
    ),
    'teams', (
      select jsonb_object_agg(modes.game_mode, m.team_id)
      from unnest('{pvp,pve,seasonal}'::text[]) as modes (game_mode)
      left join public.team_memberships as m on m.user_id = v_user and m.game_mode = modes.game_mode
    )
  );
end
$$;
revoke all on function public.progress_status() from public;
grant execute on function public.progress_status() to authenticated;
comment on function public.progress_status() is
  'Where the caller''s scopes, devices and teams stand. Callable by: authenticated.';

create or replace function public.device_list()
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
set lock_timeout = '3s'
as $$
declare
  v_user uuid := private.caller();
  v_refusal jsonb := private.over_limit(private.subject_of(v_user), 'devices');
begin
  if v_refusal is not null then
    return v_refusal;
  end if;
  return jsonb_build_object('ok', true, 'devices', private.devices_of(v_user));
end
$$;
revoke all on function public.device_list() from public;
grant execute on function public.device_list() to authenticated;
comment on function public.device_list() is
  'The caller''s devices. Callable by: authenticated.';

create or replace function public.device_forget(p_device uuid)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
set lock_timeout = '3s'
as $$
declare
  v_user uuid := private.caller();
  v_refusal jsonb := private.over_limit(private.subject_of(v_user), 'devices');
begin
  if v_refusal is not null then
    return v_refusal;
  end if;
  delete from public.progress_devices as d
  where d.user_id = v_user and d.device_id = p_device;
  if not found then
    return private.refusal('not_found', 'There is no such device.', 404);
  end if;
  return jsonb_build_object('ok', true, 'forgotten', p_device);
end
$$;
revoke all on function public.device_forget(uuid) from public;
grant execute on function public.device_forget(uuid) to authenticated;
comment on function public.device_forget(uuid) is
  'Forgets a device of the caller with its operation numbers; used again, it is listed again. Callable by: authenticated.';
