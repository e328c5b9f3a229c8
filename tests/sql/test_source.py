"""The migrations as text and as a schema: applied again, without extensions, every function closed and described."""

from __future__ import annotations

import re
from pathlib import Path

import asyncpg
import pytest

from tarkov_desktop.localbackend.migrate import Migration, read_migrations
from tests.backend_support import Database
from tests.sql.people import DONE, People

MIGRATIONS = read_migrations(Path(__file__).parents[2] / "resources" / "supabase" / "migrations")
OF_EXTENSIONS = re.compile(
    r"create\s+extension|\b(gen_random_bytes|crypt|hmac|digest|pgp_\w+|uuid_generate_v\d\w*|citext|cron\.|net\.http|vault\.)\b"
    r"(?=[\s(.])",
    re.IGNORECASE,
)


def code_of(migration: Migration) -> str:
    """A migration without comments and string literals of ``comment on``."""
    text = re.sub(r"--[^\n]*", "", migration.text)
    return re.sub(r"comment on [^;]*?is\s*'(?:[^']|'')*';", "", text, flags=re.DOTALL)


async def shape_of(connection: asyncpg.Connection) -> list[str]:
    """Every column, constraint, index, policy, trigger, grant and function body of ours."""
    rows = await connection.fetch(
        """select line from (
          select format('%s.%s %s %s %s', table_schema, table_name, column_name, data_type, column_default) as line
            from information_schema.columns where table_schema in ('public', 'private')
          union all select format('%s %s', conrelid::regclass, pg_get_constraintdef(oid)) from pg_constraint
            where connamespace in ('public'::regnamespace, 'private'::regnamespace)
          union all select indexdef from pg_indexes where schemaname in ('public', 'private')
          union all select format('%s %s %s %s', tablename, policyname, qual, with_check) from pg_policies
          union all select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
          union all select format('%s %s', oid::regclass, relacl) from pg_class
            where relnamespace in ('public'::regnamespace, 'private'::regnamespace)
          union all select format('%s %s %s', oid::regprocedure, proacl, prosrc) from pg_proc
            where pronamespace in ('public'::regnamespace, 'private'::regnamespace)
        ) as everything order by line collate "C" """
    )
    return [row["line"] for row in rows]


async def test_every_migration_may_be_run_again_on_a_database_in_use(database: Database) -> None:
    people = await People.in_database(database)
    vera, mate = await people.person(), await people.person()
    team = await vera.create_team()
    await mate.join(team)
    await vera.write({"level": 5, "taskCompletions/a": DONE})
    await people.serve("season_activate", season=4)
    postgres = await database.connect("postgres")
    before = await shape_of(people.owner)

    for migration in MIGRATIONS:
        async with postgres.transaction():
            await postgres.execute(migration.text)

    assert await shape_of(people.owner) == before
    assert (await vera.call("team_members", team=team["id"]))["profiles"][str(vera.id)]["level"] == 5
    assert (await vera.call("progress_status"))["activeSeason"] == 4
    await people.check_invariants()


@pytest.mark.parametrize("migration", MIGRATIONS, ids=lambda m: m.name)
def test_a_migration_says_what_it_makes_true_and_needs_no_extension(migration: Migration) -> None:
    code = code_of(migration)

    assert migration.text.startswith("-- Makes true: ")
    assert not OF_EXTENSIONS.search(code)
    assert "request.jwt" not in code
    assert "user_system" not in code or "is_member" in code or "note_team" in code or "erase" in code
    assert not re.search(r"grant\s+all", code)
    assert not re.search(r"\bto\s+public\b", code)
    assert not re.search(
        r"grant[^;]*to[^;]*\banon\b", re.sub(r"grant select on public\.game_seasons[^;]*;", "", code)
    )
    outside = re.findall(
        r"(?:create|alter|drop)\s+(?:or\s+replace\s+)?(\w+)[^;]*?\bon\s+(auth|realtime)\.", code
    )
    assert {kind for kind, _ in outside} <= {"policy"}


async def test_every_function_is_closed_described_and_the_owner_s(people: People) -> None:
    rows = await people.owner.fetch(
        """select p.oid::regprocedure::text as name, p.prosecdef, p.proconfig, l.lanname, n.nspname,
          pg_get_userbyid(p.proowner) as owner, obj_description(p.oid, 'pg_proc') as comment, p.proargnames, p.prosrc
        from pg_proc as p
        join pg_namespace as n on n.oid = p.pronamespace
        join pg_language as l on l.oid = p.prolang
        where n.nspname in ('public', 'private')"""
    )
    assert len(rows) > 100
    for row in rows:
        assert 'search_path=""' in row["proconfig"], row["name"]
        assert row["owner"] == "postgres", row["name"]
        assert row["comment"], row["name"]
        if row["nspname"] == "public":
            assert row["prosecdef"], row["name"]
            assert "lock_timeout=3s" in row["proconfig"], row["name"]
            assert "Callable by: " in row["comment"], row["name"]


async def test_no_client_function_is_told_who_acts(people: People) -> None:
    rows = await people.owner.fetch(
        """select proname, prosrc, proargnames from pg_proc
        where pronamespace = 'public'::regnamespace and has_function_privilege('authenticated', oid, 'execute')"""
    )
    for row in rows:
        assert not {"p_user", "p_user_id", "p_actor", "p_owner"} & set(row["proargnames"] or []), row[
            "proname"
        ]
        assert re.search(r"private\.(caller|signed_in)\(\)", row["prosrc"]), row["proname"]


async def test_every_foreign_key_is_indexed(people: People) -> None:
    """Deleting a login or a team must not read whole tables."""
    rows = await people.owner.fetch(
        """select c.conrelid::regclass::text as name, a.attname
        from pg_constraint as c
        join pg_attribute as a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
        where c.contype = 'f' and not exists (
          select from pg_inherits as part where part.inhrelid = c.conrelid) and not exists (
          select from pg_index as i where i.indrelid = c.conrelid and i.indkey[0] = c.conkey[1]
        )"""
    )
    found = {(row["name"], row["attname"]) for row in rows}

    assert found == set()


async def test_plpgsql_check_finds_nothing(people: People) -> None:
    available = await people.owner.fetchval(
        "select true from pg_available_extensions where name = 'plpgsql_check'"
    )
    if not available:
        pytest.skip("this PostgreSQL has no plpgsql_check; Debian's has it as a package")
    await people.owner.execute("create extension if not exists plpgsql_check schema extensions")
    rows = await people.owner.fetch(
        """select p.oid::regprocedure::text as function, found
        from pg_proc as p
        join pg_language as l on l.oid = p.prolang and l.lanname = 'plpgsql'
        left join pg_trigger as t on t.tgfoid = p.oid and not t.tgisinternal
        cross join lateral extensions.plpgsql_check_function(
          p.oid, coalesce(t.tgrelid, 0), other_warnings => true, extra_warnings => true, security_warnings => true
        ) as found
        where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace)"""
    )

    # "composite OUT variable ... is not single argument" is a matter of taste.
    assert [tuple(row) for row in rows if "is not single argument" not in row["found"]] == []
