-- Makes true: every change of a scope refreshes its document once and pokes those it concerns,
-- in the transaction that made it.

create or replace function private.materialise_account(p_user uuid)
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_account jsonb;
  v_known jsonb;
  v_extra jsonb;
  v_hidden jsonb;
begin
  select
    coalesce(jsonb_object_agg(r.path, r.value) filter (where r.path in ('gameEdition', 'currentGameMode')), '{}'),
    coalesce(jsonb_object_agg(c.column_name, r.value)
      filter (where c.kind <> 'map' and jsonb_typeof(r.value) <> 'null'), '{}'),
    coalesce(jsonb_object_agg(substr(r.path, 13), r.value)
      filter (where starts_with(r.path, 'preferences/') and c.client_name is null
        and jsonb_typeof(r.value) <> 'null'), '{}'),
    jsonb_object_agg(private.unescape_key(split_part(r.path, '/', 3)), r.value)
      filter (where c.client_name = 'teamHide' and jsonb_typeof(r.value) <> 'null')
  into v_account, v_known, v_extra, v_hidden
  from public.progress_registers as r
  left join private.preference_columns as c
    on starts_with(r.path, 'preferences/') and c.client_name = split_part(r.path, '/', 2)
  where r.user_id = p_user and r.game_mode = 'account' and r.season = 0;

  insert into public.user_progress as p (user_id, game_edition, current_game_mode)
  values (
    p_user,
    coalesce((v_account ->> 'gameEdition')::smallint, 1),
    coalesce(v_account ->> 'currentGameMode', 'pvp')
  )
  on conflict (user_id) do update set
    game_edition = excluded.game_edition,
    current_game_mode = excluded.current_game_mode;

  delete from public.user_preferences as p where p.user_id = p_user;
  insert into public.user_preferences
  select preferences.*
  from jsonb_populate_record(
    null::public.user_preferences,
    v_known || jsonb_build_object(
      'user_id', p_user, 'extra', v_extra, 'team_hide', v_hidden, 'updated_at', now()
    )
  ) as preferences;
end
$$;
comment on function private.materialise_account(uuid) is
  'Edition, last mode and preferences from the registers of the account scope. Internal.';

create or replace function private.store_document(p_user uuid, p_mode text, p_document jsonb)
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  insert into public.user_progress as p (user_id, pvp_data, pve_data, seasonal_data)
  values (
    p_user,
    case when p_mode = 'pvp' then p_document else '{}' end,
    case when p_mode = 'pve' then p_document else '{}' end,
    case when p_mode = 'seasonal' then p_document else '{}' end
  )
  on conflict (user_id) do update set
    pvp_data = case when p_mode = 'pvp' then excluded.pvp_data else p.pvp_data end,
    pve_data = case when p_mode = 'pve' then excluded.pve_data else p.pve_data end,
    seasonal_data = case when p_mode = 'seasonal' then excluded.seasonal_data else p.seasonal_data end;
end
$$;
comment on function private.store_document(uuid, text, jsonb) is
  'Writes one document, leaving the others as they are. Internal.';

create or replace function private.tell_team(
  p_head public.progress_heads,
  p_profile jsonb,
  p_profile_changed boolean,
  p_registers jsonb,
  p_all boolean
)
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_topic text := private.live_topic(p_head.user_id, p_head.game_mode);
  v_base jsonb := jsonb_build_object(
    'userId', p_head.user_id, 'gameMode', p_head.game_mode, 'season', p_head.season, 'rev', p_head.rev
  );
  v_tasks jsonb;
  v_task jsonb;
  v_bulk boolean;
