-- Makes true: a push counts each operation exactly once, a wrong clock cannot freeze a register,
-- the greatest stamp wins, and one call is one transaction and at most one rev.

create or replace function private.is_scope(p_mode text, p_season smallint)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select coalesce(
    p_mode in ('account', 'pvp', 'pve', 'seasonal')
    and p_season between 0 and 1000
    and (p_season > 0) = (p_mode = 'seasonal'),
    false
  )
$$;
comment on function private.is_scope(text, smallint) is
  'Whether mode and season name a scope. Internal.';

create or replace function private.lock_head(p_user uuid, p_mode text, p_season smallint)
returns public.progress_heads
language plpgsql
volatile
security definer
set search_path = ''
set lock_timeout = '3s'
as $$
declare
  v_head public.progress_heads;
begin
  -- The older season first: the order every function keeps.
  perform
  from public.progress_heads as h
  where h.user_id = p_user
    and h.game_mode = p_mode
    and h.season < p_season
  order by h.season
  for update;
  loop
    select h.* into v_head
    from public.progress_heads as h
    where h.user_id = p_user
      and h.game_mode = p_mode
      and h.season = p_season
    for update;
    exit when found;
    insert into public.progress_heads (user_id, game_mode, season)
    values (p_user, p_mode, p_season)
    on conflict do nothing;
  end loop;
  return v_head;
end
$$;
comment on function private.lock_head(uuid, text, smallint) is
  'The head of a scope, created if absent and locked until the transaction ends. Internal.';

create or replace function private.tick(inout p_head public.progress_heads, p_now_ms bigint)
language plpgsql
immutable
set search_path = ''
as $$
begin
  if p_now_ms > p_head.clock_ms then
    p_head.clock_ms := p_now_ms;
    p_head.clock_counter := 0;
  elsif p_head.clock_counter = 2147483647 then
    -- A hostile stamp may carry the greatest counter; the clock must still be able to go on.
    p_head.clock_ms := p_head.clock_ms + 1;
    p_head.clock_counter := 0;
  else
    p_head.clock_counter := p_head.clock_counter + 1;
  end if;
end
$$;
comment on function private.tick(public.progress_heads, bigint) is
  'The head with its clock moved to the next stamp of the server. Internal.';

create or replace function private.read_ops(p_ops jsonb)
returns table (
  place integer,
  seq bigint,
  kind text,
  reason text,
  path text,
  value jsonb,
  epoch integer,
  ms bigint,
  counter integer,
  node text,
  is_stamped boolean
)
language sql
immutable
set search_path = ''
as $$
  select
    o.place::integer,
    (o.op ->> 'seq')::bigint,
    o.op ->> 'op',
    o.op ->> 'reason',
    case when jsonb_typeof(o.op -> 'path') = 'string' then o.op ->> 'path' end collate "C",
    o.op -> 'value',
    case when o.stamped then (o.op -> 'stamp' ->> 0)::integer end,
    case when o.stamped then (o.op -> 'stamp' ->> 1)::bigint end,
    case when o.stamped then (o.op -> 'stamp' ->> 2)::integer end,
    case when o.stamped then o.op -> 'stamp' ->> 3 end collate "C",
    o.stamped
  from (
    select
      e.place,
      e.op,
      case when jsonb_typeof(e.op -> 'stamp') = 'array' then
        jsonb_array_length(e.op -> 'stamp') = 4
        and private.integer_in(e.op -> 'stamp' -> 0, 0, 2147483647)
        and private.integer_in(e.op -> 'stamp' -> 1, 0, 9007199254740991)
        and private.integer_in(e.op -> 'stamp' -> 2, 0, 2147483647)
        and jsonb_typeof(e.op -> 'stamp' -> 3) = 'string'
        and e.op -> 'stamp' ->> 3 ~ '^([0-9a-f]{16}|import)$'
      else false end as stamped
    from jsonb_array_elements(p_ops) with ordinality as e (op, place)
  ) as o
