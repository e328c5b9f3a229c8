-- Makes true: a join code has 80 random bits and an answer tells nothing about a code or a team.

create or replace function private.make_join_code()
returns text
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_bytes bytea := private.random_bytes(10);
  v_bits bit varying := ''::bit varying;
  v_code text := '';
begin
  for v_byte in 0..9 loop
    v_bits := v_bits || get_byte(v_bytes, v_byte)::bit(8);
  end loop;
  for v_place in 0..15 loop
    v_code := v_code || substr(
      '0123456789ABCDEFGHJKMNPQRSTVWXYZ',
      substring(v_bits from v_place * 5 + 1 for 5)::bit(5)::integer + 1, 1
    );
  end loop;
  return v_code;
end
$$;
comment on function private.make_join_code() is
  '16 characters of Crockford''s base 32. Internal.';

create or replace function private.read_join_code(p_code text)
returns text
language sql
immutable
set search_path = ''
as $$
  select translate(upper(left(p_code, 100)), 'OIL -', '011')
$$;
comment on function private.read_join_code(text) is
  'A code as people type it: spaces and hyphens gone, look-alike letters read as digits. Internal.';

create or replace function private.code_fits(p_team uuid, p_code text)
returns boolean
language sql
stable
security definer
set search_path = ''
as $$
  -- The same work with and without a team; hashes, so that the time says nothing about the code.
  select coalesce(
    sha256(convert_to(private.read_join_code(p_code), 'UTF8'))
      = sha256(convert_to(coalesce(s.join_code, '----------------'), 'UTF8')),
    false
  )
  from (select) as always
  left join private.team_secrets as s on s.team_id = p_team
$$;
comment on function private.code_fits(uuid, text) is
  'Whether a code opens a team. Internal.';

create or replace function private.renew_join_code(p_team uuid)
returns text
language sql
volatile
security definer
set search_path = ''
as $$
  insert into private.team_secrets as s (team_id, join_code)
  values (p_team, private.make_join_code())
  on conflict (team_id) do update set
    join_code = excluded.join_code,
    rotated_at = clock_timestamp()
  returning s.join_code
$$;
comment on function private.renew_join_code(uuid) is
  'A new join code for a team; the old one is void at the commit. Internal.';

create or replace function private.team_json(p_team public.teams)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'id', p_team.id,
    'name', p_team.name,
    'gameMode', p_team.game_mode,
    'maxMembers', p_team.max_members,
    'ownerId', p_team.owner_id,
    'createdAt', private.rfc3339(p_team.created_at),
    'topic', private.topic_of(p_team.id, p_team.channel_gen)
  )
$$;
comment on function private.team_json(public.teams) is
  'A team as clients read it, without the join code. Internal.';

create or replace function private.team_with_code(p_team uuid, p_owner uuid)
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select private.team_json(t) || jsonb_build_object('joinCode', s.join_code)
  from public.teams as t
  join private.team_secrets as s on s.team_id = t.id
  where t.id = p_team and t.owner_id = p_owner
$$;
comment on function private.team_with_code(uuid, uuid) is
  'A team with its current code, for its owner only; null for anybody else. Internal.';
