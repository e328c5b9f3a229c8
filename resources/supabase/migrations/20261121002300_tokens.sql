-- Makes true: API tokens are made by the server, stored as hashes, shown once, scoped and revoked at once.

create table if not exists public.api_tokens (
  token_id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  token_hash bytea not null unique check (octet_length(token_hash) = 32),
  token_tail text not null check (char_length(token_tail) = 4),
  format text not null check (format in ('standard', 'compat')),
  game_mode text not null check (game_mode in ('pvp', 'pve', 'seasonal')),
  permissions text[] not null
    check (permissions <@ '{GP,TP,WP}' and cardinality(permissions) between 1 and 3),
  note text check (char_length(note) <= 60),
  usage_count bigint not null default 0,
  last_used_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz,
  revoked_at timestamptz
);
create index if not exists api_tokens_by_user on public.api_tokens (user_id);
create index if not exists api_tokens_by_end
  on public.api_tokens (least(revoked_at, expires_at)) where least(revoked_at, expires_at) is not null;
comment on table public.api_tokens is
  'Tokens of the public API. No client role holds a grant; reached through functions only.';

-- On without a policy: even a stray grant would show no row.
alter table public.api_tokens enable row level security;
grant select (
  token_id, user_id, token_tail, format, game_mode, permissions, note,
  usage_count, last_used_at, created_at, expires_at, revoked_at
) on public.api_tokens to service_role;

create or replace function private.make_token(p_mode text, p_format text)
returns text
language sql
volatile
set search_path = ''
as $$
  select case p_mode when 'pvp' then 'PVP_' when 'pve' then 'PVE_' else 'SZN_' end
    -- 72 bits only where a client refuses anything longer.
    || encode(private.random_bytes(case when p_format = 'compat' then 9 else 20 end), 'hex')
$$;
comment on function private.make_token(text, text) is
  'A new secret: prefix of the mode and 40 (compat: 18) hex digits. Internal.';

create or replace function private.hash_token(p_token text)
returns bytea
language sql
immutable
set search_path = ''
as $$
  select sha256(convert_to(p_token, 'UTF8'))
$$;
comment on function private.hash_token(text) is
  'What is stored of a token. Internal.';

create or replace function private.token_json(p_token public.api_tokens)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'tokenId', p_token.token_id,
    'tail', p_token.token_tail,
    'format', p_token.format,
    'gameMode', p_token.game_mode,
    'permissions', p_token.permissions,
    'note', p_token.note,
    'usageCount', p_token.usage_count,
    'lastUsedAt', private.rfc3339(p_token.last_used_at),
    'createdAt', private.rfc3339(p_token.created_at),
    'expiresAt', private.rfc3339(p_token.expires_at),
    'revokedAt', private.rfc3339(p_token.revoked_at)
  )
$$;
comment on function private.token_json(public.api_tokens) is
  'A token as its owner lists it: never the secret, never the hash. Internal.';

create or replace function private.shown_once(p_token public.api_tokens, p_secret text)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'ok', true,
    'tokenId', p_token.token_id,
    'token', p_secret,
    'gameMode', p_token.game_mode,
    'permissions', p_token.permissions,
    'note', p_token.note,
    'createdAt', private.rfc3339(p_token.created_at),
    'expiresAt', private.rfc3339(p_token.expires_at)
  )
$$;
comment on function private.shown_once(public.api_tokens, text) is
  'The one answer that holds a secret. Internal.';

create or replace function private.replayed_token(p_user uuid, p_token uuid, p_stored_at timestamptz)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
set lock_timeout = '3s'
as $$
declare
  v_token public.api_tokens;
  v_secret text;
begin
  select t.* into v_token
  from public.api_tokens as t
  where t.token_id = p_token
    and t.user_id = p_user
    and t.usage_count = 0
    and t.revoked_at is null
    and p_stored_at > clock_timestamp() - interval '10 minutes'
  for update;
  if not found then
    return private.refusal('idempotency_replayed', 'This was done before and cannot be shown again.', 409);
  end if;
  -- A new secret over the old hash: the one whose answer was lost can never be used.
  v_secret := private.make_token(v_token.game_mode, v_token.format);
  update public.api_tokens as t
  set token_hash = private.hash_token(v_secret), token_tail = right(v_secret, 4)
  where t.token_id = p_token;
  return private.shown_once(v_token, v_secret) || '{"replayed": true}';
end
$$;
comment on function private.replayed_token(uuid, uuid, timestamptz) is
  'The answer to a repeated token_create, while the token is fresh and unused. Internal.';

