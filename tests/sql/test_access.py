"""The access matrix (backend.md 13): what the catalogue grants, what was observed, and that both are what we mean."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest

from tests.backend_support import Database
from tests.sql.access import (
    EXPECTED,
    SUBJECTS,
    Scene,
    access_facts,
    as_text,
    build_scene,
    relation_grants,
    seen_rows,
    tried_functions,
    tried_topics,
    tried_writes,
    without_row_security,
)

STRANGERS = ("anon", "mate_other", "ex_member", "kicked", "outsider")


def changed_lines(facts: dict[str, Any]) -> list[str]:
    """The lines in which *facts* differ from what is checked in."""
    lines = difflib.unified_diff(
        EXPECTED.read_text("utf-8").splitlines(),
        as_text(facts).splitlines(),
        "expected",
        "found",
        n=1,
        lineterm="",
    )
    return list(lines)


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    """The checked-in matrix."""
    facts: dict[str, Any] = json.loads(EXPECTED.read_text("utf-8"))
    return facts


async def test_rights_are_those_checked_in_on_a_project_born_with_wide_grants(database: Database) -> None:
    assert changed_lines(await access_facts(database)) == []


async def test_rights_are_the_same_on_a_project_born_without_them(strict_database: Database) -> None:
    assert changed_lines(await access_facts(strict_database)) == []


def test_nobody_writes_a_table(expected: dict[str, Any]) -> None:
    assert {name: tried for name, tried in expected["observed"]["writes"].items() if tried} == {}


def test_strangers_see_the_seasons_and_nothing_of_a_player(expected: dict[str, Any]) -> None:
    seen = {
        name
        for name, subjects in expected["observed"]["rows"].items()
        if not subjects.keys().isdisjoint(STRANGERS) and not name.endswith("of the pve team")
    }

    assert seen == {"public.game_seasons"}


def test_nobody_but_the_owner_of_the_schema_sees_private_tables_hashes_and_kept_registers(
    expected: dict[str, Any],
) -> None:
    rows = expected["observed"]["rows"]

    assert [name for name, subjects in rows.items() if name.startswith("private.") and subjects] == []
    assert rows["public.api_tokens"].keys() == {"service"}
    assert "token_hash" not in rows["public.api_tokens"]["service"]
    for subject in ("self", "service"):
        assert "registers" not in rows["public.progress_archives"][subject]


def test_anonymous_callers_execute_nothing_and_services_no_client_function(expected: dict[str, Any]) -> None:
    functions = expected["observed"]["functions"]

    assert {answers["anon"] for answers in functions.values()} == {"42501"}
    for name, answers in functions.items():
        is_service = answers["outsider"] == "42501"
        assert (answers["service"] == "42501") is not is_service, name
    assert all(not {"public", "anon"} & set(roles) for roles in expected["catalogue"]["functions"].values())


def test_topics_are_heard_by_those_concerned_and_published_by_nobody(expected: dict[str, Any]) -> None:
    topics = expected["observed"]["topics"]
    heard = {
        name: {
            subject for subject, may in subjects.items() if "read broadcast" in may and subject != "service"
        }
        for name, subjects in topics.items()
    }

    assert heard == {
        "the pvp team": {"self", "mate_same"},
        "the pvp team before the kick": set(),
        "the pve team": {"self", "mate_other"},
        "user:self": {"self"},
        "user:nobody": set(),
    }
    for subjects in topics.values():
        for subject in set(SUBJECTS) - {"service"}:
            assert "write broadcast" not in subjects[subject]
    assert all(
        "write presence" not in topics["user:self"][subject] for subject in set(SUBJECTS) - {"service"}
    )


class Guise:
    """One superuser connection in the guise of a subject, so that a mutation need not be committed to be seen."""

    def __init__(self, connection: asyncpg.Connection, role: str, claims: str) -> None:
        self._connection = connection
        self._role = role
        self._claims = claims

    def transaction(self) -> asyncpg.transaction.Transaction:
        """A savepoint, which also takes the guise off again."""
        return self._connection.transaction()

    async def fetch(self, statement: str, *arguments: object) -> list[asyncpg.Record]:
        """The rows of *statement* as the subject."""
        await self._connection.execute("select set_config('request.jwt.claims', $1, true)", self._claims)
        await self._connection.execute(f"set local role {self._role}")
        rows: list[asyncpg.Record] = await self._connection.fetch(statement, *arguments)
        return rows

    async def execute(self, statement: str, *arguments: object) -> str:
        """A statement outside the guise."""
        return str(await self._connection.execute(statement, *arguments))


async def scene_in_one_connection(database: Database) -> Scene:
    """The scene with every subject played by the superuser's connection."""
    scene = await build_scene(database)
    owner = scene.people.owner
    guises: dict[str, Any] = {}
    for name, connection in scene.subjects.items():
        role = await connection.fetchval("select current_user")
        claims = await connection.fetchval("select current_setting('request.jwt.claims', true)")
        guises[name] = Guise(owner, role, claims or "{}")
    return Scene(scene.people, guises, scene.me, scene.pvp, scene.pve, scene.archive, scene.token)


