"""Migrations: in order, each whole or not at all, recorded as the Supabase CLI records them, never changed unnoticed."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from tarkov_desktop import resources
from tarkov_desktop.localbackend.database import connected, open_database
from tarkov_desktop.localbackend.errors import MigrationChangedError, MigrationFailedError, StartFailedError
from tarkov_desktop.localbackend.migrate import Migration, apply_migrations, read_migrations
from tarkov_desktop.localbackend.postgres.places import wipe
from tests.backend_support import Database, database_options

RECORD = "select version from supabase_migrations.schema_migrations order by version desc limit 1"


def migration(text: str, version: str = "99990101000000") -> Migration:
    return Migration(version=version, name="later", text=text)


@pytest.fixture
def present() -> tuple[Migration, ...]:
    """What the database under test has already seen."""
    return read_migrations(database_options().migrations)


async def test_a_new_file_is_applied_once(database: Database, present: tuple[Migration, ...]) -> None:
    connection = await database.connect()
    files = (*present, migration("create table public.fruit (id int); insert into public.fruit values (1);"))
    assert await apply_migrations(connection, files) == 1
    assert await apply_migrations(connection, files) == 0
    assert await connection.fetchval("select count(*) from public.fruit") == 1
    assert await connection.fetchval(RECORD) == "99990101000000"


async def test_a_file_that_fails_leaves_nothing_and_says_where(
    database: Database, present: tuple[Migration, ...]
) -> None:
    connection = await database.connect()
    files = (*present, migration("create table public.fruit (id int);\n\nselect nothing;"))
    with pytest.raises(MigrationFailedError, match=r"99990101000000_later\.sql, line 3"):
        await apply_migrations(connection, files)
    assert await connection.fetchval("select to_regclass('public.fruit')") is None
    assert await connection.fetchval(RECORD) != "99990101000000"


async def test_a_changed_or_missing_file_is_refused(
    database: Database, present: tuple[Migration, ...]
) -> None:
    connection = await database.connect()
    await apply_migrations(connection, (*present, migration("select 1;")))
    with pytest.raises(MigrationChangedError, match="changed after it was applied"):
        await apply_migrations(connection, (*present, migration("select 2;")))
    with pytest.raises(MigrationChangedError, match="its file is gone"):
        await apply_migrations(connection, present)


async def test_the_cli_may_have_recorded_the_statements_one_by_one(
    database: Database, present: tuple[Migration, ...]
) -> None:
    connection = await database.connect()
    await connection.execute(
        "insert into supabase_migrations.schema_migrations (version, name, statements) values ('99990101000000', 'later', $1)",
        ["select 1", "-- two\nselect 2"],
    )
    assert await apply_migrations(connection, (*present, migration("select 1;\n\n-- two\nselect 2;\n"))) == 0


async def test_migrations_have_no_superuser(database: Database, present: tuple[Migration, ...]) -> None:
    connection = await database.connect()
    with pytest.raises(MigrationFailedError):
        await apply_migrations(connection, (*present, migration("alter role postgres superuser")))


async def test_a_setting_of_one_file_does_not_reach_the_next(
    database: Database, present: tuple[Migration, ...]
) -> None:
    connection = await database.connect()
    files = (
        *present,
        migration("set search_path = ''"),
        migration("create table plain (id int)", "99990102000000"),
    )
    assert await apply_migrations(connection, files) == 2
    assert await connection.fetchval("select to_regclass('public.plain')") is not None


async def test_files_are_taken_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("2_b.sql", "1_a.sql", "notes.sql", "3_c.txt"):
        (tmp_path / name).write_text("select 1", "utf-8")
    assert [file.file_name for file in read_migrations(tmp_path)] == ["1_a.sql", "2_b.sql"]
    assert read_migrations(tmp_path / "nowhere") == ()


async def test_a_kept_database_refuses_a_changed_migration(tmp_path: Path) -> None:
    (tmp_path / "migrations").mkdir()
    file = tmp_path / "migrations" / "1_make.sql"
    file.write_text("create table public.made (id int)", "utf-8")
    options = dataclasses.replace(database_options(), folder=tmp_path / "kept", migrations=file.parent)
    async with open_database(options):
        file.write_text("create table public.made (id bigint)", "utf-8")
    with pytest.raises(MigrationChangedError, match=r"1_make\.sql"):
        async with open_database(options):
            pass
    wipe(tmp_path / "kept")


async def test_a_seed_runs_in_a_new_database_and_a_bad_one_stops_the_start(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.sql", tmp_path / "bad.sql"
    good.write_text("create table public.seeded (id int)", "utf-8")
    bad.write_text("select nothing", "utf-8")
    options = dataclasses.replace(database_options(), migrations=tmp_path / "none")
    async with (
        open_database(dataclasses.replace(options, seeds=(good,))) as cluster,
        connected(cluster.dsn("postgres")) as connection,
    ):
        assert await connection.fetchval("select to_regclass('public.seeded')") is not None
    with pytest.raises(StartFailedError, match="cannot be read"):
        async with open_database(dataclasses.replace(options, seeds=(tmp_path / "missing.sql",))):
            pass
    with pytest.raises(MigrationFailedError, match=r"bad\.sql"):
        async with open_database(dataclasses.replace(options, seeds=(bad,))):
            pass


async def test_a_second_pass_of_the_bootstrap_gives_nothing_back_that_migrations_revoked(
    database: Database,
) -> None:
    admin, owner = await database.connect("supabase_admin"), await database.connect()
    await admin.execute(resources.read_text("localbackend/bootstrap.sql"))
    await owner.execute("create table public.newborn (id int)")
    assert not await owner.fetchval("select has_table_privilege('anon', 'public.newborn', 'select')")