$$;
comment on function private.read_ops(jsonb) is
  'The operations of a push as rows; a bad stamp gives nulls. Expects what private.are_ops accepts. Internal.';

create or replace function private.are_ops(p_ops jsonb)
returns boolean
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_op jsonb;
  v_last bigint := 0;
begin
  for v_op in select e.value from jsonb_array_elements(p_ops) as e loop
    if not private.is_object(v_op)
      or not private.integer_in(v_op -> 'seq', v_last + 1, 9007199254740991)
      or coalesce(v_op -> 'op' not in ('"set"', '"reset"'), true) then
      return false;
    end if;
    if v_op -> 'op' = '"reset"'
      and coalesce(v_op -> 'reason' not in ('"reset"', '"wipe"', '"prestige"', '"restore"'), true) then
      return false;
    end if;
    v_last := (v_op ->> 'seq')::bigint;
  end loop;
  return true;
end
$$;
comment on function private.are_ops(jsonb) is
  'Whether all elements of an array are operations with strictly increasing seq. Internal.';

create or replace function private.is_device(p_device jsonb)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select p_device is null
    or jsonb_typeof(p_device) = 'null'
    or (
      jsonb_typeof(p_device) = 'object'
      and p_device - '{name,platform,appVersion}'::text[] = '{}'
      and (
        coalesce(jsonb_typeof(p_device -> 'name'), 'null') = 'null'
        or (jsonb_typeof(p_device -> 'name') = 'string' and private.one_line(p_device ->> 'name', 60))
      )
      and coalesce(p_device -> 'platform', 'null') in ('null', '"windows"', '"linux"', '"macos"', '"other"')
      and (
        coalesce(jsonb_typeof(p_device -> 'appVersion'), 'null') = 'null'
        or (jsonb_typeof(p_device -> 'appVersion') = 'string' and private.one_line(p_device ->> 'appVersion', 32))
      )
    )
$$;
comment on function private.is_device(jsonb) is
  'Whether a value is {"name","platform","appVersion"}, each optional, or null. Internal.';

create or replace function private.push_refusal(
  p_mode text,
  p_season smallint,
  p_epoch integer,
  p_base_seq bigint,
  p_ops jsonb,
  p_device_info jsonb
)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  if not private.is_scope(p_mode, p_season) then
    return private.refusal('invalid_request', 'gameMode and season do not name a scope.', 400);
  end if;
  if p_epoch < 0 or p_base_seq < 0 then
    return private.refusal('invalid_request', 'epoch and baseSeq must not be negative.', 400);
  end if;
  if not private.is_device(p_device_info) then
    return private.refusal('invalid_request', 'device is malformed.', 400);
  end if;
  if jsonb_typeof(p_ops) <> 'array' then
    return private.refusal('invalid_request', 'ops must be an array.', 400);
  end if;
  if octet_length(p_ops::text) > 1048576 then
    return private.refusal('payload_too_large', 'A push may be 1 MiB at most.', 413);
  end if;
  if jsonb_array_length(p_ops) > 500 then
    return private.refusal('too_many_ops', 'A push may hold 500 operations at most.', 413);
  end if;
  if not private.are_ops(p_ops) then
    return private.refusal('invalid_request', 'ops holds a malformed operation or is out of order.', 400);
  end if;
  if p_mode = 'seasonal' and p_season > coalesce(private.active_season(), 0) then
    return private.refusal('unknown_season', 'This season has not begun.', 409);
  end if;
  return null;
end
$$;
comment on function private.push_refusal(text, smallint, integer, bigint, jsonb, jsonb) is
  'Why a push is refused as a whole before anything is looked up, null when it is not. Internal.';