TABLES = [
    *("user_progress", "progress_heads", "progress_registers", "progress_devices", "progress_device_seqs"),
    *("progress_archives", "user_preferences", "game_seasons", "teams", "team_memberships", "team_events"),
    *("user_system", "api_tokens"),
]


def mutations() -> Iterator[tuple[str, str]]:
    """Every hole of section 13 that a table or a grant can have: its name, and the SQL that makes it."""
    for table in TABLES:
        if table != "game_seasons":  # everybody may read these
            yield f"a grant to anon on {table}", f"grant select on public.{table} to anon"
            yield (
                f"an open policy on {table}",
                (
                    f"create policy hole on public.{table} using (true);"
                    f" grant select on public.{table} to authenticated"
                ),
            )
        yield f"an insert grant on {table}", f"grant insert on public.{table} to authenticated"
        yield f"an update grant on {table}", f"grant update on public.{table} to authenticated"
        yield f"no row security on {table}", f"alter table public.{table} disable row level security"
        yield (
            f"no policy on {table}",
            f"""do $$ declare p text; begin
              for p in select policyname from pg_policies where tablename = '{table}' loop
                execute format('drop policy %I on public.{table}', p);
              end loop;
              if p is null then grant select on public.{table} to authenticated; end if;
            end $$""",
        )
    yield (
        "a plain view",
        (
            "create view public.hole as select * from public.user_progress; grant select on public.hole to authenticated"
        ),
    )
    yield "a public function", "grant execute on function public.run_cleanup(integer) to public"
    yield "a service function for clients", "grant execute on function public.api_read(uuid) to authenticated"
    yield "a client function for services", "grant execute on function public.token_list() to service_role"
    yield "no policy on messages", "drop policy read_own_topics on realtime.messages"
    yield "open messages", "alter policy read_own_topics on realtime.messages using (true)"
    yield "open presence", "alter policy track_presence on realtime.messages with check (true)"


async def test_every_hole_in_rights_is_found(database: Database, expected: dict[str, Any]) -> None:
    scene = await scene_in_one_connection(database)
    owner = scene.people.owner
    unnoticed = []
    for name, statement in mutations():
        transaction = owner.transaction()
        await transaction.start()
        await owner.execute(statement)
        if not await differs(scene, name, expected):
            unnoticed.append(name)
        await transaction.rollback()

    assert not await differs(scene, "nothing", expected)
    assert unnoticed == []


async def differs(scene: Scene, name: str, expected: dict[str, Any]) -> bool:
    """Whether the part of the matrix that a mutation concerns is another than the one checked in."""
    only = f"public.{name.rpartition(' ')[2]}"
    if name in {"a plain view", "nothing"} or only.removeprefix("public.") in TABLES:
        only = only if only.removeprefix("public.") in TABLES else "public.hole"
        found: Any = [
            await relation_grants(scene.people.owner, only),
            await without_row_security(scene.people.owner),
            await seen_rows(scene, only),
            await tried_writes(scene, only),
        ]
        catalogue, observed = expected["catalogue"], expected["observed"]
        wanted: Any = [
            {key: value for key, value in catalogue["relations"].items() if key == only},
            catalogue["row security off"],
            {key: value for key, value in observed["rows"].items() if key.split(" ")[0] == only},
            {key: value for key, value in observed["writes"].items() if key == only},
        ]
        return bool(found != wanted)
    if name.endswith(("messages", "presence")):
        topics: Any = expected["observed"]["topics"]
        return bool(await tried_topics(scene) != topics)
    functions: Any = expected["observed"]["functions"]
    return bool(await tried_functions(scene) != functions)
