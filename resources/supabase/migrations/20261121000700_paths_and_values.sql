-- Makes true: SQL refuses exactly the paths and values that the client and the edge function refuse.

create or replace function private.unescape_key(p_key text)
returns text
language sql
immutable
set search_path = ''
as $$
  select replace(replace(p_key, '%2F', '/'), '%25', '%')
$$;
comment on function private.unescape_key(text) is
  'A key as it stands in the document: %2F is a slash, %25 a percent sign. Internal.';

create or replace function private.is_key(p_key text)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select p_key collate "C" ~ '^([^%/\u0001-\u001f\u007f-\u009f]|%25|%2F)+$'
    and char_length(private.unescape_key(p_key)) <= 160
    -- ASCII is normalised by nature; asking would cost more than the rest of the check.
    and (octet_length(p_key) = char_length(p_key) or p_key is nfc normalized)
$$;
comment on function private.is_key(text) is
  'Whether a path segment is a well-formed key. Internal.';

create or replace function private.is_leaf(p_name text)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select p_name collate "C" ~ '^[A-Za-z0-9_]{1,64}$'
$$;
comment on function private.is_leaf(text) is
  'Whether a path segment is a well-formed name of an entry''s key or of a preference. Internal.';

create or replace function private.is_document_field(p_name text)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select p_name in (
    'level', 'pmcFaction', 'displayName', 'xpOffset', 'prestigeLevel', 'skills', 'skillOffsets', 'traders',
    'taskCompletions', 'taskObjectives', 'hideoutModules', 'hideoutParts', 'taskNotes', 'ignoredTasks',
    'pinnedTasks', 'taskGates', 'seasonNumber'
  )
$$;
comment on function private.is_document_field(text) is
  'Whether a name is a field of the document, which an extra (x/...) must not shadow. Internal.';

create or replace function private.is_unknown(p_path text)
returns boolean
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_parts text[] := string_to_array(p_path, '/');
begin
  return case
    when v_parts[1] = 'x' then true
    when v_parts[1] in ('taskObjectives', 'hideoutParts') then v_parts[3] not in ('complete', 'count')
    when v_parts[1] = 'preferences' then not exists (
      select from private.preference_columns as c where c.client_name = v_parts[2]
    )
    else false
  end;
end
$$;
comment on function private.is_unknown(text) is
  'Whether a good path is kept only for newer clients and counts against their limit. Internal.';

create or replace function private.is_deep(p_value jsonb)
returns boolean
language sql
immutable
set search_path = ''
as $$
  -- The value itself is level 0: a container on level 6 is the seventh inside one another.
  select jsonb_path_exists(p_value, 'strict $.**{6} ? (@.type() == "array" || @.type() == "object")')
$$;
comment on function private.is_deep(jsonb) is
  'Whether a value nests more than six arrays or objects. Internal.';

create or replace function private.is_number_in(p_value jsonb, p_least integer, p_most integer, p_decimals integer)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select case
    when coalesce(jsonb_typeof(p_value), '') <> 'number' then false
    when octet_length(p_value::text) > 400 then false
    else p_value::text::numeric between p_least and p_most
      and (p_decimals is null or scale(trim_scale(p_value::text::numeric)) <= p_decimals)
  end
$$;
comment on function private.is_number_in(jsonb, integer, integer, integer) is
  'Whether a JSON value is a number between two bounds with at most so many decimals (null = any). Internal.';

create or replace function private.is_entry(p_value jsonb, p_flags text[], p_marks text[])
returns boolean
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_name text;
begin
  if not private.is_object(p_value) or p_value ? 'timestamp' then
    return false;
  end if;
  foreach v_name in array p_flags loop
    if coalesce(jsonb_typeof(p_value -> v_name), '') <> 'boolean' then
      return false;
    end if;
  end loop;
  foreach v_name in array p_marks loop
    if p_value ? v_name and p_value -> v_name <> 'true' then
      return false;
    end if;
  end loop;
  return true;
end
$$;
comment on function private.is_entry(jsonb, text[], text[]) is
  'Whether a value is an entry with all flags boolean and each mark absent or true; unknown keys are allowed. Internal.';