create or replace function private.merge_ops(
  inout p_head public.progress_heads,
  p_device uuid,
  p_last_seq bigint,
  p_is_over boolean,
  p_ops jsonb,
  out p_changed boolean,
  out p_results jsonb
)
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_now_ms constant bigint := private.now_ms();
  v_first_epoch constant integer := p_head.epoch;
  v_op record;
  v_row public.progress_registers;
  v_rows public.progress_registers[] := '{}'::public.progress_registers[];
  v_places jsonb := '{}'::jsonb;
  v_result_of integer[] := '{}'::integer[];
  v_results jsonb[] := '{}'::jsonb[];
  v_outcome text;
  v_reason text;
  v_at integer;
  v_held boolean;
  v_held_ms bigint;
  v_held_counter integer;
  v_held_node text collate "C";
  v_held_cost integer;
  v_cost integer;
begin
  p_changed := false;
  for v_op in
    select
      o.*,
      r.path is not null as held,
      r.ms as held_ms,
      r.counter as held_counter,
      r.node as held_node,
      private.op_cost(r.path, r.value) as held_cost,
      count(*) over (partition by o.path) > 1 as is_repeated
    from private.read_ops(p_ops) as o
    left join public.progress_registers as r
      on r.user_id = p_head.user_id
      and r.game_mode = p_head.game_mode
      and r.season = p_head.season
      and r.path = o.path
    order by o.place
  loop
    v_outcome := null;
    v_reason := null;

    -- Which generation the operation belongs to, and whether it was seen before.
    if v_op.seq <= p_last_seq then
      v_outcome := 'duplicate';
    elsif p_is_over then
      v_outcome := 'superseded';
    elsif not v_op.is_stamped or (p_head.game_mode = 'account' and (v_op.epoch <> 0 or v_op.kind = 'reset')) then
      v_outcome := 'rejected';
      v_reason := 'invalid_stamp';
    elsif v_op.epoch < p_head.epoch then
      v_outcome := 'superseded';
    elsif v_op.epoch > v_first_epoch + 16 then
      v_outcome := 'rejected';
      v_reason := 'epoch_too_far';
    elsif v_op.epoch > p_head.epoch then
      perform private.store_registers(v_rows);
      p_head := private.raise_epoch(p_head, v_op.epoch, coalesce(v_op.reason, 'reset'));
      p_changed := true;
      v_rows := '{}'::public.progress_registers[];
      v_places := '{}'::jsonb;
      if v_op.kind = 'reset' then
        v_outcome := 'applied';
      end if;
    elsif v_op.kind = 'reset' then
      v_outcome := 'dominated';
    end if;

    if v_outcome is null then
      v_reason := private.check_op(p_head.game_mode, v_op.path, v_op.value);
      if v_reason is not null then
        v_outcome := 'rejected';
      end if;
    end if;

    if v_outcome is null then
      -- The 60-second rule: a stamp of the far future is replaced by the server's next one, node kept.
      if v_op.ms > v_now_ms + 60000 then
        p_head := private.tick(p_head, v_now_ms);
        v_op.ms := p_head.clock_ms;
        v_op.counter := p_head.clock_counter;
      elsif (v_op.ms, v_op.counter) > (p_head.clock_ms, p_head.clock_counter) then
        p_head.clock_ms := v_op.ms;
        p_head.clock_counter := v_op.counter;
      end if;

      -- What is there now: this call's own row, else the stored one of this generation.
      v_at := case when v_op.is_repeated then (v_places ->> v_op.path)::integer end;
      if v_at is not null then
        v_row := v_rows[v_at];
        v_held := true;
        v_held_ms := v_row.ms;
        v_held_counter := v_row.counter;
        v_held_node := v_row.node;
        v_held_cost := private.op_cost(v_row.path, v_row.value);
      else
        v_held := v_op.held and p_head.epoch = v_first_epoch;
        v_held_ms := v_op.held_ms;
        v_held_counter := v_op.held_counter;
        v_held_node := v_op.held_node;
        v_held_cost := case when v_held then v_op.held_cost else 0 end;
      end if;
      v_cost := private.op_cost(v_op.path, v_op.value);

      if v_held and (v_op.ms, v_op.counter, v_op.node) <= (v_held_ms, v_held_counter, v_held_node) then
        v_outcome := 'dominated';
      else
        v_reason := private.no_room(p_head, v_rows, v_op.path, v_op.value, v_cost - v_held_cost, v_held);
        v_outcome := case when v_reason is null then 'applied' else 'rejected' end;
      end if;
    end if;

    if v_outcome = 'applied' and v_op.kind = 'set' then
      v_row := null;
      v_row.user_id := p_head.user_id;
      v_row.game_mode := p_head.game_mode;
      v_row.season := p_head.season;
      v_row.path := v_op.path;
      v_row.value := v_op.value;
      v_row.ms := v_op.ms;
      v_row.counter := v_op.counter;
      v_row.node := v_op.node;
      v_row.rev := p_head.rev + 1;
      v_row.device_id := p_device;
      if v_at is not null then
        v_results[v_result_of[v_at]] := v_results[v_result_of[v_at]] || '{"outcome": "dominated"}';
      else
        v_at := cardinality(v_rows) + 1;
      end if;
      v_rows[v_at] := v_row;
      v_result_of[v_at] := v_op.place;
      if v_op.is_repeated then
        v_places := v_places || jsonb_build_object(v_op.path, v_at);
      end if;
      p_head.register_count := p_head.register_count + case when v_held then 0 else 1 end;
      p_head.budget_bytes := p_head.budget_bytes + v_cost - v_held_cost;
      p_changed := true;
    end if;

    v_results[v_op.place] := jsonb_build_object('seq', v_op.seq, 'outcome', v_outcome)
      || case when v_reason is null then '{}'::jsonb else jsonb_build_object('reason', v_reason) end;
  end loop;
  perform private.store_registers(v_rows);
  p_results := to_jsonb(v_results);
