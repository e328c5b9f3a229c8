-- Makes true: a generation that ends is kept, at most 20 per mode, before its registers go.

create or replace function private.archive_generation(p_head public.progress_heads, p_reason text)
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  insert into public.progress_archives (
    user_id, game_mode, season, epoch, reason, registers,
    display_name, level, tasks_completed, register_count
  )
  select
    p_head.user_id, p_head.game_mode, p_head.season, p_head.epoch, p_reason, generation.registers,
    profile.display_name, profile.level, profile.tasks_completed, generation.register_count
  from (
    select
      jsonb_object_agg(r.path, jsonb_build_array(r.value, r.ms)) as registers,
      count(*)::integer as register_count
    from public.progress_registers as r
    where r.user_id = p_head.user_id
      and r.game_mode = p_head.game_mode
      and r.season = p_head.season
  ) as generation
  cross join lateral private.profile_of(
    private.build_document(p_head.user_id, p_head.game_mode, p_head.season)
  ) as profile
  -- A generation without registers is not worth a place among the twenty.
  where generation.register_count > 0;

  delete from public.progress_archives as a
  where a.archive_id in (
    select o.archive_id
    from public.progress_archives as o
    where o.user_id = p_head.user_id and o.game_mode = p_head.game_mode
    order by o.created_at desc, o.archive_id
    offset 20
  );

  delete from public.progress_registers as r
  where r.user_id = p_head.user_id
    and r.game_mode = p_head.game_mode
    and r.season = p_head.season;
end
$$;
comment on function private.archive_generation(public.progress_heads, text) is
  'Writes the archive of a scope, deletes its registers and the oldest archive beyond 20. Internal.';

create or replace function private.raise_epoch(
  inout p_head public.progress_heads,
  p_epoch integer,
  p_reason text
)
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  perform private.archive_generation(p_head, p_reason);
  -- Kept in the variable: the last update of the call writes epoch and rev once.
  p_head.epoch := p_epoch;
  p_head.register_count := 0;
  p_head.budget_bytes := 0;
end
$$;
comment on function private.raise_epoch(public.progress_heads, integer, text) is
  'Ends the generation of a locked scope; the head given back is not yet written. Internal.';

create or replace function private.close_seasons_before(p_user uuid, p_season smallint)
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_head public.progress_heads;
begin
  for v_head in
    select *
    from public.progress_heads as h
    where h.user_id = p_user
      and h.game_mode = 'seasonal'
      and h.season < p_season
      and h.register_count > 0
    order by h.season
    for update
  loop
    perform private.archive_generation(v_head, 'season');
    -- rev stays: clients neither pull nor compare a scope whose season is over.
    update public.progress_heads as h
    set register_count = 0, budget_bytes = 0, updated_at = now()
    where h.user_id = p_user
      and h.game_mode = 'seasonal'
      and h.season = v_head.season;
  end loop;
end
$$;
comment on function private.close_seasons_before(uuid, smallint) is
  'Archives a player''s earlier seasons at their first write in a new one. Internal.';

create or replace function private.archive_summary(p_archive public.progress_archives)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'archiveId', p_archive.archive_id,
    'gameMode', p_archive.game_mode,
    'season', p_archive.season,
    'epoch', p_archive.epoch,
    'reason', p_archive.reason,
    'displayName', p_archive.display_name,
    'level', p_archive.level,
    'tasksCompleted', p_archive.tasks_completed,
    'registerCount', p_archive.register_count,
    'createdAt', private.rfc3339(p_archive.created_at)
  )
$$;
comment on function private.archive_summary(public.progress_archives) is
  'An archive as clients list it. Internal.';

create or replace function public.archives_list(p_mode text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
set lock_timeout = '3s'
as $$
declare
  v_user uuid := private.caller();
  v_refusal jsonb := private.over_limit(private.subject_of(v_user), 'archives');
begin
  if v_refusal is not null then
    return v_refusal;
  end if;
  if p_mode is null or p_mode not in ('pvp', 'pve', 'seasonal') then
    return private.refusal('invalid_request', 'p_mode is not a game mode.', 400);
  end if;
  return jsonb_build_object('ok', true, 'archives', (
    select coalesce(jsonb_agg(private.archive_summary(a) order by a.created_at desc, a.archive_id), '[]')
    from public.progress_archives as a
    where a.user_id = v_user and a.game_mode = p_mode
  ));
end
$$;
revoke all on function public.archives_list(text) from public;
grant execute on function public.archives_list(text) to authenticated;
comment on function public.archives_list(text) is
  'The caller''s archives of a mode, newest first. Callable by: authenticated.';

create or replace function public.archive_get(p_archive uuid)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
set lock_timeout = '3s'
as $$
declare
  v_user uuid := private.caller();
  v_refusal jsonb := private.over_limit(private.subject_of(v_user), 'archives');
  v_archive public.progress_archives;
begin
  if v_refusal is not null then
    return v_refusal;
  end if;
  select a.* into v_archive
  from public.progress_archives as a
  where a.archive_id = p_archive and a.user_id = v_user;
  if not found then
    return private.refusal('not_found', 'There is no such archive.', 404);
  end if;
  return jsonb_build_object(
    'ok', true,
    'archive', private.archive_summary(v_archive) || jsonb_build_object('registers', v_archive.registers)
  );
end
$$;
revoke all on function public.archive_get(uuid) from public;
grant execute on function public.archive_get(uuid) to authenticated;
comment on function public.archive_get(uuid) is
  'One archive of the caller with its registers. Callable by: authenticated.';

create or replace function public.archive_delete(p_archive uuid)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
set lock_timeout = '3s'
as $$
declare
  v_user uuid := private.caller();
  v_refusal jsonb := private.over_limit(private.subject_of(v_user), 'archives');
begin
  if v_refusal is not null then
    return v_refusal;
  end if;
  delete from public.progress_archives as a
  where a.archive_id = p_archive and a.user_id = v_user;
  if not found then
    return private.refusal('not_found', 'There is no such archive.', 404);
  end if;
  return jsonb_build_object('ok', true, 'deleted', p_archive);
end
$$;
revoke all on function public.archive_delete(uuid) from public;
grant execute on function public.archive_delete(uuid) to authenticated;
comment on function public.archive_delete(uuid) is
  'Deletes one archive of the caller. Callable by: authenticated.';