begin
  if v_topic is null then
    return;
  end if;
  select coalesce(jsonb_agg(e.value), '[]')
  into v_tasks
  from jsonb_array_elements(p_registers) as e
  where starts_with(e.value ->> 0, 'taskCompletions/');
  v_bulk := p_all or jsonb_array_length(v_tasks) > 20;
  if v_bulk or p_profile_changed then
    perform private.send(v_topic, 'progress', v_base || p_profile || case when v_bulk then '{"bulk": true}'::jsonb else '{}'::jsonb end);
  end if;
  if v_bulk then
    return;
  end if;
  for v_task in select e.value from jsonb_array_elements(v_tasks) as e loop
    perform private.send(v_topic, 'task-update', v_base || jsonb_build_object(
      'taskId', private.unescape_key(split_part(v_task ->> 0, '/', 2)),
      'complete', v_task -> 1 -> 'complete',
      'failed', v_task -> 1 -> 'failed'
    ));
  end loop;
end
$$;
comment on function private.tell_team(public.progress_heads, jsonb, boolean, jsonb, boolean) is
  'What a change of progress tells the team of that mode: at most 20 single tasks, else one bulk hint. Internal.';

create or replace function private.materialise_mode(p_old public.progress_heads, p_new public.progress_heads)
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_registers jsonb;
  v_document jsonb;
  v_profile jsonb;
  v_hash bytea;
  v_reset boolean := p_old.epoch <> p_new.epoch;
begin
  select coalesce(jsonb_agg(jsonb_build_array(r.path, r.value, r.ms)), '[]')
  into v_registers
  from public.progress_registers as r
  where r.user_id = p_new.user_id
    and r.game_mode = p_new.game_mode
    and r.season = p_new.season
    and r.rev = p_new.rev;
  v_document := private.progress_document(p_new.user_id, p_new.game_mode);
  -- The document of another season reads as {}, which is not sound.
  if v_reset or jsonb_array_length(v_registers) > 64 or not private.is_sound(v_document) then
    v_document := private.build_document(p_new.user_id, p_new.game_mode, p_new.season);
  else
    v_document := private.patch_document(v_document, v_registers);
  end if;
  perform private.store_document(p_new.user_id, p_new.game_mode, v_document);

  select jsonb_build_object(
    'displayName', p.display_name, 'level', p.level, 'tasksCompleted', p.tasks_completed
  )
  into strict v_profile
  from private.profile_of(v_document) as p;
  v_hash := sha256(convert_to(v_profile::text, 'UTF8'));
  if v_hash is distinct from p_new.profile_hash then
    update public.progress_heads as h
    set profile_hash = v_hash
    where h.user_id = p_new.user_id
      and h.game_mode = p_new.game_mode
      and h.season = p_new.season;
  end if;
  perform private.tell_team(p_new, v_profile, v_hash is distinct from p_new.profile_hash, v_registers, v_reset);
end
$$;
comment on function private.materialise_mode(public.progress_heads, public.progress_heads) is
  'Refreshes the document of a mode after a change and tells the team. Internal.';

create or replace function private.on_progress_head()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  if new.game_mode = 'account' then
    perform private.materialise_account(new.user_id);
  else
    perform private.materialise_mode(old, new);
  end if;
  perform private.send_to_user(new.user_id, 'rev', jsonb_build_object(
    'gameMode', new.game_mode,
    'season', new.season,
    'epoch', new.epoch,
    'rev', new.rev,
    'device', nullif(current_setting('tarkov.device', true), '')
  ));
  return null;
end
$$;
comment on function private.on_progress_head() is
  'Runs once per call that changed something: it is on the head, because an upsert of registers fires twice. Trigger.';

-- On the head, not on the registers: an upsert fires both their insert and their update trigger.
create or replace trigger materialise
  after update of rev, epoch on public.progress_heads
  for each row execute function private.on_progress_head();

create or replace function private.touch()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  new.updated_at := now();
  return new;
end
$$;
comment on function private.touch() is
  'Keeps updated_at. Trigger.';

create or replace trigger touch
  before update on public.user_progress
  for each row execute function private.touch();
create or replace trigger touch
  before update on public.teams
  for each row execute function private.touch();