end
$$;
comment on function private.merge_ops(public.progress_heads, uuid, bigint, boolean, jsonb) is
  'Merges operations in seq order into a locked scope; the head given back is not yet written. Internal.';

create or replace function private.store_registers(p_rows public.progress_registers[])
returns void
language sql
volatile
security definer
set search_path = ''
as $$
  insert into public.progress_registers as r (
    user_id, game_mode, season, path, value, ms, counter, node, rev, device_id
  )
  select n.user_id, n.game_mode, n.season, n.path, n.value, n.ms, n.counter, n.node, n.rev, n.device_id
  from unnest(p_rows) as n
  on conflict (user_id, game_mode, season, path) do update set
    value = excluded.value,
    ms = excluded.ms,
    counter = excluded.counter,
    node = excluded.node,
    rev = excluded.rev,
    device_id = excluded.device_id
  where (r.ms, r.counter, r.node) < (excluded.ms, excluded.counter, excluded.node)
$$;
comment on function private.store_registers(public.progress_registers[]) is
  'Writes registers whose stamp is greater than the stored one. Internal.';

create or replace function private.no_room(
  p_head public.progress_heads,
  p_rows public.progress_registers[],
  p_path text,
  p_value jsonb,
  p_growth integer,
  p_is_held boolean
)
returns text
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_count integer;
  v_bytes bigint;
begin
  if not p_is_held and p_head.register_count >= 20000 then
    return 'too_many_registers';
  end if;
  if p_growth > 0 and p_head.budget_bytes + p_growth > 524288 then
    return 'scope_too_large';
  end if;
  if (p_is_held and p_growth <= 0) or not private.is_unknown(p_path) then
    return null;
  end if;
  -- Counted only when a register for newer clients comes in, which is rare.
  select
    count(*) filter (where u.path <> p_path),
    coalesce(sum(private.op_cost(u.path, u.value))
      filter (where u.path <> p_path and starts_with(u.path, 'preferences/')), 0)
  into v_count, v_bytes
  from (
    select n.path, n.value
    from unnest(p_rows) as n
    union all
    select r.path, r.value
    from public.progress_registers as r
    where r.user_id = p_head.user_id
      and r.game_mode = p_head.game_mode
      and r.season = p_head.season
      and r.path <> all (select n.path from unnest(p_rows) as n)
      -- After a raise of the epoch the rows are gone, so this sees those of the current one only.
  ) as u
  where private.is_unknown(u.path);
  if v_count >= 256 then
    return 'too_many_unknown';
  end if;
  if starts_with(p_path, 'preferences/') and v_bytes + private.op_cost(p_path, p_value) > 16384 then
    return 'too_many_unknown';
  end if;
  return null;
