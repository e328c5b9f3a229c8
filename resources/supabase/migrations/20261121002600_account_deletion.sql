-- Makes true: deleting an account removes every row of it in one transaction and never orphans a team.

create or replace function private.leave_all_teams(p_user uuid)
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_team uuid;
begin
  for v_team in
    select t.id
    from public.teams as t
    where t.id in (select m.team_id from public.team_memberships as m where m.user_id = p_user)
    order by t.id
    for update
  loop
    perform private.remove_member(v_team, p_user, 'account_deleted');
    perform private.log_event(v_team, 'member_left', p_user, p_user);
  end loop;
end
$$;
comment on function private.leave_all_teams(uuid) is
  'Takes a player out of every team; the trigger passes ownership. Internal.';

create or replace function private.erase(p_user uuid)
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  perform private.leave_all_teams(p_user);
  delete from public.api_tokens as t where t.user_id = p_user;
  delete from private.idempotency_keys as k where k.user_id = p_user;
  delete from private.cooldowns as c where c.user_id = p_user;
  -- Registers go with their heads, operation numbers with their devices.
  delete from public.progress_heads as h where h.user_id = p_user;
  delete from public.progress_devices as d where d.user_id = p_user;
  delete from public.progress_archives as a where a.user_id = p_user;
  delete from public.user_preferences as p where p.user_id = p_user;
  delete from public.user_progress as p where p.user_id = p_user;
  delete from public.user_system as s where s.user_id = p_user;
  -- The limit of account.delete stays until the login is gone.
  delete from private.mutation_rate_limits as l
  where l.subject = private.subject_of(p_user) and l.action <> 'account.delete';
end
$$;
comment on function private.erase(uuid) is
  'Deletes every row of a player but the job and one limit. Internal.';

create or replace function public.account_delete(p_confirm text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
set lock_timeout = '3s'
as $$
declare
  -- Not private.caller(): while the job waits, a repeat must pass to try the login again.
  v_user uuid := private.signed_in();
  v_refusal jsonb;
begin
  -- Exclusive: waits for every call of the player under way; every later one sees the job.
  perform pg_advisory_xact_lock(hashtextextended('account:' || v_user::text, 0));
  v_refusal := private.over_limit(private.subject_of(v_user), 'account.delete');
  if v_refusal is not null then
    return v_refusal;
  end if;
  if p_confirm is distinct from 'DELETE' then
    return private.refusal('invalid_request', 'confirm must be DELETE.', 400);
  end if;
  if not exists (select from private.account_deletion_jobs as j where j.user_id = v_user) then
    perform private.erase(v_user);
    insert into private.account_deletion_jobs (user_id, next_try_at)
    values (v_user, clock_timestamp() + interval '5 minutes');
  end if;
  return jsonb_build_object('ok', true, 'userId', v_user);
end
$$;
revoke all on function public.account_delete(text) from public;
grant execute on function public.account_delete(text) to authenticated;
comment on function public.account_delete(text) is
  'Deletes all data of the caller and leaves the job for the login. Callable by: authenticated.';

create or replace function public.account_delete_finish(p_user uuid)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
set lock_timeout = '3s'
as $$
begin
  if exists (select from auth.users as u where u.id = p_user) then
    return private.refusal('invalid_request', 'The login still exists.', 400);
  end if;
  delete from private.mutation_rate_limits as l where l.subject = private.subject_of(p_user);
  delete from private.account_deletion_jobs as j where j.user_id = p_user;
  return jsonb_build_object('ok', true, 'finished', found);
end
$$;
revoke all on function public.account_delete_finish(uuid) from public;
grant execute on function public.account_delete_finish(uuid) to service_role;
comment on function public.account_delete_finish(uuid) is
  'Closes the job once the login is gone. Callable by: service_role.';

create or replace function public.account_deletion_due(p_limit integer)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
set lock_timeout = '3s'
as $$
declare
  v_jobs jsonb;
begin
  if p_limit is null or p_limit not between 1 and 1000 then
    return private.refusal('invalid_request', 'p_limit must be between 1 and 1000.', 400);
  end if;
  with due as (
    select j.user_id
    from private.account_deletion_jobs as j
    where j.next_try_at <= clock_timestamp()
    order by j.next_try_at
    limit p_limit
    for update skip locked
  ),
  claimed as (
    update private.account_deletion_jobs as j
    set
      attempts = j.attempts + 1,
      -- Minutes until the next try: 5, 10, 20, 40, then 60 for ever.
      next_try_at = clock_timestamp() + make_interval(mins => least(60, (5 * 2 ^ least(j.attempts, 10))::integer))
    from due
    where j.user_id = due.user_id
    returning j.*
  )
  select coalesce(jsonb_agg(jsonb_build_object(
    'userId', claimed.user_id,
    'attempts', claimed.attempts,
    'requestedAt', private.rfc3339(claimed.requested_at),
    'alert', claimed.attempts > 5
  ) order by claimed.requested_at), '[]')
  into v_jobs
  from claimed;
  return jsonb_build_object('ok', true, 'jobs', v_jobs);
end
$$;
revoke all on function public.account_deletion_due(integer) from public;
grant execute on function public.account_deletion_due(integer) to service_role;
comment on function public.account_deletion_due(integer) is
  'Logins that are still to be removed, each claimed with a back-off. Callable by: service_role.';