create or replace function private.token_refusal(
  p_mode text,
  p_permissions text[],
  p_note text,
  p_expires_at timestamptz,
  p_format text
)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
begin
  if p_mode is null or p_mode not in ('pvp', 'pve', 'seasonal') then
    return private.refusal('invalid_mode', 'This is not a game mode.', 400);
  end if;
  if p_permissions is null or array_ndims(p_permissions) is distinct from 1
    or cardinality(p_permissions) > 3 or not coalesce(p_permissions <@ '{GP,TP,WP}', false)
    or array_position(p_permissions, null) is not null
    or (select count(distinct p) from unnest(p_permissions) as p) <> cardinality(p_permissions) then
    return private.refusal('invalid_permissions', 'Permissions are GP, TP and WP, one at least, each once.', 400);
  end if;
  if p_note is not null and not private.one_line(p_note, 60) then
    return private.refusal('invalid_note', 'A note has at most 60 characters on one line.', 400);
  end if;
  if p_format is null or p_format not in ('standard', 'compat') then
    return private.refusal('invalid_request', 'format must be standard or compat.', 400);
  end if;
  if p_expires_at <= clock_timestamp() or p_expires_at = 'infinity'
    or (p_format = 'compat' and p_expires_at > clock_timestamp() + interval '365 days') then
    return private.refusal('invalid_expiry', 'The expiry must lie ahead, for a compat token at most 365 days.', 400);
  end if;
  return null;
end
$$;
comment on function private.token_refusal(text, text[], text, timestamptz, text) is
  'Why a token is not made, null when it may be. Internal.';

create or replace function public.token_create(
  p_mode text,
  p_permissions text[],
  p_note text,
  p_expires_at timestamptz,
  p_format text default 'standard',
  p_key uuid default null
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
  v_refusal jsonb := private.over_limit(private.subject_of(v_user), 'token.create');
  v_note text := nullif(private.trimmed(p_note), '');
  v_request jsonb;
  v_replay record;
  v_secret text;
  v_token public.api_tokens;
begin
  if v_refusal is not null then
    return v_refusal;
  end if;
  v_request := jsonb_build_object(
    'mode', p_mode, 'permissions', p_permissions, 'note', v_note, 'format', p_format,
    'expires', case when isfinite(p_expires_at) then to_jsonb(private.epoch_ms(p_expires_at)) end
  );
  select * into v_replay from private.replay(v_user, 'token.create', p_key, v_request);
  if v_replay.refusal is not null then
    return v_replay.refusal;
  end if;
  if v_replay.response is not null then
    return private.replayed_token(v_user, (v_replay.response ->> 'tokenId')::uuid, v_replay.stored_at);
  end if;
  v_refusal := private.token_refusal(p_mode, p_permissions, v_note, p_expires_at, p_format);
  if v_refusal is not null then
    return v_refusal;
  end if;
  if (select count(*) from public.api_tokens as t where t.user_id = v_user and t.revoked_at is null) >= 10 then
    return private.refusal('too_many_tokens', 'You have ten tokens. Revoke one first.', 409);
  end if;
  v_secret := private.make_token(p_mode, p_format);
  insert into public.api_tokens (
    user_id, token_hash, token_tail, format, game_mode, permissions, note, expires_at
  )
  values (
    v_user, private.hash_token(v_secret), right(v_secret, 4), p_format, p_mode,
    array(select p from unnest(p_permissions) as p order by p), v_note,
    case when p_format = 'compat' then coalesce(p_expires_at, clock_timestamp() + interval '365 days')
      else p_expires_at end
  )
  returning * into v_token;
  perform private.remember(
    v_user, 'token.create', p_key, v_request, jsonb_build_object('tokenId', v_token.token_id)
  );
  perform private.maybe_sweep();
  return private.shown_once(v_token, v_secret);
end
$$;
revoke all on function public.token_create(text, text[], text, timestamptz, text, uuid) from public;
grant execute on function public.token_create(text, text[], text, timestamptz, text, uuid) to authenticated;
comment on function public.token_create(text, text[], text, timestamptz, text, uuid) is
  'Makes a token for the caller; the secret stands in this answer only. Callable by: authenticated.';

create or replace function public.token_list()
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
set lock_timeout = '3s'
as $$
declare
  v_user uuid := private.caller();
  v_refusal jsonb := private.over_limit(private.subject_of(v_user), 'token.list');
begin
  if v_refusal is not null then
    return v_refusal;
  end if;
  return jsonb_build_object('ok', true, 'tokens', (
    select coalesce(jsonb_agg(private.token_json(t) order by t.created_at desc, t.token_id), '[]')
    from public.api_tokens as t
    where t.user_id = v_user
  ));
end
$$;
revoke all on function public.token_list() from public;
grant execute on function public.token_list() to authenticated;
comment on function public.token_list() is
  'The caller''s tokens without secrets. Callable by: authenticated.';

create or replace function public.token_revoke(p_token uuid)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
set lock_timeout = '3s'
as $$
declare
  v_user uuid := private.caller();
  v_refusal jsonb := private.over_limit(private.subject_of(v_user), 'token.revoke');
begin
  if v_refusal is not null then
    return v_refusal;
  end if;
  update public.api_tokens as t
  set revoked_at = coalesce(t.revoked_at, clock_timestamp())
  where t.token_id = p_token and t.user_id = v_user;
  if not found then
    return private.refusal('not_found', 'There is no such token.', 404);
  end if;
  perform private.maybe_sweep();
  return jsonb_build_object('ok', true, 'revoked', p_token);
end
$$;
revoke all on function public.token_revoke(uuid) from public;
grant execute on function public.token_revoke(uuid) to authenticated;
comment on function public.token_revoke(uuid) is
  'Revokes a token of the caller, from the next request on. Callable by: authenticated.';