end
$$;
comment on function private.no_room(public.progress_heads, public.progress_registers[], text, jsonb, integer, boolean) is
  'Why a register would exceed a limit of its scope, null when there is room. Internal.';

create or replace function private.write_head(p_head public.progress_heads, p_changed boolean)
returns public.progress_heads
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  if not p_changed then
    -- Names neither rev nor epoch, so the trigger stays quiet.
    update public.progress_heads as h
    set clock_ms = p_head.clock_ms, clock_counter = p_head.clock_counter
    where h.user_id = p_head.user_id
      and h.game_mode = p_head.game_mode
      and h.season = p_head.season
      and (h.clock_ms, h.clock_counter) <> (p_head.clock_ms, p_head.clock_counter);
    return p_head;
  end if;
  p_head.rev := p_head.rev + 1;
  if p_head.game_mode = 'seasonal' then
    perform private.close_seasons_before(p_head.user_id, p_head.season);
  end if;
  update public.progress_heads as h
  set
    epoch = p_head.epoch,
    rev = p_head.rev,
    clock_ms = p_head.clock_ms,
    clock_counter = p_head.clock_counter,
    register_count = p_head.register_count,
    budget_bytes = p_head.budget_bytes,
    updated_at = now()
  where h.user_id = p_head.user_id
    and h.game_mode = p_head.game_mode
    and h.season = p_head.season;
  return p_head;
end
$$;
comment on function private.write_head(public.progress_heads, boolean) is
  'The one last update of a call: rev + 1 when something changed, else at most the clock. Internal.';

create or replace function private.see_device(p_user uuid, p_device uuid, p_info jsonb)
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  insert into public.progress_devices as d (user_id, device_id, name, platform, app_version, last_seen_at)
  values (
    p_user, p_device, p_info ->> 'name', p_info ->> 'platform', p_info ->> 'appVersion', clock_timestamp()
  )
  on conflict (user_id, device_id) do update set
    name = case when private.is_object(p_info) then excluded.name else d.name end,
    platform = case when private.is_object(p_info) then excluded.platform else d.platform end,
    app_version = case when private.is_object(p_info) then excluded.app_version else d.app_version end,
    last_seen_at = excluded.last_seen_at
  -- To the minute is enough: a device that pushes every second need not be written every second.
  where private.is_object(p_info) or d.last_seen_at < excluded.last_seen_at - interval '1 minute';
  delete from public.progress_devices as d
  where d.user_id = p_user
    and d.device_id in (
      select o.device_id
      from public.progress_devices as o
      where o.user_id = p_user and o.device_id <> p_device
      order by o.last_seen_at desc, o.device_id
      offset 19
    );
end
$$;
comment on function private.see_device(uuid, uuid, jsonb) is
  'Notes that a device was here; the longest unseen beyond 20 is dropped with its seqs. Internal.';

create or replace function private.registers_at(p_head public.progress_heads, p_ops jsonb)
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select coalesce(jsonb_agg(
    jsonb_build_array(r.path, r.value, r.ms, r.counter, r.node, r.rev, r.device_id) order by r.path
  ), '[]')
  from public.progress_registers as r
  where r.user_id = p_head.user_id
    and r.game_mode = p_head.game_mode
    and r.season = p_head.season
    and r.path = any (array(select distinct o.path from private.read_ops(p_ops) as o where o.path is not null))
$$;
comment on function private.registers_at(public.progress_heads, jsonb) is
  'The effective registers of every path named in a push. Internal.';

