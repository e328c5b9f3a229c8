-- Makes true: a function knows its caller from the verified token alone, and no call of a user
-- overlaps the deletion of that user's account.

create table if not exists private.account_deletion_jobs (
  user_id uuid primary key,
  requested_at timestamptz not null default clock_timestamp(),
  attempts integer not null default 0,
  next_try_at timestamptz not null default clock_timestamp(),
  last_error text
);
comment on table private.account_deletion_jobs is
  'Accounts whose data is gone and whose login is still to be removed. No foreign key: the row must outlive the user.';

create or replace function private.hold_account(p_user uuid)
returns void
language plpgsql
volatile
security definer
set search_path = ''
set lock_timeout = '3s'
as $$
begin
  -- First lock of every call. account_delete takes it exclusively, so it waits for calls under way
  -- and every later one sees its job. A token outlives the login it was made for by up to an hour.
  perform pg_advisory_xact_lock_shared(hashtextextended('account:' || p_user::text, 0));
  if exists (select from private.account_deletion_jobs as j where j.user_id = p_user)
    or not exists (select from auth.users as u where u.id = p_user) then
    raise exception 'the account is being deleted' using errcode = 'PT410';
  end if;
end
$$;
comment on function private.hold_account(uuid) is
  'Keeps the account from being deleted until the transaction ends; raises PT410 when it is or was. Internal.';

create or replace function private.signed_in()
returns uuid
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_user uuid := auth.uid();
begin
  if v_user is null then
    raise exception 'not signed in' using errcode = '28000';
  end if;
  return v_user;
end
$$;
comment on function private.signed_in() is
  'The user of the verified token; raises 28000 without one. Internal.';

create or replace function private.caller()
returns uuid
language plpgsql
volatile
security definer
set search_path = ''
set lock_timeout = '3s'
as $$
declare
  v_user uuid := private.signed_in();
begin
  perform private.hold_account(v_user);
  return v_user;
end
$$;
comment on function private.caller() is
  'The acting user: first statement of every client function. Raises 28000 or PT410. Internal.';

create or replace function private.subject_of(p_user uuid)
returns text
language sql
immutable
set search_path = ''
as $$
  select 'user:' || p_user::text
$$;
comment on function private.subject_of(uuid) is
  'The name under which a user''s calls are counted. Internal.';
