-- Makes true: a repeated creation gives the first one's answer, and a key never answers for another request.

create or replace function private.replay(
  p_user uuid,
  p_action text,
  p_key uuid,
  p_request jsonb,
  out refusal jsonb,
  out response jsonb,
  out stored_at timestamptz
)
language plpgsql
volatile
security definer
set search_path = ''
set lock_timeout = '3s'
as $$
declare
  v_stored private.idempotency_keys;
begin
  if p_key is null then
    return;
  end if;
  perform pg_advisory_xact_lock(hashtextextended(p_user::text || p_action || p_key::text, 0));
  select k.* into v_stored
  from private.idempotency_keys as k
  where k.user_id = p_user
    and k.action = p_action
    and k.key = p_key
    and k.created_at > clock_timestamp() - interval '24 hours';
  if not found then
    return;
  end if;
  if v_stored.request_hash <> sha256(convert_to(p_request::text, 'UTF8')) then
    refusal := private.refusal('idempotency_mismatch', 'This key was used for another request.', 409);
    return;
  end if;
  response := v_stored.response;
  stored_at := v_stored.created_at;
end
$$;
comment on function private.replay(uuid, text, uuid, jsonb) is
  'The stored answer of a key, held against parallel calls; all null when the call is the first. Internal.';

create or replace function private.remember(
  p_user uuid,
  p_action text,
  p_key uuid,
  p_request jsonb,
  p_response jsonb
)
returns void
language sql
volatile
security definer
set search_path = ''
as $$
  insert into private.idempotency_keys as k (user_id, action, key, request_hash, response)
  select p_user, p_action, p_key, sha256(convert_to(p_request::text, 'UTF8')), p_response
  where p_key is not null
  on conflict (user_id, action, key) do update set
    request_hash = excluded.request_hash,
    response = excluded.response,
    created_at = excluded.created_at
$$;
comment on function private.remember(uuid, text, uuid, jsonb, jsonb) is
  'Stores a success for replay; never a secret. Internal.';