create or replace function private.is_note(p_value jsonb)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select jsonb_typeof(p_value) = 'string'
    and char_length(p_value #>> '{}') between 1 and 1000
    and (p_value #>> '{}') collate "C" !~ '[\u0001-\u0009\u000b-\u001f\u007f-\u009f]'
$$;
comment on function private.is_note(jsonb) is
  'Whether a value is a note: 1 to 1,000 code points, line feed its only control character. Internal.';

create or replace function private.check_preference(p_parts text[], p_value jsonb)
returns text
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_column private.preference_columns;
  v_count integer := cardinality(p_parts);
begin
  if v_count not in (2, 3) or not private.is_leaf(p_parts[2]) then
    return 'invalid_path';
  end if;
  if v_count = 3 and not private.is_key(p_parts[3]) then
    return 'invalid_path';
  end if;
  select c.* into v_column from private.preference_columns as c where c.client_name = p_parts[2];
  if not found then
    return null;
  end if;
  if (v_count = 3) <> (v_column.kind = 'map') then
    return 'invalid_path';
  end if;
  if jsonb_typeof(p_value) = 'null' then
    return null;
  end if;
  if v_column.kind = 'choice' then
    return case
      when jsonb_typeof(p_value) = 'string' and p_value #>> '{}' = any (v_column.choices) then null
      else 'invalid_value'
    end;
  end if;
  return case when jsonb_typeof(p_value) = 'boolean' then null else 'invalid_value' end;
end
$$;
comment on function private.check_preference(text[], jsonb) is
  'Why a preference register is refused, null when it is good. Internal.';

create or replace function private.check_account_op(p_parts text[], p_value jsonb)
returns text
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_count integer := cardinality(p_parts);
  v_good boolean;
begin
  case p_parts[1]
    when 'preferences' then
      return private.check_preference(p_parts, p_value);
    when 'x' then
      return case when v_count = 2 and private.is_key(p_parts[2]) then null else 'invalid_path' end;
    when 'gameEdition' then
      v_good := private.integer_in(p_value, 1, 99);
    when 'currentGameMode' then
      v_good := p_value in ('"pvp"', '"pve"', '"seasonal"');
    else
      return 'invalid_path';
  end case;
  return case when v_count <> 1 then 'invalid_path' when v_good then null else 'invalid_value' end;
end
$$;
comment on function private.check_account_op(text[], jsonb) is
  'Why a register of the account scope is refused, null when it is good. Internal.';

create or replace function private.check_scalar_op(p_name text, p_value jsonb)
returns text
language sql
immutable
set search_path = ''
as $$
  select case
    when case p_name
      when 'level' then private.integer_in(p_value, 1, 100)
      when 'prestigeLevel' then private.integer_in(p_value, 0, 20)
      when 'xpOffset' then private.integer_in(p_value, -1000000000, 1000000000)
      when 'pmcFaction' then p_value in ('"USEC"', '"BEAR"')
      when 'displayName' then jsonb_typeof(p_value) = 'null'
        or (jsonb_typeof(p_value) = 'string' and private.one_line(p_value #>> '{}', 64))
    end then null
    when p_name in ('level', 'prestigeLevel', 'xpOffset', 'pmcFaction', 'displayName') then 'invalid_value'
    else 'invalid_path'
  end
$$;
comment on function private.check_scalar_op(text, jsonb) is
  'Why a register with a one-part path is refused, null when it is good. Internal.';

create or replace function private.check_keyed_op(p_map text, p_key text, p_value jsonb)
returns text
language sql
immutable
set search_path = ''
as $$
  select case
    when not private.is_key(p_key) then 'invalid_path'
    -- An extra may not shadow a field of the document.
    when p_map = 'x' then
      case when private.is_document_field(private.unescape_key(p_key)) then 'invalid_path' end
    when p_map not in (
      'skills', 'skillOffsets', 'taskCompletions', 'hideoutModules', 'taskNotes',
      'ignoredTasks', 'pinnedTasks', 'taskGates'
    ) then 'invalid_path'
    when case p_map
      when 'skills' then jsonb_typeof(p_value) = 'null' or private.is_number_in(p_value, 0, 100, null)
      when 'skillOffsets' then private.integer_in(p_value, -100, 100)
      when 'taskCompletions' then private.is_entry(p_value, '{complete,failed}', '{active,manual}')
      when 'hideoutModules' then private.is_entry(p_value, '{complete}', '{}')
      when 'taskNotes' then jsonb_typeof(p_value) = 'null' or private.is_note(p_value)
      when 'taskGates' then private.is_entry(p_value, '{confirmed}', '{}')
        and p_value - '{confirmed,signature}'::text[] = '{}'
        and jsonb_typeof(p_value -> 'signature') = 'string'
        and p_value ->> 'signature' ~ '^[0-9a-f]{32}$'
      else jsonb_typeof(p_value) = 'boolean'
    end then null
    else 'invalid_value'
  end
$$;
comment on function private.check_keyed_op(text, text, jsonb) is
  'Why a register with a two-part path is refused, null when it is good. Internal.';

create or replace function private.check_leaf_op(p_map text, p_key text, p_leaf text, p_value jsonb)
returns text
language sql
immutable
set search_path = ''
as $$
  select case
    when not private.is_key(p_key) then 'invalid_path'
    when p_map = 'traders' then case
      when p_leaf = 'level' then
        case when jsonb_typeof(p_value) <> 'null' and not private.integer_in(p_value, 0, 10)
          then 'invalid_value' end
      when p_leaf = 'reputation' then
        case when jsonb_typeof(p_value) <> 'null' and not private.is_number_in(p_value, -100, 100, 4)
          then 'invalid_value' end
      else 'invalid_path'
    end
    when p_map not in ('taskObjectives', 'hideoutParts') then 'invalid_path'
    when p_leaf = 'complete' then case when jsonb_typeof(p_value) <> 'boolean' then 'invalid_value' end
    when p_leaf = 'count' then
      case when not private.integer_in(p_value, 0, 1000000000) then 'invalid_value' end
    -- timestamp is the materialiser's, so no register may carry it.
    when p_leaf = 'timestamp' or not private.is_leaf(p_leaf) then 'invalid_path'
  end
$$;
comment on function private.check_leaf_op(text, text, text, jsonb) is
  'Why a register with a three-part path is refused, null when it is good. Internal.';

create or replace function private.check_op(p_mode text, p_path text, p_value jsonb)
returns text
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_parts text[] := string_to_array(p_path, '/');
begin
  -- The client's order: the size of path and value, then whether the scope knows the path, then its value.
  return case
    when p_path is null or octet_length(p_path) not between 1 and 300 then 'invalid_path'
    when p_value is null then 'invalid_value'
    -- Measured on the parsed value: 1e131000 is 8 bytes on the wire and 131 kB here.
    when octet_length(p_value::text) > 4096 or private.is_deep(p_value) then 'value_too_large'
    when p_mode = 'account' then private.check_account_op(v_parts, p_value)
    when cardinality(v_parts) = 1 then private.check_scalar_op(v_parts[1], p_value)
    when cardinality(v_parts) = 2 then private.check_keyed_op(v_parts[1], v_parts[2], p_value)
    when cardinality(v_parts) = 3 then private.check_leaf_op(v_parts[1], v_parts[2], v_parts[3], p_value)
    else 'invalid_path'
  end;
end
$$;
comment on function private.check_op(text, text, jsonb) is
  'Why a register is refused (invalid_path, invalid_value, value_too_large), null when it is good. Internal.';

create or replace function private.op_cost(p_path text, p_value jsonb)
returns integer
language sql
immutable
set search_path = ''
as $$
  -- As a JSON string: a key may consist of quotes, which the document escapes.
  -- 32 covers the timestamp the document adds.
  select octet_length(to_json(p_path)::text) + octet_length(p_value::text) + 32
$$;
comment on function private.op_cost(text, jsonb) is
  'What a register takes of the scope''s budget, in bytes. Internal.';
