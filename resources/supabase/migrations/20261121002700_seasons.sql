-- Makes true: an operator begins a season with one call, and nothing is rewritten in bulk.

create or replace function public.season_activate(p_season smallint)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
set lock_timeout = '3s'
as $$
begin
  if p_season is null or p_season not between 1 and 1000 then
    return private.refusal('invalid_request', 'p_season must be between 1 and 1000.', 400);
  end if;
  lock table public.game_seasons in share row exclusive mode;
  if p_season < private.active_season() then
    return private.refusal('invalid_request', 'Seasons only go forward.', 400);
  end if;
  update public.game_seasons as s
  set active = false, ends_at = coalesce(s.ends_at, clock_timestamp())
  where s.active and s.season <> p_season;
  insert into public.game_seasons as s (season, name, starts_at, active)
  values (p_season, 'Season ' || p_season, clock_timestamp(), true)
  on conflict (season) do update set
    active = true,
    starts_at = coalesce(s.starts_at, excluded.starts_at);
  return jsonb_build_object('ok', true, 'activeSeason', p_season);
end
$$;
revoke all on function public.season_activate(smallint) from public;
grant execute on function public.season_activate(smallint) to service_role;
comment on function public.season_activate(smallint) is
  'Makes a season the running one; a player''s old one is archived at their first write. Callable by: service_role.';
