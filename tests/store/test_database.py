"""Opening an account's file: ours, damaged, newer, or somebody else's."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tarkov_desktop.store.account_store import AccountStore
from tarkov_desktop.store.database import MIGRATIONS, connect, statements
from tarkov_desktop.store.errors import StoreDamaged, StoreTooNew, StoreUnwritable
from tarkov_desktop.store.records import Edit, StampedWrite
from tests.store.worlds import SCOPE, WAIT_S, a_stamp, a_store, an_edit, values


def test_commits_wait_for_the_disk_and_the_file_is_held_exclusively(tmp_path: Path) -> None:
    connection = connect(tmp_path / "a.sqlite")

    pragmas = [
        connection.execute(f"pragma {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "locking_mode")
    ]

    assert pragmas == ["wal", 2, "exclusive"]
    connection.close()


def test_a_file_of_a_newer_version_is_refused_and_not_touched(tmp_path: Path) -> None:
    a_store(tmp_path).close()
    path = tmp_path / "guest.sqlite"
    plain = sqlite3.connect(path)
    plain.execute(f"pragma user_version = {len(MIGRATIONS) + 1}")
    plain.close()
    before = path.read_bytes()

    with pytest.raises(StoreTooNew, match="newer version"):
        a_store(tmp_path)

    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "content", [b"not a database at all" * 100, b"\0" * 8192, b"SQLite format 3\0garbage"]
)
def test_a_file_that_is_no_database_is_called_damaged(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "guest.sqlite").write_bytes(content)

    with pytest.raises(StoreDamaged):
        a_store(tmp_path)

    assert (tmp_path / "guest.sqlite").read_bytes() == content


def test_a_database_of_another_program_is_not_taken_over(tmp_path: Path) -> None:
    plain = sqlite3.connect(tmp_path / "guest.sqlite")
    plain.execute("create table t (a)")
    plain.close()

    with pytest.raises(StoreDamaged, match="not one that this program wrote"):
        a_store(tmp_path)


def test_a_folder_that_is_not_there_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(StoreUnwritable):
        AccountStore.open(tmp_path / "missing" / "a.sqlite", new_device_id=lambda: "x")


def test_a_page_overwritten_with_rubbish_is_found_by_the_check(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    writes = tuple(StampedWrite(SCOPE, f"skillOffsets/{n:0100}", 1, a_stamp(n)) for n in range(1_000))
    store.commit(Edit(writes=writes)).result(WAIT_S)
    store.close()
    path = tmp_path / "guest.sqlite"
    damaged = bytearray(path.read_bytes())
    place = damaged.find(b"skillOffsets/" + b"0" * 97 + b"500")
    damaged[place - place % 4096 : place - place % 4096 + 64] = b"\xff" * 64
    path.write_bytes(damaged)

    opened = a_store(tmp_path)

    assert isinstance(opened.verify().exception(WAIT_S), StoreDamaged)
    opened.close()


def test_an_undamaged_file_passes_the_check(store: AccountStore) -> None:
    store.commit(an_edit("level", 2, 1))

    assert store.verify().exception(WAIT_S) is None
    assert values(store) == {"level": 2}


def test_a_failed_migration_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "guest.sqlite"
    plain = sqlite3.connect(path)
    plain.execute(f"pragma application_id = {0x54444B54}")
    plain.execute("create table journal (a)")
    plain.close()

    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        a_store(tmp_path)

    again = sqlite3.connect(path)
    assert [row[0] for row in again.execute("select name from sqlite_schema")] == ["journal"]
    again.close()


def test_a_script_is_cut_into_its_statements() -> None:
    scripts = [list(statements(script())) for script in MIGRATIONS]

    assert all(part.rstrip().endswith(";") for script in scripts for part in script)
    assert len(scripts[0]) == 11


def _and_a_second() -> list[Callable[[], str]]:
    return [*MIGRATIONS, lambda: "alter table settings add column since text;\ncreate table extra (a);\n"]


def test_an_older_file_is_upgraded_keeps_its_content_and_leaves_a_copy(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    store.commit(an_edit("level", 20, 1)).result(WAIT_S)
    store.close()
    path = tmp_path / "guest.sqlite"

    upgraded = connect(path, migrations=_and_a_second())

    assert upgraded.execute("pragma user_version").fetchone() == (2,)
    assert upgraded.execute("select path, value from registers").fetchall() == [("level", "20")]
    assert upgraded.execute("select count(*) from extra").fetchone() == (0,)
    upgraded.close()
    before = a_store(tmp_path, "guest.version-1.sqlite")
    assert values(before) == {"level": 20}
    before.close()
    with pytest.raises(StoreTooNew):
        a_store(tmp_path)


def test_an_upgrade_that_fails_leaves_the_older_file_usable(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    store.commit(an_edit("level", 20, 1)).result(WAIT_S)
    store.close()
    broken = [*MIGRATIONS, lambda: "create table extra (a);\ncreate table journal (a);\n"]

    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        connect(tmp_path / "guest.sqlite", migrations=broken)

    again = a_store(tmp_path)
    assert values(again) == {"level": 20}
    again.close()
