-- Makes true: the public API can tell a known id from a typing error once the catalogue is loaded.

create table if not exists private.catalog_ids (
  kind text not null check (kind in ('task', 'objective', 'module', 'part', 'trader')),
  id text not null,
  parent text,
  primary key (kind, id)
);
create index if not exists catalog_ids_by_parent on private.catalog_ids (kind, parent);
comment on table private.catalog_ids is
  'Ids of the game. An objective that occurs in several tasks stands as <objective>:<task> with the bare id as parent.';

create or replace function public.catalog_load(p_ids jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
set lock_timeout = '3s'
as $$
declare
  v_count integer;
begin
  if jsonb_typeof(p_ids) is distinct from 'array' or exists (
    select from jsonb_array_elements(p_ids) as e
    where not private.is_object(e.value)
      or coalesce(e.value ->> 'kind' not in ('task', 'objective', 'module', 'part', 'trader'), true)
      or coalesce(jsonb_typeof(e.value -> 'id') <> 'string', true)
      or coalesce(jsonb_typeof(e.value -> 'parent'), 'null') not in ('string', 'null')
  ) then
    return private.refusal('invalid_request', 'p_ids must be a list of {kind,id,parent}.', 400);
  end if;
  lock table private.catalog_ids in share row exclusive mode;
  delete from private.catalog_ids where true;
  insert into private.catalog_ids (kind, id, parent)
  select e.value ->> 'kind', e.value ->> 'id', max(e.value ->> 'parent')
  from jsonb_array_elements(p_ids) as e
  group by 1, 2;
  get diagnostics v_count = row_count;
  return jsonb_build_object('ok', true, 'loaded', v_count);
end
$$;
revoke all on function public.catalog_load(jsonb) from public;
grant execute on function public.catalog_load(jsonb) to service_role;
comment on function public.catalog_load(jsonb) is
  'Replaces the ids of the catalogue, [{kind,id,parent}]. Callable by: service_role.';

create or replace function private.is_known_id(p_kind text, p_id text)
returns boolean
language sql
stable
security definer
set search_path = ''
as $$
  select not exists (select from private.catalog_ids)
    or exists (select from private.catalog_ids as c where c.kind = p_kind and c.id = p_id)
    -- The bare id of an objective that occurs in several tasks.
    or exists (
      select from private.catalog_ids as c
      where c.kind = p_kind and c.parent = p_id and starts_with(c.id, p_id || ':')
    )
$$;
comment on function private.is_known_id(text, text) is
  'Whether an id is in the catalogue; every id is while none is loaded. Internal.';
