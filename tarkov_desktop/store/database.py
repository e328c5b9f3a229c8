"""Opens an account's file: durable, held by this process alone, brought to the newest schema."""

from __future__ import annotations

import contextlib
import functools
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from tarkov_desktop import resources
from tarkov_desktop.store.errors import StoreDamaged, StoreTooNew, translated

SQLITE_VERSION: Final = sqlite3.sqlite_version
"""Of the library in use, for diagnostics."""
APPLICATION_ID: Final = 0x54444B54
"""Marks a database as ours ("TDKT"); written into its header."""
MIGRATIONS: Final[Sequence[Callable[[], str]]] = (
    functools.partial(resources.read_text, "store/0001_first.sql"),
)
"""Read the scripts that bring a file from version n to n+1; read only when needed."""


@contextlib.contextmanager
def our_errors() -> Iterator[None]:
    """Turn what SQLite says about the file or the disk into an error of ours; mistakes of ours pass."""
    try:
        yield
    except sqlite3.Error as error:
        ours = translated(error)
        if ours is None:
            raise
        raise ours from error


@contextlib.contextmanager
def only_what_we_wrote() -> Iterator[None]:
    """Take values that this program never writes for what they are: a damaged page that SQLite did not notice.

    Raises:
        StoreDamaged: a value could not be read as what its column holds.
    """
    try:
        with our_errors():
            yield
    except (ValueError, TypeError, msgspec.MsgspecError) as error:
        raise StoreDamaged("The file of your progress holds values that cannot be.") from error


def connect(path: Path, *, migrations: Sequence[Callable[[], str]] = MIGRATIONS) -> sqlite3.Connection:
    """Return a connection to the file at *path*, made if missing. One thread at a time may use it.

    The lock on the file lasts until the connection is closed (or the process dies), so two processes never write
    one account. ``synchronous=FULL`` makes a commit wait until its bytes are on the disk.

    Raises:
        StoreError: the file is damaged, too new, in use, or the disk refuses; it was not changed.
    """
    with our_errors():
        # Exclusive from the first access: then the WAL needs no shared memory file and works on network folders.
        connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("pragma locking_mode = exclusive")
            version = read_version(connection, newest=len(migrations))
            connection.execute("pragma journal_mode = wal")
            connection.execute("pragma synchronous = full")
            connection.execute("pragma fullfsync = on")
            connection.execute("pragma foreign_keys = on")
            connection.execute("pragma temp_store = memory")
            if 0 < version < len(migrations):
                copy_before_upgrade(connection, path, version)
            migrate(connection, version, migrations)
        except BaseException:
            connection.close()
            raise
        return connection


def read_version(connection: sqlite3.Connection, *, newest: int) -> int:
    """Return the schema version of the file, 0 for a new one; *newest* is the one this program knows.

    Raises:
        StoreTooNew: a newer version of the program wrote it.
        StoreDamaged: it is somebody else's database.
    """
    version = int(connection.execute("pragma user_version").fetchone()[0])
    owner = int(connection.execute("pragma application_id").fetchone()[0])
    tables = int(connection.execute("select count(*) from sqlite_schema").fetchone()[0])
    if tables and owner != APPLICATION_ID:
        raise StoreDamaged("The file of your progress is not one that this program wrote.")
    if version > newest:
        raise StoreTooNew(
            "Your progress was saved by a newer version of Tarkov Desktop. Update the program to open it; "
            "nothing was changed."
        )
    return version


def copy_before_upgrade(connection: sqlite3.Connection, path: Path, version: int) -> Path:
    """Keep the file as the older program left it, beside it; an older copy of the same version gives way."""
    kept = path.with_name(f"{path.stem}.version-{version}{path.suffix}")
    kept.unlink(missing_ok=True)
    connection.execute("vacuum into ?", (str(kept),))
    return kept


def migrate(
    connection: sqlite3.Connection, version: int, migrations: Sequence[Callable[[], str]] = MIGRATIONS
) -> None:
    """Bring the schema from *version* to the newest, all in one transaction."""
    if version == len(migrations):
        return
    with transaction(connection):
        for script in migrations[version:]:
            for statement in statements(script()):
                connection.execute(statement)
        connection.execute(f"pragma application_id = {APPLICATION_ID}")
        connection.execute(f"pragma user_version = {len(migrations)}")


def statements(script: str) -> Iterator[str]:
    """Yield the statements of an SQL script one by one (``executescript`` would commit between them)."""
    gathered = ""
    for line in script.splitlines(keepends=True):
        gathered += line
        if sqlite3.complete_statement(gathered):
            yield gathered
            gathered = ""


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Do everything inside, or nothing."""
    connection.execute("begin immediate")
    try:
        yield
        connection.execute("commit")
    except BaseException:
        if connection.in_transaction:
            connection.execute("rollback")
        raise


def check(connection: sqlite3.Connection) -> None:
    """Read every page of the file and compare what must agree; some 10 ms per MB.

    Raises:
        StoreDamaged: they do not agree.
    """
    with our_errors():
        found = [str(row[0]) for row in connection.execute("pragma quick_check(1)")]
    if found != ["ok"]:
        raise StoreDamaged(f"The file of your progress is damaged ({found[0][:80]}).")


def was_left_open(path: Path) -> bool:
    """Return whether the last process that had the file open ended without closing it."""
    wal = path.with_name(path.name + "-wal")
    with contextlib.suppress(OSError):
        return wal.stat().st_size > 0
    return False