create or replace function public.apply_progress_ops(
  p_device uuid,
  p_mode text,
  p_season smallint,
  p_epoch integer,
  p_base_seq bigint,
  p_ops jsonb,
  p_device_info jsonb default null
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
  v_head public.progress_heads;
  v_merged record;
  v_refusal jsonb;
  v_last_seq bigint;
  v_prev_rev bigint;
  v_is_over boolean;
begin
  if num_nulls(p_device, p_mode, p_season, p_epoch, p_base_seq, p_ops) > 0 then
    raise exception 'an argument is null' using errcode = '22023';
  end if;
  v_refusal := coalesce(
    private.over_limit(private.subject_of(v_user), 'progress.push'),
    private.push_refusal(p_mode, p_season, p_epoch, p_base_seq, p_ops, p_device_info)
  );
  if v_refusal is not null then
    return v_refusal;
  end if;

  v_head := private.lock_head(v_user, p_mode, p_season);
  select coalesce(max(s.last_seq), 0) into v_last_seq
  from public.progress_device_seqs as s
  where s.user_id = v_user
    and s.device_id = p_device
    and s.game_mode = p_mode
    and s.season = p_season;
  if v_last_seq < p_base_seq then
    return jsonb_set(
      private.refusal('sequence_gap', 'The server knows fewer operations of this device.', 409),
      '{error,lastSeq}', to_jsonb(v_last_seq)
    );
  end if;
  v_is_over := p_mode = 'seasonal' and p_season < private.active_season();
  if private.raises_epoch(v_head, v_last_seq, v_is_over, p_ops) then
    v_refusal := private.over_limit(private.subject_of(v_user), 'progress.reset');
    if v_refusal is not null then
      return v_refusal;
    end if;
  end if;

  v_prev_rev := v_head.rev;
  perform set_config('tarkov.device', p_device::text, true);
  select * into strict v_merged from private.merge_ops(v_head, p_device, v_last_seq, v_is_over, p_ops);
  perform private.see_device(v_user, p_device, p_device_info);
  if jsonb_array_length(p_ops) > 0 then
    v_last_seq := greatest(v_last_seq, (p_ops -> -1 ->> 'seq')::bigint);
    insert into public.progress_device_seqs as s (user_id, device_id, game_mode, season, last_seq)
    values (v_user, p_device, p_mode, p_season, v_last_seq)
    on conflict (user_id, device_id, game_mode, season) do update set last_seq = excluded.last_seq;
  end if;
  v_head := private.write_head(v_merged.p_head, v_merged.p_changed);
  perform private.maybe_sweep();

  return jsonb_build_object(
    'ok', true,
    'epoch', v_head.epoch,
    'prevRev', v_prev_rev,
    'rev', v_head.rev,
    'lastSeq', v_last_seq,
    'serverNow', private.now_ms(),
    'results', v_merged.p_results,
    'registers', case when v_head.epoch = p_epoch then private.registers_at(v_head, p_ops) else '[]' end
  );
end
$$;
revoke all on function public.apply_progress_ops(uuid, text, smallint, integer, bigint, jsonb, jsonb) from public;
grant execute on function public.apply_progress_ops(uuid, text, smallint, integer, bigint, jsonb, jsonb)
  to authenticated;
comment on function public.apply_progress_ops(uuid, text, smallint, integer, bigint, jsonb, jsonb) is
  'The push: merges a device''s operations into one scope of the caller. Callable by: authenticated.';

create or replace function private.raises_epoch(
  p_head public.progress_heads,
  p_last_seq bigint,
  p_is_over boolean,
  p_ops jsonb
)
returns boolean
language sql
stable
set search_path = ''
as $$
  select not p_is_over
    and p_head.game_mode <> 'account'
    and exists (
      select
      from private.read_ops(p_ops) as o
      where o.seq > p_last_seq
        and o.epoch > p_head.epoch
        and o.epoch <= p_head.epoch + 16
    )
$$;
comment on function private.raises_epoch(public.progress_heads, bigint, boolean, jsonb) is
  'Whether a push would begin a new generation; asked before anything is written. Internal.';
