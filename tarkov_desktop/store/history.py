"""The journal of operations, the archived generations and the dead letters."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

import msgspec

from tarkov_desktop.domain.changes import Origin
from tarkov_desktop.domain.ids import GameMode
from tarkov_desktop.store.records import (
    Archive,
    DeadLetter,
    JournalEntry,
    JournalKind,
    ReplacedGeneration,
)
from tarkov_desktop.store.tables import pack, read_registers, read_state, unpack
from tarkov_desktop.sync.registers import Register, Scope
from tarkov_desktop.sync.stamp import Stamp

MAX_ARCHIVES: Final = 20
"""Archived generations kept per mode (sync.md, Reset, prestige, season)."""

_REPLACED = msgspec.json.Decoder(tuple[ReplacedGeneration, ...])
_JournalRow: TypeAlias = tuple[int, int, str, str, str, str, str, int | None, int, str, bytes]


def add_journal(connection: sqlite3.Connection, entry: JournalEntry) -> None:
    """Write one line of the journal."""
    connection.execute(
        "insert into journal (id, at_ms, mode, label, subject, origin, kind, target, undoable, archives, touched)"
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            entry.id,
            entry.at_ms,
            entry.mode,
            entry.label,
            entry.subject,
            entry.origin.value,
            entry.kind.value,
            entry.target,
            int(entry.undoable),
            msgspec.json.encode(entry.replaced).decode(),
            entry.packed,
        ),
    )


def read_journal(
    connection: sqlite3.Connection, *, limit: int, before: int | None = None
) -> list[JournalEntry]:
    """Return at most *limit* lines, newest first, older than the line *before*."""
    rows: Iterable[_JournalRow] = connection.execute(
        "select id, at_ms, mode, label, subject, origin, kind, target, undoable, archives, touched"
        " from journal where ? is null or id < ? order by id desc limit ?",
        (before, before, limit),
    ).fetchall()
    return [_entry(row) for row in rows]


def _entry(row: _JournalRow) -> JournalEntry:
    number, at_ms, mode, label, subject, origin, kind, target, undoable, archives, touched = row
    return JournalEntry(
        id=number,
        at_ms=at_ms,
        mode=GameMode(mode),
        label=label,
        origin=Origin(origin),
        kind=JournalKind(kind),
        subject=subject,
        target=target,
        undoable=bool(undoable),
        replaced=_REPLACED.decode(archives),
        packed=bytes(touched),
    )


def last_journal_id(connection: sqlite3.Connection) -> int:
    """Return the number of the newest line, 0 when there is none."""
    return int(connection.execute("select coalesce(max(id), 0) from journal").fetchone()[0])


def archive_scope(
    connection: sqlite3.Connection, scope: Scope, *, archive_id: str, reason: str, at_ms: int
) -> None:
    """Copy the registers of *scope* into the archive; the oldest beyond the limit of the mode go."""
    registers = {
        path: (each.value, *each.stamp, each.rev) for path, each in read_registers(connection, scope).items()
    }
    epoch = read_state(connection, scope).epoch
    connection.execute(
        "insert or replace into archives (id, mode, season, epoch, reason, at_ms, registers)"
        " values (?, ?, ?, ?, ?, ?, ?)",
        (archive_id, *scope, epoch, reason, at_ms, msgspec.json.encode(registers)),
    )
    connection.execute(
        "delete from archives where mode = ? and id not in"
        " (select id from archives where mode = ? order by at_ms desc, rowid desc limit ?)",
        (scope.mode, scope.mode, MAX_ARCHIVES),
    )


def add_to_archive(
    connection: sqlite3.Connection, scope: Scope, epoch: int, registers: dict[str, Register]
) -> bool:
    """Lay *registers* over the archived generation *epoch* (superseded edits); False when there is none."""
    row = connection.execute(
        "select id from archives where mode = ? and season = ? and epoch = ? order by at_ms desc limit 1",
        (*scope, epoch),
    ).fetchone()
    found = read_archive(connection, row[0]) if row else None
    if found is None:
        return False
    merged = {**found.registers, **registers}
    packed = {path: (each.value, *each.stamp, each.rev) for path, each in merged.items()}
    connection.execute(
        "update archives set registers = ? where id = ?", (msgspec.json.encode(packed), found.id)
    )
    return True


def list_archives(connection: sqlite3.Connection, mode: GameMode) -> list[tuple[str, Scope, int, str, int]]:
    """Return (id, scope, epoch, reason, at_ms) of the archived generations of *mode*, newest first."""
    rows = connection.execute(
        "select id, season, epoch, reason, at_ms from archives where mode = ? order by at_ms desc, rowid desc",
        (mode,),
    )
    return [(key, Scope(mode, season), epoch, reason, at_ms) for key, season, epoch, reason, at_ms in rows]


def read_archive(connection: sqlite3.Connection, archive_id: str) -> Archive | None:
    """Return one archived generation, None when it is gone."""
    row = connection.execute(
        "select id, mode, season, epoch, reason, at_ms, registers from archives where id = ?", (archive_id,)
    ).fetchone()
    if row is None:
        return None
    registers = {
        path: Register(value, Stamp(epoch, ms, counter, node), rev)
        for path, (value, epoch, ms, counter, node, rev) in msgspec.json.decode(row[6]).items()
    }
    return Archive(row[0], Scope(GameMode(row[1]), row[2]), row[3], row[4], row[5], registers)


def delete_archive(connection: sqlite3.Connection, archive_id: str) -> None:
    """Forget one archived generation; one that is not there is no error."""
    connection.execute("delete from archives where id = ?", (archive_id,))


def add_dead_letters(connection: sqlite3.Connection, letters: Sequence[DeadLetter]) -> None:
    """Keep refused edits; the ids of *letters* are not looked at."""
    connection.executemany(
        "insert into dead_letters (mode, season, path, value, epoch, ms, counter, node, reason, at_ms)"
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (*each.scope, each.path, pack(each.value), *each.stamp, each.reason, each.at_ms)
            for each in letters
        ],
    )


def read_dead_letters(connection: sqlite3.Connection) -> list[DeadLetter]:
    """Return the refused edits, oldest first."""
    rows = connection.execute(
        "select id, mode, season, path, value, epoch, ms, counter, node, reason, at_ms from dead_letters"
        " order by id"
    )
    return [
        DeadLetter(
            number,
            Scope(GameMode(mode), season),
            path,
            unpack(value),
            Stamp(epoch, ms, counter, node),
            reason,
            at_ms,
        )
        for number, mode, season, path, value, epoch, ms, counter, node, reason, at_ms in rows
    ]


def discard_dead_letter(connection: sqlite3.Connection, number: int) -> None:
    """Forget one refused edit."""
    connection.execute("delete from dead_letters where id = ?", (number,))
