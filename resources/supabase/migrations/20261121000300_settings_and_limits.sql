-- Makes true: every call is counted against its limit in one atomic step, limits survive a crash,
-- and an operator may change a limit without a migration.

create table if not exists private.settings (
  name text primary key,
  value jsonb not null
);
comment on table private.settings is
  'What an operator may change: limit.<action> = {"max":n,"windowS":n}. A missing row = the default in private.default_limit.';

create table if not exists private.mutation_rate_limits (
  subject text not null,
  action text not null,
  window_start timestamptz not null,
  hits integer not null,
  primary key (subject, action)
);
-- For the sweep; hits change without it, so counting stays a cheap update.
create index if not exists mutation_rate_limits_by_start on private.mutation_rate_limits (window_start);
comment on table private.mutation_rate_limits is
  'One row per subject (user:<uuid> or token:<uuid>) and action. Logged on purpose: a crash must not open the limits.';

create or replace function private.take(p_subject text, p_action text, p_max integer, p_window interval)
returns integer
language plpgsql
volatile
security definer
set search_path = ''
set lock_timeout = '3s'
as $$
declare
  v_hits integer;
  v_start timestamptz;
begin
  insert into private.mutation_rate_limits as l (subject, action, window_start, hits)
  values (p_subject, p_action, clock_timestamp(), 1)
  on conflict (subject, action) do update set
    hits = case
      when l.window_start + p_window <= excluded.window_start then 1
      else least(l.hits + 1, p_max + 1)
    end,
    window_start = case
      when l.window_start + p_window <= excluded.window_start then excluded.window_start
      else l.window_start
    end
  returning l.hits, l.window_start into v_hits, v_start;
  if v_hits <= p_max then
    return 0;
  end if;
  return greatest(1, ceil(extract(epoch from v_start + p_window - clock_timestamp()))::integer);
end
$$;
comment on function private.take(text, text, integer, interval) is
  'Counts one call: 0 = allowed, else the seconds until the window ends. Internal.';

create or replace function private.default_limit(p_action text, out max_hits integer, out window_s integer)
language sql
immutable
set search_path = ''
as $$
  select l.max_hits, l.window_s
  from (values
    ('team.create', 10, 3600),
    ('team.join', 30, 600),
    ('team.join.bad', 10, 3600),
    ('team.leave', 30, 3600),
    ('team.kick', 20, 3600),
    ('team.transfer', 20, 3600),
    ('team.rotate', 20, 3600),
    ('team.rename', 20, 3600),
    ('team.members', 60, 60),
    ('team.progress', 60, 60),
    ('team.invite', 60, 60),
    ('member.status', 30, 60),
    ('token.create', 8, 3600),
    ('token.revoke', 50, 600),
    ('token.list', 60, 60),
    ('progress.push', 120, 60),
    ('progress.pull', 120, 60),
    ('progress.status', 120, 60),
    ('progress.reset', 10, 3600),
    ('archives', 60, 60),
    ('devices', 60, 60),
    ('account.delete', 3, 60),
    ('api.read', 60, 60),
    -- Every call shows its token first, so this one holds 60 reads, 30 writes and 60 looks at the token itself.
    ('api.token', 150, 60),
    ('api.write', 30, 60)
  ) as l (action, max_hits, window_s)
  where l.action = p_action
$$;
comment on function private.default_limit(text) is
  'The limit of an action: calls and seconds. The one place where limits stand. Internal.';

create or replace function private.limit_of(p_action text, out max_hits integer, out window_s integer)
language sql
stable
security definer
set search_path = ''
as $$
  select
    coalesce((s.value ->> 'max')::integer, d.max_hits),
    coalesce((s.value ->> 'windowS')::integer, d.window_s)
  from private.default_limit(p_action) as d
  left join private.settings as s on s.name = 'limit.' || p_action
$$;
comment on function private.limit_of(text) is
  'The limit in force: the operator''s, else the default. Internal.';

create or replace function private.over_limit(p_subject text, p_action text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
set lock_timeout = '3s'
as $$
declare
  v_limit record;
  v_wait integer;
begin
  select max_hits, window_s into strict v_limit from private.limit_of(p_action);
  if v_limit.max_hits is null then
    raise exception 'no limit is defined for %', p_action;
  end if;
  v_wait := private.take(p_subject, p_action, v_limit.max_hits, make_interval(secs => v_limit.window_s));
  if v_wait = 0 then
    return null;
  end if;
  return private.refusal('rate_limited', 'Too many calls. Wait and try again.', 429, v_wait);
end
$$;
comment on function private.over_limit(text, text) is
  'Counts one call and gives the refusal to return, or null when the call may go on. Internal.';

create or replace function private.used_up(p_subject text, p_action text)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_limit record;
  v_end timestamptz;
begin
  select max_hits, window_s into strict v_limit from private.limit_of(p_action);
  select l.window_start + make_interval(secs => v_limit.window_s)
  into v_end
  from private.mutation_rate_limits as l
  where l.subject = p_subject
    and l.action = p_action
    and l.hits >= v_limit.max_hits;
  if v_end is null or v_end <= clock_timestamp() then
    return null;
  end if;
  return private.refusal(
    'rate_limited', 'Too many calls. Wait and try again.', 429,
    greatest(1, ceil(extract(epoch from v_end - clock_timestamp()))::integer)
  );
end
$$;
comment on function private.used_up(text, text) is
  'The refusal when a limit has no call left, without counting one. Internal.';
