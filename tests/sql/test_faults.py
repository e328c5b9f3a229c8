"""A fault after any statement that writes leaves nothing behind (backend.md 12, S15).

Every table gets a trigger that raises after the k-th writing statement of a transaction; each call is made with every k.
A function that caught the fault would answer; none may, and what is in the database afterwards is what was there before.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

import asyncpg
import pytest

from tests.backend_support import Database
from tests.sql.people import DONE, Answer, People, Person, call

FAULT = "XXF01"
LONGEST = 80
"""No call writes with so many statements."""
FAULTS = f"""
create sequence private.writes;
create function private.fault() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  -- A sequence counts on when a function catches the fault; a setting would be rolled back with it.
  if nextval('private.writes') = coalesce(nullif(current_setting('tarkov.fail_at', true), ''), '0')::bigint then
    raise exception 'a fault of the test' using errcode = '{FAULT}';
  end if;
  return null;
end
$$;
do $$
declare
  v_table regclass;
begin
  for v_table in
    select c.oid from pg_class as c
    where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace)
      and c.relkind in ('r', 'p') and not c.relispartition
  loop
    execute 'create trigger zz_fault after insert or update or delete on ' || v_table
      || ' for each statement execute function private.fault()';
  end loop;
end
$$;
create function public.careless() returns jsonb language plpgsql security definer set search_path = '' as $$
begin
  insert into private.settings values ('first', '1');
  begin
    insert into private.settings values ('second', '2');
  exception when others then null;
  end;
  return '{{"ok": true}}';
