-- Makes true: the public API acts for a token's owner, in the token's mode, within its permissions,
-- and its writes are registers like any other.

create or replace function private.dead_token(p_token public.api_tokens)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
set lock_timeout = '3s'
as $$
begin
  if p_token.token_id is null then
    return private.refusal('invalid_token', 'This token is not known.', 401);
  end if;
  if p_token.revoked_at is not null then
    return private.refusal('token_revoked', 'This token was revoked.', 401);
  end if;
  if p_token.expires_at <= clock_timestamp() then
    return private.refusal('token_expired', 'This token has expired.', 401);
  end if;
  return null;
end
$$;
comment on function private.dead_token(public.api_tokens) is
  'Why a token does not count, null when it does. Internal.';

create or replace function public.token_authenticate(p_hash text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
set lock_timeout = '3s'
as $$
declare
  v_token public.api_tokens;
  v_refusal jsonb;
begin
  if p_hash ~ '^[0-9a-f]{64}$' then
    select t.* into v_token from public.api_tokens as t where t.token_hash = decode(p_hash, 'hex');
  end if;
  v_refusal := private.dead_token(v_token);
  if v_refusal is not null then
    return v_refusal;
  end if;
  perform private.hold_account(v_token.user_id);
  v_refusal := private.over_limit('token:' || v_token.token_id::text, 'api.token');
  if v_refusal is not null then
    return v_refusal;
  end if;
  update public.api_tokens as t
  set usage_count = t.usage_count + 1, last_used_at = clock_timestamp()
  where t.token_id = v_token.token_id and t.token_hash = decode(p_hash, 'hex')
  returning t.* into v_token;
  v_refusal := private.dead_token(v_token);
  if v_refusal is not null then
    return v_refusal;
  end if;
  return jsonb_build_object(
    'ok', true,
    'tokenId', v_token.token_id,
    'userId', v_token.user_id,
    'gameMode', v_token.game_mode,
    'season', private.scope_season(v_token.game_mode),
    'permissions', v_token.permissions,
    'note', v_token.note,
    'usageCount', v_token.usage_count
  );
end
$$;
revoke all on function public.token_authenticate(text) from public;
grant execute on function public.token_authenticate(text) to service_role;
comment on function public.token_authenticate(text) is
  'The token of a SHA-256 in hex, counted as used. Callable by: service_role.';

create or replace function private.use_token(
  p_token uuid,
  p_permission text,
  p_action text,
  out refusal jsonb,
  out token public.api_tokens
)
language plpgsql
volatile
security definer
set search_path = ''
set lock_timeout = '3s'
as $$
begin
  -- The account before the token: the order in which account_delete takes them.
  perform private.hold_account(t.user_id) from public.api_tokens as t where t.token_id = p_token;
  -- Shared with other calls, against a revocation under way: what starts after its commit is refused.
  select t.* into token from public.api_tokens as t where t.token_id = p_token for share;
  refusal := private.dead_token(token);
  if refusal is not null then
    return;
  end if;
  if not p_permission = any (token.permissions) then
    refusal := private.refusal('missing_permission', 'This token lacks the permission ' || p_permission || '.', 403);
    return;
  end if;
  refusal := private.over_limit('token:' || p_token::text, p_action);
end
$$;
comment on function private.use_token(uuid, text, text) is
  'Looks a token up again, with its permission and limit. Internal.';

create or replace function private.api_member(p_user uuid, p_mode text)
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select jsonb_build_object(
    'userId', p_user,
    'displayName', profile.display_name,
    'level', profile.level,
    'pmcFaction', case
      when source.document -> 'pmcFaction' in ('"USEC"', '"BEAR"') then source.document ->> 'pmcFaction'
      else 'USEC'
    end,
    'gameEdition', source.game_edition,
    'rev', source.rev,
    'taskCompletions', private.map_of(source.document, 'taskCompletions'),
    'taskObjectives', private.map_of(source.document, 'taskObjectives'),
    'hideoutModules', private.map_of(source.document, 'hideoutModules'),
    'hideoutParts', private.map_of(source.document, 'hideoutParts')
  )
  from (
    select
      coalesce(private.progress_document(p_user, p_mode), '{}') as document,
      coalesce((select p.game_edition from public.user_progress as p where p.user_id = p_user), 1) as game_edition,
      coalesce((
        select h.rev
        from public.progress_heads as h
        where h.user_id = p_user and h.game_mode = p_mode and h.season = private.scope_season(p_mode)
      ), 0) as rev
  ) as source
  cross join lateral private.profile_of(source.document) as profile
$$;
comment on function private.api_member(uuid, text) is
  'What the public API tells of one player in one mode. Internal.';

create or replace function public.api_read(p_token uuid)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
set lock_timeout = '3s'
as $$
declare
  v_used record;
begin
  select * into v_used from private.use_token(p_token, 'GP', 'api.read');
  if v_used.refusal is not null then
    return v_used.refusal;
  end if;
  return jsonb_build_object(
    'ok', true,
    'self', (v_used.token).user_id,
    'gameMode', (v_used.token).game_mode,
    'season', private.scope_season((v_used.token).game_mode),
    'member', private.api_member((v_used.token).user_id, (v_used.token).game_mode)
  );
end
$$;
revoke all on function public.api_read(uuid) from public;
grant execute on function public.api_read(uuid) to service_role;
comment on function public.api_read(uuid) is
  'The progress of a token''s owner: {self,gameMode,season,member}. Callable by: service_role.';

create or replace function public.api_team_read(p_token uuid)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
set lock_timeout = '3s'
as $$
declare
  v_used record;
  v_user uuid;
  v_mode text;
begin
  select * into v_used from private.use_token(p_token, 'TP', 'api.read');
  if v_used.refusal is not null then
    return v_used.refusal;
  end if;
  v_user := (v_used.token).user_id;
  v_mode := (v_used.token).game_mode;
  return jsonb_build_object(
    'ok', true,
    'self', v_user,
    'gameMode', v_mode,
    'season', private.scope_season(v_mode),
    'members', (
      select jsonb_agg(private.api_member(people.user_id, v_mode)
        order by people.user_id = v_user desc, people.joined_at, people.user_id)
      from (
        select v_user as user_id, null::timestamptz as joined_at
        union all
        select mate.user_id, mate.joined_at
        from public.team_memberships as mine
        join public.team_memberships as mate on mate.team_id = mine.team_id and mate.user_id <> mine.user_id
        where mine.user_id = v_user and mine.game_mode = v_mode
      ) as people
    )
  );
end
$$;
revoke all on function public.api_team_read(uuid) from public;
grant execute on function public.api_team_read(uuid) to service_role;
comment on function public.api_team_read(uuid) is
  'The same of everybody in the owner''s team of that mode, the owner first: {self,gameMode,season,members}. Callable by: service_role.';

create or replace function private.api_task_registers(p_tasks jsonb, out refusal jsonb, out registers jsonb, out updated jsonb, out unknown jsonb)
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_task jsonb;
begin
  registers := '{}';
  updated := '[]';
  unknown := '[]';
  if jsonb_typeof(p_tasks) <> 'array' or jsonb_array_length(p_tasks) not between 1 and 200 then
    refusal := private.refusal('invalid_request', 'tasks must hold 1 to 200 entries.', 400);
    return;
  end if;
  for v_task in select e.value from jsonb_array_elements(p_tasks) as e loop
    if coalesce(jsonb_typeof(v_task -> 'id') <> 'string', true)
      or not private.is_key(private.escape_key(v_task ->> 'id')) then
      refusal := private.refusal('invalid_request', 'id is not a task id.', 400);
      return;
    end if;
    if coalesce(v_task ->> 'state' not in ('completed', 'uncompleted', 'failed'), true) then
      refusal := private.refusal('invalid_state', 'state must be completed, uncompleted or failed.', 400);
      return;
    end if;
    if not private.is_known_id('task', v_task ->> 'id') then
      unknown := unknown || jsonb_build_array(v_task -> 'id');
      continue;
    end if;
    updated := updated || jsonb_build_array(jsonb_build_object('id', v_task -> 'id', 'state', v_task -> 'state'));
    registers := registers || jsonb_build_object(
      'taskCompletions/' || private.escape_key(v_task ->> 'id'),
      case v_task ->> 'state'
        when 'completed' then '{"complete": true, "failed": false, "manual": true}'
        when 'failed' then '{"complete": true, "failed": true, "manual": true}'
        else '{"complete": false, "failed": false}'
      end::jsonb
    );
  end loop;
  if registers = '{}' then
    refusal := private.refusal('unknown_id', 'Unknown task id', 404);
  end if;
end
$$;
comment on function private.api_task_registers(jsonb) is
  'The registers of [{id,state}]; unknown ids are listed. Internal.';

create or replace function private.escape_key(p_key text)
returns text
language sql
immutable
set search_path = ''
as $$
  select replace(replace(p_key, '%', '%25'), '/', '%2F')
$$;
comment on function private.escape_key(text) is
  'A key as it stands in a path. Internal.';

create or replace function private.objective_forms(p_id text, p_document jsonb)
returns setof text
language sql
stable
security definer
set search_path = ''
as $$
  -- An id that occurs in several tasks is written in each that is neither complete nor failed.
  select c.id
  from private.catalog_ids as c
  where c.kind = 'objective'
    and c.parent = p_id
    and starts_with(c.id, p_id || ':')
    and p_document #> array['taskCompletions', substr(c.id, length(p_id) + 2), 'complete'] is distinct from 'true'
    and p_document #> array['taskCompletions', substr(c.id, length(p_id) + 2), 'failed'] is distinct from 'true'
  union all
  select p_id
  where not exists (
    select from private.catalog_ids as c
    where c.kind = 'objective' and c.parent = p_id and starts_with(c.id, p_id || ':')
  )
$$;
comment on function private.objective_forms(text, jsonb) is
  'The stored ids a bare objective id stands for. Internal.';

create or replace function private.api_objective_registers(
  p_objective jsonb,
  p_document jsonb,
  out refusal jsonb,
  out registers jsonb
)
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  if not private.is_object(p_objective)
    or coalesce(jsonb_typeof(p_objective -> 'id') <> 'string', true)
    or not private.is_key(private.escape_key(p_objective ->> 'id'))
    or num_nonnulls(p_objective ->> 'state', p_objective ->> 'count') = 0 then
    refusal := private.refusal('invalid_request', 'An objective has an id and a state or a count.', 400);
  elsif p_objective ->> 'state' not in ('completed', 'uncompleted') then
    refusal := private.refusal('invalid_state', 'state must be completed or uncompleted.', 400);
  elsif p_objective ->> 'count' is not null and not private.integer_in(p_objective -> 'count', 0, 1000000000) then
    refusal := private.refusal('invalid_request', 'count must be an integer from 0 to 1000000000.', 400);
  elsif not private.is_known_id('objective', p_objective ->> 'id') then
    refusal := private.refusal('unknown_id', 'Unknown objective id', 404);
  else
    select coalesce(jsonb_object_agg('taskObjectives/' || private.escape_key(form.id) || '/' || part.leaf, part.value), '{}')
    into registers
    from private.objective_forms(p_objective ->> 'id', coalesce(p_document, '{}')) as form (id)
    cross join (
      values
        ('complete', case when p_objective ->> 'state' is not null
          then to_jsonb(p_objective ->> 'state' = 'completed') end),
        ('count', case when p_objective ->> 'count' is not null then p_objective -> 'count' end)
    ) as part (leaf, value)
    where part.value is not null;
  end if;
end
$$;
comment on function private.api_objective_registers(jsonb, jsonb) is
  'The registers of {id,state?,count?}. Internal.';

create or replace function private.write_registers(
  p_user uuid,
  p_mode text,
  p_node text,
  p_registers jsonb
)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
set lock_timeout = '3s'
as $$
declare
  v_head public.progress_heads := private.lock_head(p_user, p_mode, private.scope_season(p_mode));
  v_merged record;
  v_refused jsonb;
begin
  v_head := private.tick(v_head, private.now_ms());
  perform set_config('tarkov.device', '', true);
  select * into strict v_merged
  from private.merge_ops(v_head, null, 0, false, (
    select coalesce(jsonb_agg(jsonb_build_object(
      'seq', e.place,
      'op', 'set',
      'path', e.key,
      'value', e.value,
      'stamp', jsonb_build_array(v_head.epoch, v_head.clock_ms, v_head.clock_counter, p_node)
    ) order by e.place), '[]')
    from jsonb_each(p_registers) with ordinality as e (key, value, place)
  ));
  select e.value into v_refused
  from jsonb_array_elements(v_merged.p_results) as e
  where e.value ->> 'outcome' = 'rejected'
  limit 1;
  if v_refused is not null then
    raise exception 'register refused: %', v_refused ->> 'reason' using errcode = 'PT409';
  end if;
  v_head := private.write_head(v_merged.p_head, v_merged.p_changed);
  return jsonb_build_object('ok', true, 'rev', v_head.rev);
exception when sqlstate 'PT409' then
  -- Everything of this write is undone, the counted call is not.
  return private.refusal('invalid_request', 'The progress has no room for this.', 400);
end
$$;
comment on function private.write_registers(uuid, text, text, jsonb) is
  'Writes {path: value} with the server''s stamp, all or nothing. Internal.';

create or replace function public.api_write(p_token uuid, p_changes jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
set lock_timeout = '3s'
as $$
declare
  v_used record;
  v_token public.api_tokens;
  v_found record;
  v_extra jsonb := '{}'::jsonb;
  v_registers jsonb;
  v_written jsonb;
begin
  select * into v_used from private.use_token(p_token, 'WP', 'api.write');
  if v_used.refusal is not null then
    return v_used.refusal;
  end if;
  v_token := v_used.token;
  if not private.is_object(p_changes) or (select count(*) from jsonb_object_keys(p_changes)) <> 1 then
    return private.refusal('invalid_request', 'One of level, tasks or objective is needed.', 400);
  end if;
  if private.scope_season(v_token.game_mode) is null then
    return private.refusal('invalid_request', 'No season is running.', 400);
  end if;
  if p_changes ? 'level' then
    if not private.integer_in(p_changes -> 'level', 1, private.greatest_level()) then
      return private.refusal('invalid_request', 'level is out of range.', 400);
    end if;
    v_registers := jsonb_build_object('level', p_changes -> 'level');
  elsif p_changes ? 'tasks' then
    select * into v_found from private.api_task_registers(p_changes -> 'tasks');
    if v_found.refusal is not null then
      return v_found.refusal;
    end if;
    v_registers := v_found.registers;
    v_extra := jsonb_build_object('updatedTasks', v_found.updated, 'unknownTasks', v_found.unknown);
  elsif p_changes ? 'objective' then
    select * into v_found from private.api_objective_registers(
      p_changes -> 'objective', private.progress_document(v_token.user_id, v_token.game_mode)
    );
    if v_found.refusal is not null then
      return v_found.refusal;
    end if;
    v_registers := v_found.registers;
  else
    return private.refusal('invalid_request', 'One of level, tasks or objective is needed.', 400);
  end if;
  v_written := private.write_registers(
    v_token.user_id, v_token.game_mode, left(replace(v_token.token_id::text, '-', ''), 16), v_registers
  );
  if (v_written ->> 'ok')::boolean then
    perform private.maybe_sweep();
    return v_written || v_extra;
  end if;
  return v_written;
end
$$;
revoke all on function public.api_write(uuid, jsonb) from public;
grant execute on function public.api_write(uuid, jsonb) to service_role;
comment on function public.api_write(uuid, jsonb) is
  'Writes {"level":n}, {"tasks":[{id,state}]} or {"objective":{id,state?,count?}} for a token''s owner. Callable by: service_role.';

create or replace function private.greatest_level()
returns bigint
language sql
stable
security definer
set search_path = ''
as $$
  select coalesce((select (s.value #>> '{}')::bigint from private.settings as s where s.name = 'level.max'), 100)
$$;
comment on function private.greatest_level() is
  'The greatest level the public API takes: setting level.max, else 100. Internal.';
