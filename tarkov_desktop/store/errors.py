"""What can be wrong with an account's file.

StoreError
├── StoreDamaged   the file cannot be read as ours
├── StoreTooNew    a newer version of the program wrote it
├── StoreInUse     another process has it open
├── StoreFull      the disk is full; nothing was changed, the same write may be tried again
├── StoreUnwritable  the disk refuses to read or write; may be tried again
└── StoreClosed    the program is closing
"""

from __future__ import annotations

import sqlite3
from typing import Final


class StoreError(Exception):
    """The file of an account cannot do what was asked; ``code`` is the word the command line prints."""

    code = "store_failed"


class StoreDamaged(StoreError):  # noqa: N818 - named for the state of the file, as the tree above reads
    """The file is not a database of ours, or its pages contradict each other."""

    code = "store_damaged"


class StoreTooNew(StoreError):  # noqa: N818 - as above
    """The file was written by a newer version of the program; it was not touched."""

    code = "store_too_new"


class StoreInUse(StoreError):  # noqa: N818 - as above
    """Another process has the file open."""

    code = "store_in_use"


class StoreFull(StoreError):  # noqa: N818 - as above
    """There is no room on the disk. What was asked did not happen and may be tried again."""

    code = "disk_full"


class StoreUnwritable(StoreError):  # noqa: N818 - as above
    """The disk or the folder refuses. What was asked did not happen and may be tried again."""

    code = "store_unwritable"


class StoreClosed(StoreError):  # noqa: N818 - as above
    """The store was closed before this could be done."""

    code = "store_closed"


_BY_CODE: Final[dict[int, tuple[type[StoreError], str]]] = {
    sqlite3.SQLITE_FULL: (StoreFull, "The disk is full."),
    sqlite3.SQLITE_IOERR: (StoreUnwritable, "The disk does not answer as it should."),
    sqlite3.SQLITE_READONLY: (StoreUnwritable, "The file of your progress is read-only."),
    sqlite3.SQLITE_CANTOPEN: (StoreUnwritable, "The file of your progress cannot be opened."),
    sqlite3.SQLITE_PERM: (StoreUnwritable, "The file of your progress may not be opened."),
    sqlite3.SQLITE_AUTH: (StoreUnwritable, "The file of your progress may not be opened."),
    sqlite3.SQLITE_BUSY: (StoreInUse, "Another program has the file of your progress open."),
    sqlite3.SQLITE_LOCKED: (StoreInUse, "Another program has the file of your progress open."),
    sqlite3.SQLITE_CORRUPT: (StoreDamaged, "The file of your progress is damaged."),
    sqlite3.SQLITE_NOTADB: (StoreDamaged, "The file of your progress is damaged."),
}


def translated(error: sqlite3.Error) -> StoreError | None:
    """Return our error for what SQLite says about the file or the disk, None where it is a mistake of ours."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return None
    kind = _BY_CODE.get(code & 0xFF)
    return None if kind is None else kind[0](kind[1])
