"""The Supabase shape of the database: what migrations, policies and clients take for granted."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import asyncpg
import pytest

from tarkov_desktop.localbackend.database import connected, open_database
from tests.backend_support import Database, database_options

WIDE_TABLE_RIGHTS = "select has_table_privilege('anon', 'public.newborn', 'insert')"


async def test_claims_tell_who_asks(database: Database) -> None:
    vera = await database.add_user("Vera")
    connection = await database.acting_as(vera, email="vera@example.test")
    row = await connection.fetchrow(
        "select auth.uid(), auth.role(), auth.email(), auth.jwt() ->> 'aud' as aud"
    )
    assert row is not None
    assert tuple(row) == (vera, "authenticated", "vera@example.test", "authenticated")


async def test_without_claims_nobody_asks(database: Database) -> None:
    connection = await database.connect()
    assert await connection.fetchval(
        "select auth.uid() is null and auth.role() is null and auth.jwt() is null"
    )


async def test_the_single_claim_setting_wins_over_the_json(database: Database) -> None:
    vera = await database.add_user("Vera")
    connection = await database.acting_as(None)
    await connection.execute("select set_config('request.jwt.claim.sub', $1, false)", str(vera))
    assert await connection.fetchval("select auth.uid()") == vera


async def test_postgres_is_no_superuser_but_owns_the_database(database: Database) -> None:
    connection = await database.connect()
    assert await connection.fetchval("select not rolsuper from pg_roles where rolname = current_user")
    await connection.execute("create schema of_mine")


@pytest.mark.parametrize("strict", [False, True])
async def test_only_strict_grants_close_a_new_table_before_any_migration(
    tmp_path: Path, strict: bool
) -> None:
    options = dataclasses.replace(database_options(), migrations=tmp_path, strict_grants=strict)
    async with open_database(options) as bare, connected(bare.dsn("postgres")) as connection:
        await connection.execute("create table public.newborn (id int)")
        assert await connection.fetchval(WIDE_TABLE_RIGHTS) is not strict


async def test_a_sent_message_lies_in_its_topic_with_an_id(database: Database) -> None:
    connection = await database.connect()
    await connection.execute("""select realtime.send('{"a": 1}', 'poke', 'user:1')""")
    row = await connection.fetchrow(
        "select topic, event, private, extension, id, payload from realtime.messages"
    )
    assert row is not None
    assert (row["topic"], row["event"], row["private"], row["extension"]) == (
        "user:1",
        "poke",
        True,
        "broadcast",
    )
    assert row["payload"] == {"a": 1, "id": str(row["id"])}


async def test_a_message_that_cannot_be_written_does_not_fail_the_change(database: Database) -> None:
    nobody = await database.acting_as(None, role="anon")  # no policy lets anon insert
    await nobody.execute("select realtime.send('{}', 'poke', 'user:1')")
    assert await (await database.connect()).fetchval("select count(*) from realtime.messages") == 0


async def test_messages_have_partitions_for_the_days_around_today(database: Database) -> None:
    connection = await database.connect("supabase_admin")
    count = "select count(*) from pg_inherits where inhparent = 'realtime.messages'::regclass"
    assert await connection.fetchval(count) == 7
    await connection.execute(
        "create table realtime.messages_2020_01_01 partition of realtime.messages for values from ('2020-01-01') to ('2020-01-02')"
    )
    await connection.execute("select localbackend.renew_message_partitions()")
    assert await connection.fetchval(count) == 7


async def test_postgres_may_write_policies_on_messages_and_anon_sees_none(database: Database) -> None:
    owner = await database.connect()
    await owner.execute(
        "create policy own_topic on realtime.messages for select to authenticated using ((select realtime.topic()) = 'a')"
    )
    await owner.execute("select realtime.send('{}', 'poke', 'a')")
    person = await database.acting_as(await database.add_user())
    seen = "select count(*) from realtime.messages"
    assert await person.fetchval(seen) == 0
    await person.execute("select set_config('realtime.topic', 'a', false)")
    assert await person.fetchval(seen) == 1


async def test_broadcast_changes_tells_the_row_and_refuses_statements(database: Database) -> None:
    connection = await database.connect()
    await connection.execute("create table public.things (id int)")
    await connection.execute(
        """create function public.tell() returns trigger language plpgsql as $$ begin
             perform realtime.broadcast_changes('t', 'e', tg_op, tg_table_name, tg_table_schema, new, old); return null; end $$;
           create trigger tell after insert on public.things for each row execute function public.tell();
           insert into public.things values (7)"""
    )
    payload = await connection.fetchval("select payload from realtime.messages")
    assert payload | {"id": None} == {
        "operation": "INSERT", "schema": "public", "table": "things", "record": {"id": 7}, "old_record": None, "id": None,
    }  # fmt: skip
    with pytest.raises(asyncpg.RaiseError):
        await connection.execute(
            "select realtime.broadcast_changes('t','e','INSERT','x','y',null,null,'STATEMENT')"
        )


async def test_both_publications_exist_and_only_messages_are_published(database: Database) -> None:
    connection = await database.connect()
    rows = await connection.fetch("select pubname::text, tablename::text from pg_publication_tables")
    assert [tuple(row) for row in rows] == [("supabase_realtime_messages", "messages")]
    assert await connection.fetchval("select count(*) from pg_publication") == 2


@pytest.mark.parametrize("role", ["anon", "authenticated"])
async def test_clients_cannot_read_the_users_of_auth(database: Database, role: str) -> None:
    person = await database.acting_as(None, role="anon" if role == "anon" else "authenticated")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await person.fetch("select * from auth.users")