end
$$;
grant execute on function public.careless() to authenticated;
"""
Call = Callable[[], Awaitable[Answer]]
Scene = Callable[[People], Awaitable[tuple[asyncpg.Connection, Call]]]


async def faulted(people: People, connection: asyncpg.Connection, call: Call) -> int:
    """How many statements of *call* wrote; after each of them it was let fail, and it failed as a whole."""
    for place in range(1, LONGEST):
        first = int(await people.owner.fetchval("select nextval('private.writes')"))
        transaction = connection.transaction()
        await transaction.start()
        try:
            await connection.execute("select set_config('tarkov.fail_at', $1, true)", str(first + place))
            answer = await call()
        except asyncpg.PostgresError as error:
            if error.sqlstate != FAULT:
                raise
        else:
            written = int(await people.owner.fetchval("select last_value from private.writes")) - first
            assert written < place, f"the fault after statement {place} was caught: {answer}"
            assert answer["ok"], answer
            return written
        finally:
            await transaction.rollback()
    raise AssertionError("the call has no end")


async def _team(people: People) -> tuple[Person, Person, Answer]:
    owner, member = await people.person(), await people.person()
    team = await owner.create_team()
    await member.join(team)
    return owner, member, team


async def a_push(people: People) -> tuple[asyncpg.Connection, Call]:
    vera, _, _ = await _team(people)
    await vera.write({"level": 3})
    ops = [vera.set_op("level", 4), vera.set_op("taskCompletions/a", DONE), vera.set_op("nonsense", 1)]
    info = {"name": "Desk", "platform": "linux", "appVersion": "1"}
    return vera.connection, partial(vera.push, *ops, info=info)


async def a_push_of_preferences(people: People) -> tuple[asyncpg.Connection, Call]:
    vera = await people.person()
    return vera.connection, partial(
        vera.push, vera.set_op("preferences/streamerMode", value=True), mode="account"
    )


async def a_reset(people: People) -> tuple[asyncpg.Connection, Call]:
    vera, _, _ = await _team(people)
    await vera.write({"level": 3, "displayName": "Vera"})
    ops = [vera.reset_op(1), vera.set_op("displayName", "Vera", epoch=1)]
    return vera.connection, partial(vera.push, *ops, epoch=1)


async def a_first_push_of_a_new_season(people: People) -> tuple[asyncpg.Connection, Call]:
    vera = await people.person()
    await vera.write({"level": 3}, mode="seasonal", season=1)
    await people.owner.execute("insert into public.game_seasons (season, name) values (2, 'Season 2')")
    await people.serve("season_activate", season=2)
    return vera.connection, partial(vera.push, vera.set_op("level", 4), mode="seasonal", season=2)


async def a_forgotten_device(people: People) -> tuple[asyncpg.Connection, Call]:
    vera = await people.person()
    await vera.write({"level": 3})
    return vera.connection, partial(vera.call, "device_forget", device=vera.device)


async def a_deleted_archive(people: People) -> tuple[asyncpg.Connection, Call]:
    vera = await people.person()
    await vera.write({"level": 3})
    await vera.push(vera.reset_op(1), epoch=1)
    (archive,) = (await vera.call("archives_list", mode="pvp"))["archives"]
    return vera.connection, partial(vera.call, "archive_delete", archive=uuid.UUID(archive["archiveId"]))


async def founding(people: People) -> tuple[asyncpg.Connection, Call]:
    vera = await people.person()
    return vera.connection, partial(vera.call, "team_create", name="Rats", mode="pvp", key=uuid.uuid4())


async def joining(people: People) -> tuple[asyncpg.Connection, Call]:
    owner, mate = await people.person(), await people.person()
    team = await owner.create_team()
    return mate.connection, partial(mate.join, team)


async def leaving(people: People) -> tuple[asyncpg.Connection, Call]:
    _, member, team = await _team(people)
    return member.connection, partial(member.call, "team_leave", team=team["id"])


async def disbanding(people: People) -> tuple[asyncpg.Connection, Call]:
    owner, _, team = await _team(people)
    return owner.connection, partial(owner.call, "team_leave", team=team["id"], disband=True)


async def leaving_to_an_heir(people: People) -> tuple[asyncpg.Connection, Call]:
    owner, member, team = await _team(people)
    return owner.connection, partial(owner.call, "team_leave", team=team["id"], transfer_to=member.id)


async def kicking(people: People) -> tuple[asyncpg.Connection, Call]:
    owner, member, team = await _team(people)
    return owner.connection, partial(owner.call, "team_kick", team=team["id"], member=member.id)


async def handing_over(people: People) -> tuple[asyncpg.Connection, Call]:
    owner, member, team = await _team(people)
    return owner.connection, partial(owner.call, "team_transfer", team=team["id"], to=member.id)


async def renaming(people: People) -> tuple[asyncpg.Connection, Call]:
    owner, _, team = await _team(people)
    return owner.connection, partial(owner.call, "team_rename", team=team["id"], name="Bears")


async def a_new_code(people: People) -> tuple[asyncpg.Connection, Call]:
    owner, _, team = await _team(people)
    return owner.connection, partial(owner.call, "team_rotate_code", team=team["id"], key=uuid.uuid4())


async def a_token(people: People) -> tuple[asyncpg.Connection, Call]:
    vera = await people.person()
    return vera.connection, partial(
        vera.call, "token_create", mode="pvp", permissions=["GP"], note="", expires_at=None, key=uuid.uuid4()
    )


async def deleting_the_account(people: People) -> tuple[asyncpg.Connection, Call]:
    owner, _, _ = await _team(people)
    await owner.write({"level": 3})
    return owner.connection, partial(owner.call, "account_delete", confirm="DELETE")


SCENES: Mapping[str, Scene] = {
    scene.__name__: scene
    for scene in (
        a_push,
        a_push_of_preferences,
        a_reset,
        a_first_push_of_a_new_season,
        a_forgotten_device,
        a_deleted_archive,
        founding,
        joining,
        leaving,
        disbanding,
        leaving_to_an_heir,
        kicking,
        handing_over,
        renaming,
        a_new_code,
        a_token,
        deleting_the_account,
    )
}


async def test_a_fault_after_any_statement_leaves_no_partial_state(database: Database) -> None:
    people = await People.in_database(database)
    await people.owner.execute(FAULTS)
    statements: dict[str, int] = {}
    for name, scene in SCENES.items():
        connection, made = await scene(people)
        before = await everything(people)
        statements[name] = await faulted(people, connection, made)
        assert await everything(people) == before, name
    await people.check_invariants()

    assert all(count >= 2 for count in statements.values()), statements
    assert sum(statements.values()) > 100, statements


async def test_a_function_that_catches_a_fault_is_found(database: Database) -> None:
    """The negative control."""
    people = await People.in_database(database)
    await people.owner.execute(FAULTS)
    vera = await people.person()

    with pytest.raises(AssertionError, match="was caught"):
        await faulted(people, vera.connection, partial(call, vera.connection, "careless"))


async def everything(people: People) -> str:
    """All rows of our tables and all messages, as one text."""
    tables = await people.owner.fetch(
        """select c.oid::regclass::text as name from pg_class as c
        where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace)
          and c.relkind in ('r', 'p') and not c.relispartition"""
    )
    names = sorted([row["name"] for row in tables] + ["realtime.messages", "auth.users"])
    rows = {
        name: await people.owner.fetchval(
            f"select count(*) || md5(string_agg(t::text, ',' order by t::text)) from {name} as t"
        )
        for name in names
    }
    return json.dumps(rows)
