-- Makes true: the document is a pure function of the registers, and a patch gives what a rebuild gives.

create or replace function private.empty_document()
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select '{
    "skills": {}, "skillOffsets": {}, "traders": {}, "taskCompletions": {}, "taskObjectives": {},
    "hideoutModules": {}, "hideoutParts": {}, "taskNotes": {}, "ignoredTasks": {}, "pinnedTasks": {},
    "taskGates": {}
  }'::jsonb
$$;
comment on function private.empty_document() is
  'The maps a touched mode always has. Internal.';

create or replace function private.patch_entries(p_map text, p_entries jsonb, p_registers jsonb)
returns jsonb
language sql
immutable
set search_path = ''
as $$
  -- Keys first grouped, then joined to the map once: path by path a full document costs half a millisecond each.
  with register as (
    select
      private.unescape_key(r.parts[2]) as key,
      r.parts[3] as leaf,
      r.value,
      r.ms
    from (
      select string_to_array(e.value ->> 0, '/') as parts, e.value -> 1 as value, (e.value ->> 2)::bigint as ms
      from jsonb_array_elements(p_registers) as e
    ) as r
    where r.parts[1] = p_map
  ),
  entry as (
    select
      register.key,
      case
        when bool_or(register.leaf is null) then (array_agg(register.value))[1]
        else (
          coalesce(
            case when private.is_object(p_entries -> register.key) then p_entries -> register.key end, '{}'
          ) - array_agg(register.leaf)
        ) || coalesce(
          jsonb_object_agg(register.leaf, register.value)
            filter (where register.leaf is not null and jsonb_typeof(register.value) <> 'null'),
          '{}'
        )
      end as value,
      greatest(max(register.ms), (
        case when p_map in ('taskObjectives', 'hideoutParts') then p_entries -> register.key ->> 'timestamp' end
      )::bigint) as ms
    from register
    group by register.key
  ),
  stamped as (
    select
      entry.key,
      case
        when p_map in ('taskCompletions', 'taskObjectives', 'hideoutModules', 'hideoutParts')
          then entry.value || jsonb_build_object('timestamp', entry.ms)
        else entry.value
      end as value
    from entry
  )
  select (p_entries - coalesce(
      array_agg(stamped.key) filter (where jsonb_typeof(stamped.value) = 'null' or stamped.value = '{}'), '{}'
    )) || coalesce(
      jsonb_object_agg(stamped.key, stamped.value)
        filter (where jsonb_typeof(stamped.value) <> 'null' and stamped.value <> '{}'),
      '{}'
    )
  from stamped
$$;
comment on function private.patch_entries(text, jsonb, jsonb) is
  'One map of the document with changed registers [[path, value, ms]] laid over it. Internal.';

create or replace function private.patch_document(p_document jsonb, p_registers jsonb)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_document jsonb := private.empty_document() || p_document;
  v_map text;
begin
  for v_map in
    select distinct split_part(e.value ->> 0, '/', 1)
    from jsonb_array_elements(p_registers) as e
    where strpos(e.value ->> 0, '/') > 0
  loop
    if v_map <> 'x' then
      v_document := v_document
        || jsonb_build_object(v_map, private.patch_entries(v_map, v_document -> v_map, p_registers));
    end if;
  end loop;
  return (v_document - (
    select coalesce(array_agg(private.unescape_key(substr(e.value ->> 0, 3))), '{}')
    from jsonb_array_elements(p_registers) as e
    where starts_with(e.value ->> 0, 'x/')
      and not private.is_document_field(private.unescape_key(substr(e.value ->> 0, 3)))
  )) || (
    select coalesce(jsonb_object_agg(
      case when starts_with(e.value ->> 0, 'x/') then private.unescape_key(substr(e.value ->> 0, 3))
        else e.value ->> 0 end,
      e.value -> 1
    ), '{}')
    from jsonb_array_elements(p_registers) as e
    where strpos(e.value ->> 0, '/') = 0
      or (
        starts_with(e.value ->> 0, 'x/')
        and jsonb_typeof(e.value -> 1) <> 'null'
        and not private.is_document_field(private.unescape_key(substr(e.value ->> 0, 3)))
      )
  );
end
$$;
comment on function private.patch_document(jsonb, jsonb) is
  'A document with changed registers [[path, value, ms]] laid over it; null map values are left out. Internal.';

create or replace function private.is_sound(p_document jsonb)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select coalesce(bool_and(coalesce(jsonb_typeof(p_document -> m.name) = 'object', false)), false)
  from jsonb_object_keys(private.empty_document()) as m (name)
$$;
comment on function private.is_sound(jsonb) is
  'Whether a document has every map, so that it may be patched; any other is rebuilt. Internal.';

create or replace function private.build_document(p_user uuid, p_mode text, p_season smallint)
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select case
      when r.registers is null then '{}'::jsonb
      else private.patch_document('{}', r.registers)
    end || case
      when p_mode = 'seasonal' then jsonb_build_object('seasonNumber', p_season)
      else '{}'::jsonb
    end
  from (
    select jsonb_agg(jsonb_build_array(r.path, r.value, r.ms)) as registers
    from public.progress_registers as r
    where r.user_id = p_user
      and r.game_mode = p_mode
      and r.season = p_season
  ) as r
$$;
comment on function private.build_document(uuid, text, smallint) is
  'The document of a scope from all its registers. Internal.';

create or replace function private.profile_of(
  p_document jsonb,
  out display_name text,
  out level integer,
  out tasks_completed integer
)
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_tasks jsonb;
begin
  if not private.is_object(p_document) then
    return;
  end if;
  if jsonb_typeof(p_document -> 'displayName') = 'string' then
    display_name := nullif(private.trimmed(left(private.trimmed(p_document ->> 'displayName'), 64)), '');
  end if;
  if private.integer_in(p_document -> 'level', 1, 100) then
    level := (p_document ->> 'level')::integer;
  end if;
  v_tasks := coalesce(p_document -> 'taskCompletions', '{}');
  if private.is_object(v_tasks) then
    select count(*)
    into tasks_completed
    from jsonb_each(v_tasks) as task
    where private.is_object(task.value)
      and task.value -> 'complete' = 'true'
      and task.value -> 'failed' is distinct from 'true';
  end if;
end
$$;
comment on function private.profile_of(jsonb) is
  'The values of a team card; the only place that derives them. Never raises. Internal.';

create or replace function private.progress_document(p_user uuid, p_mode text)
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select case p_mode
      when 'pvp' then p.pvp_data
      when 'pve' then p.pve_data
      when 'seasonal' then case
        when p.seasonal_data -> 'seasonNumber' = to_jsonb(private.active_season()) then p.seasonal_data
        else '{}'::jsonb
      end
    end
  from public.user_progress as p
  where p.user_id = p_user
$$;
comment on function private.progress_document(uuid, text) is
  'The current document of a player in a mode; every reader goes through here. Internal.';
