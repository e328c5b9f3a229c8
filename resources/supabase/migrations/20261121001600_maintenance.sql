-- Makes true: what has run out is removed without a scheduler, and in bulk where there is one.

create or replace function private.sweep(p_batch integer default 200)
returns integer
language plpgsql
volatile
security definer
set search_path = ''
set lock_timeout = '3s'
as $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_total integer := 0;
  v_count integer;
begin
  perform set_config('tarkov.sweep', 'on', true);
  delete from private.mutation_rate_limits as l
  where (l.subject, l.action) in (
    select o.subject, o.action from private.mutation_rate_limits as o
    where o.window_start < v_now - interval '2 days'
    limit p_batch for update skip locked
  );
  get diagnostics v_count = row_count;
  v_total := v_total + v_count;
  delete from private.idempotency_keys as k
  where (k.user_id, k.action, k.key) in (
    select o.user_id, o.action, o.key from private.idempotency_keys as o
    where o.created_at < v_now - interval '24 hours'
    limit p_batch for update skip locked
  );
  get diagnostics v_count = row_count;
  v_total := v_total + v_count;
  delete from private.cooldowns as c
  where (c.user_id, c.kind, c.game_mode) in (
    select o.user_id, o.kind, o.game_mode from private.cooldowns as o
    where o.until < v_now
    limit p_batch for update skip locked
  );
  get diagnostics v_count = row_count;
  v_total := v_total + v_count;
  delete from public.team_events as e
  where e.event_id in (
    select o.event_id from public.team_events as o
    where o.created_at < v_now - interval '180 days'
    limit p_batch for update skip locked
  );
  get diagnostics v_count = row_count;
  v_total := v_total + v_count;
  delete from public.api_tokens as t
  where t.token_id in (
    select o.token_id from public.api_tokens as o
    where least(o.revoked_at, o.expires_at) < v_now - interval '30 days'
    limit p_batch for update skip locked
  );
  get diagnostics v_count = row_count;
  v_total := v_total + v_count;
  delete from public.progress_devices as d
  where (d.user_id, d.device_id) in (
    select o.user_id, o.device_id from public.progress_devices as o
    where o.last_seen_at < v_now - interval '400 days'
    limit p_batch for update skip locked
  );
  get diagnostics v_count = row_count;
  v_total := v_total + v_count;
  perform set_config('tarkov.sweep', '', true);
  return v_total;
end
$$;
comment on function private.sweep(integer) is
  'Removes at most so many expired rows of each kind; never waits for a lock. Internal.';

create or replace function private.maybe_sweep()
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  if random() < 1.0 / 64 then
    perform private.sweep();
  end if;
end
$$;
comment on function private.maybe_sweep() is
  'Sweeps at one call in 64: cleanup without a scheduler. Internal.';

create or replace function public.run_cleanup(p_batch integer)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
set lock_timeout = '3s'
as $$
begin
  if p_batch is null or p_batch not between 1 and 100000 then
    return private.refusal('invalid_request', 'p_batch must be between 1 and 100000.', 400);
  end if;
  return jsonb_build_object('ok', true, 'removed', private.sweep(p_batch));
end
$$;
revoke all on function public.run_cleanup(integer) from public;
grant execute on function public.run_cleanup(integer) to service_role;
comment on function public.run_cleanup(integer) is
  'The sweep in bulk, for operators with a scheduler. Callable by: service_role.';
