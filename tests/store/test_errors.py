"""What SQLite says, in our words: each carries a code for the command line and a sentence for people."""

from __future__ import annotations

import sqlite3

import pytest

from tarkov_desktop.store.errors import (
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreInUse,
    StoreUnwritable,
    translated,
)
from tarkov_desktop.store.writer import TRIED_AGAIN


def _said(code: int) -> sqlite3.Error:
    error = sqlite3.OperationalError("said by SQLite")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (sqlite3.SQLITE_FULL, StoreFull),
        (sqlite3.SQLITE_IOERR, StoreUnwritable),
        (sqlite3.SQLITE_IOERR | 4 << 8, StoreUnwritable),  # an extended code: the fsync failed
        (sqlite3.SQLITE_READONLY, StoreUnwritable),
        (sqlite3.SQLITE_CANTOPEN, StoreUnwritable),
        (sqlite3.SQLITE_BUSY, StoreInUse),
        (sqlite3.SQLITE_CORRUPT, StoreDamaged),
        (sqlite3.SQLITE_NOTADB, StoreDamaged),
    ],
)
def test_the_state_of_disk_and_file_is_told_in_our_words(code: int, kind: type[StoreError]) -> None:
    error = translated(_said(code))

    assert type(error) is kind
    assert str(error).endswith(".")


@pytest.mark.parametrize("error", [_said(sqlite3.SQLITE_CONSTRAINT), sqlite3.ProgrammingError("ours")])
def test_a_mistake_of_ours_is_not_dressed_up(error: sqlite3.Error) -> None:
    assert translated(error) is None


def test_damage_is_not_tried_again() -> None:
    assert not issubclass(StoreDamaged, TRIED_AGAIN)


def test_every_code_is_a_word_of_its_own() -> None:
    codes = [kind.code for kind in StoreError.__subclasses__()]

    assert len(set(codes)) == len(codes) == 6
