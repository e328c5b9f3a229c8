-- Makes true: every function of ours answers, times and draws random numbers in one way.

create or replace function private.refusal(
  p_code text,
  p_message text,
  p_status integer,
  p_retry_after integer default null
)
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select jsonb_build_object(
    'ok', false,
    'error', jsonb_strip_nulls(jsonb_build_object(
      'code', p_code,
      'message', p_message,
      'status', p_status,
      'retryAfter', p_retry_after
    ))
  )
$$;
comment on function private.refusal(text, text, integer, integer) is
  'A business refusal. Returned, never raised: a raise would roll back the rate counter. Internal.';

create or replace function private.rfc3339(p_time timestamptz)
returns text
language sql
stable
set search_path = ''
as $$
  select to_char(p_time at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;
comment on function private.rfc3339(timestamptz) is
  'A time as RFC 3339 in UTC, whatever the time zone of the session. Internal.';

create or replace function private.epoch_ms(p_time timestamptz)
returns bigint
language sql
immutable
set search_path = ''
as $$
  select floor(extract(epoch from p_time) * 1000)::bigint
$$;
comment on function private.epoch_ms(timestamptz) is
  'A time as integer milliseconds since 1970 UTC. Internal.';

create or replace function private.now_ms()
returns bigint
language sql
volatile
set search_path = ''
as $$
  select private.epoch_ms(clock_timestamp())
$$;
comment on function private.now_ms() is
  'The server''s time in milliseconds: what stamps are judged by. Internal.';

create or replace function private.random_bytes(p_count integer)
returns bytea
language sql
volatile
set search_path = ''
as $$
  -- Two strong 122-bit values behind a hash: no extension is needed.
  select substring(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) from 1 for p_count)
$$;
comment on function private.random_bytes(integer) is
  'Up to 32 random bytes fit for secrets. Internal.';

create or replace function private.trimmed(p_text text)
returns text
language sql
immutable
set search_path = ''
as $$
  -- White space is listed: what \s or btrim mean would follow the locale of the database.
  select regexp_replace(
    p_text collate "C",
    '^[\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+|[\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$',
    '', 'g'
  )
$$;
comment on function private.trimmed(text) is
  'The text without Unicode white space at its ends. Internal.';

create or replace function private.one_line(p_text text, p_max integer)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select char_length(p_text) between 1 and p_max
    and p_text collate "C" !~ '[\u0001-\u001f\u007f-\u009f\u2028\u2029]'
    and private.trimmed(p_text) = p_text
$$;
comment on function private.one_line(text, integer) is
  'Whether a text is non-empty, trimmed, at most so many code points and without control characters. Internal.';

create or replace function private.is_object(p_value jsonb)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select coalesce(jsonb_typeof(p_value) = 'object', false)
$$;
comment on function private.is_object(jsonb) is
  'Whether a JSON value is an object; false for SQL null. Internal.';

create or replace function private.integer_in(p_value jsonb, p_least bigint, p_most bigint)
returns boolean
language sql
immutable
set search_path = ''
as $$
  -- 15.0 and 1.5e1 are refused alike in the three languages; jsonb has already written 1e2 as 100.
  select case
    when coalesce(jsonb_typeof(p_value), '') <> 'number' then false
    when octet_length(p_value::text) > 17 then false
    when p_value::text !~ '^-?[0-9]+$' then false
    else p_value::text::bigint between p_least and p_most
  end
$$;
comment on function private.integer_in(jsonb, bigint, bigint) is
  'Whether a JSON value is an integer between two bounds; never raises. Internal.';
