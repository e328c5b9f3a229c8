"""The decoder of PostgreSQL's log: compared with what SELECT says, and fed with noise."""

from __future__ import annotations

import random
import uuid
from typing import Any

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tarkov_desktop.localbackend.wal import UNCHANGED, Change, WalDecoder, WalError
from tests.backend_support import Database

_COLUMNS = {
    "a": "int8",
    "b": "text",
    "c": "numeric(20, 6)",
    "d": "bool",
    "e": "timestamptz",
    "f": "jsonb",
    "g": "text[]",
    "h": "uuid",
    "i": "bytea",
    "j": "float8",
    "k": "int4range",
}


class Log:
    """A slot over one table, decoded."""

    def __init__(self, connection: asyncpg.Connection, slot: str) -> None:
        self._connection = connection
        self._slot = slot
        self._decoder = WalDecoder()
        self.messages: list[bytes] = []

    async def changes(self) -> list[Change]:
        """What was committed since the last call."""
        rows = await self._connection.fetch(
            "select data from pg_logical_slot_get_binary_changes($1, null, null, 'proto_version', '1', "
            "'publication_names', 'logged')",
            self._slot,
        )
        self.messages = [row["data"] for row in rows]
        found = [self._decoder.decode(message) for message in self.messages]
        return [change for change in found if change is not None]


async def logged(database: Database, table: str) -> tuple[asyncpg.Connection, Log]:
    """A connection, and the log of *table* (its definition) made with it."""
    admin = await database.connect("supabase_admin")
    await admin.execute(f"create table logged {table}; create publication logged for table logged")
    slot = f"test_{uuid.uuid4().hex[:12]}"
    await admin.execute("select pg_create_logical_replication_slot($1, 'pgoutput', true)", slot)
    return admin, Log(admin, slot)


def _random_row(rng: random.Random, number: int) -> list[str | None]:
    def text() -> str:
        return "".join(rng.choice("aå€'\"\\{},\n\t 𝄞x") for _ in range(rng.randrange(9)))

    values: list[str] = [
        str(number),
        text(),
        str(rng.randrange(-(10**12), 10**12) / 10**3),
        rng.choice(["true", "false"]),
        f"20{rng.randrange(10, 90)}-0{rng.randrange(1, 10)}-1{rng.randrange(10)} 0{rng.randrange(10)}:00:00.{rng.randrange(10**6):06}+02",
        '{"k": [1, null, "' + rng.choice(["x", "é", "\\\\"]) + '"]}',
        "{a," + rng.choice(["NULL", '"b c"', '""']) + "}",
        str(uuid.UUID(int=rng.getrandbits(128))),
        "\\x" + rng.randbytes(rng.randrange(5)).hex(),
        rng.choice(["1e300", "-0.1", "NaN", "Infinity"]),
        rng.choice(["[1,5)", "empty", "(,3)"]),
    ]
    return [values[0], *(None if rng.random() < 0.2 else value for value in values[1:])]


async def test_random_rows_of_many_types_read_as_select_shows_them(database: Database) -> None:
    shape = ", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())
    admin, log = await logged(database, f"({shape}, primary key (a))")
    rng = random.Random(20261121)
    places = ", ".join(f"(${n}::text)::{kind}" for n, kind in enumerate(_COLUMNS.values(), 1))
    for number in range(120):
        await admin.execute(f"insert into logged values ({places})", *_random_row(rng, number))

    changes = await log.changes()
    # format() asks each type for its own text, as the log does; a cast to text has other words for booleans.
    texts = ", ".join(
        f"case when {name} is not null then format('%s', {name}) end as {name}" for name in _COLUMNS
    )
    shown = await admin.fetch(f"select {texts} from logged order by logged.a")

    assert [dict(change.new) for change in changes] == [dict(row) for row in shown]


async def test_updates_and_deletes_hold_the_key_or_the_whole_old_row(database: Database) -> None:
    admin, log = await logged(database, "(a int primary key, b text)")
    await admin.execute("insert into logged values (1, 'x')")
    await admin.execute("update logged set b = 'y'; update logged set a = 2; delete from logged")
    by_key = await log.changes()
    await admin.execute("alter table logged replica identity full; insert into logged values (3, 'x')")
    await admin.execute("update logged set b = 'y'; delete from logged")
    whole = await log.changes()

    def told(change: Change) -> tuple[Any, ...]:
        return change.kind, dict(change.old), dict(change.new), change.is_old_whole

    assert [told(change) for change in by_key] == [
        ("INSERT", {}, {"a": "1", "b": "x"}, False),
        ("UPDATE", {"a": "1"}, {"a": "1", "b": "y"}, False),
        ("UPDATE", {"a": "1"}, {"a": "2", "b": "y"}, False),
        ("DELETE", {"a": "2"}, {}, False),
    ]
    assert [told(change) for change in whole[1:]] == [
        ("UPDATE", {"a": "3", "b": "x"}, {"a": "3", "b": "y"}, True),
        ("DELETE", {"a": "3", "b": "y"}, {}, True),
    ]


async def test_large_values_that_an_update_leaves_alone_are_marked_or_taken_from_the_old_row(
    database: Database,
) -> None:
    admin, log = await logged(database, "(a int primary key, b text)")
    await admin.execute("alter table logged alter column b set storage external")
    await admin.execute("insert into logged values (1, repeat('x', 100000))")
    await admin.execute("update logged set a = 2")
    _, marked = await log.changes()
    await admin.execute("alter table logged replica identity full")
    await admin.execute("update logged set a = 3")
    [taken] = await log.changes()

    assert marked.new["b"] is UNCHANGED
    assert taken.new["b"] == "x" * 100_000


async def test_a_column_added_later_is_seen_and_rolled_back_work_is_not(database: Database) -> None:
    admin, log = await logged(database, "(a int primary key)")
    await admin.execute("insert into logged values (1)")
    transaction = admin.transaction()
    await transaction.start()
    await admin.execute("insert into logged values (2)")
    await transaction.rollback()
    await admin.execute("alter table logged add b text default 'new'")
    await admin.execute("truncate logged; insert into logged values (3)")

    changes = await log.changes()

    assert [dict(change.new) for change in changes] == [{"a": "1"}, {"a": "3", "b": "new"}]


async def test_a_message_cut_short_anywhere_is_refused(database: Database) -> None:
    admin, log = await logged(database, "(a int primary key, b text)")
    await admin.execute(
        "insert into logged values (1, 'some text'); update logged set a = 2; delete from logged"
    )
    await log.changes()
    relation = next(message for message in log.messages if message[:1] == b"R")
    rows = [message for message in log.messages if message[:1] in {b"I", b"U", b"D"}]
    assert len(rows) == 3

    for message in rows:
        for size in range(1, len(message)):
            decoder = WalDecoder()
            decoder.decode(relation)
            with pytest.raises(WalError):
                decoder.decode(message[:size])


@given(st.binary(min_size=0, max_size=60), st.sampled_from(b"BRIUDCTOYM"))
def test_noise_is_refused_or_harmless(noise: bytes, kind: int) -> None:
    for message in (noise, bytes([kind]) + noise):
        try:
            change = WalDecoder().decode(message)
        except WalError:
            continue
        assert change is None  # no relation was described, so no row can be read
