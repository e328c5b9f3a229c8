"""Waiting edits: one per path, in seq order, replaced by the newer edit of the same path (sync.md, An edit)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from tarkov_desktop.domain.ids import GameMode
from tarkov_desktop.store.records import NewGeneration, StampedWrite
from tarkov_desktop.store.tables import (
    HIGHEST_SENT,
    LAST_SEQ,
    pack,
    read_meta,
    unpack,
    write_meta,
)
from tarkov_desktop.sync.registers import PendingOp, Scope
from tarkov_desktop.sync.stamp import Stamp

_COLUMNS = "seq, mode, season, path, value, epoch, ms, counter, node, reason, sent"
_Row: TypeAlias = tuple[int, str, int, str | None, str, int, int, int, str, str, int]


def add_writes(connection: sqlite3.Connection, writes: Sequence[StampedWrite], *, sent: bool = False) -> None:
    """Queue *writes* with new seqs; a waiting edit of the same path and generation gives way.

    ``sent``: they were with the server once, so a mended clock leaves their stamps alone.
    """
    connection.executemany(
        "delete from outbox where mode = ? and season = ? and epoch = ? and path = ?",
        [(*each.scope, each.stamp.epoch, each.path) for each in writes],
    )
    last_seq = _take_seqs(connection, len(writes))
    connection.executemany(
        "insert into outbox (seq, mode, season, path, value, epoch, ms, counter, node, sent)"
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (last_seq + n, *each.scope, each.path, pack(each.value), *each.stamp, int(sent))
            for n, each in enumerate(writes, start=1)
        ],
    )


def add_reset(connection: sqlite3.Connection, generation: NewGeneration) -> None:
    """Queue the reset that begins *generation*."""
    seq = _take_seqs(connection, 1) + 1
    connection.execute(
        "insert into outbox (seq, mode, season, path, value, reason, epoch, ms, counter, node)"
        " values (?, ?, ?, null, 'null', ?, ?, ?, ?, ?)",
        (seq, *generation.scope, generation.reason, *generation.stamp),
    )


def read_pending(
    connection: sqlite3.Connection, scope: Scope | None = None, limit: int = -1
) -> list[PendingOp]:
    """Return at most *limit* waiting edits in seq order, of *scope* or of all."""
    where = "" if scope is None else "where mode = ? and season = ?"
    rows: Iterable[_Row] = connection.execute(
        f"select {_COLUMNS} from outbox {where} order by seq limit ?",  # noqa: S608 - constants only
        (*(scope or ()), limit),
    )
    return [_pending(row) for row in rows]


def _pending(row: _Row) -> PendingOp:
    seq, mode, season, path, value, epoch, ms, counter, node, reason, sent = row
    stamp = Stamp(epoch, ms, counter, node)
    return PendingOp(seq, Scope(GameMode(mode), season), path, unpack(value), stamp, reason, bool(sent))


def count_pending(connection: sqlite3.Connection) -> dict[Scope, int]:
    """Return how many edits wait in each scope that has any."""
    rows = connection.execute("select mode, season, count(*) from outbox group by mode, season")
    return {Scope(GameMode(mode), season): count for mode, season, count in rows}


def mark_sent(connection: sqlite3.Connection, seqs: Sequence[int]) -> None:
    """Note, before the call leaves, that *seqs* may be with the server from now on."""
    connection.executemany("update outbox set sent = 1 where seq = ?", [(seq,) for seq in seqs])
    highest = max(seqs, default=0)
    if highest > int(read_meta(connection, HIGHEST_SENT)):
        write_meta(connection, HIGHEST_SENT, highest)


def remove(connection: sqlite3.Connection, seqs: Iterable[int]) -> None:
    """Remove the rows that were answered; a newer edit of the same path has another seq and stays."""
    connection.executemany("delete from outbox where seq = ?", [(seq,) for seq in seqs])


def restamp(connection: sqlite3.Connection, stamps: Iterable[tuple[int, Stamp]]) -> None:
    """Give never-sent edits the stamps of a mended clock, in the outbox and where they are shown."""
    for seq, stamp in stamps:
        row = connection.execute(
            "select mode, season, path, epoch, ms, counter, node from outbox where seq = ? and sent = 0",
            (seq,),
        ).fetchone()
        if row is None:
            continue
        connection.execute(
            "update outbox set epoch = ?, ms = ?, counter = ?, node = ? where seq = ?", (*stamp, seq)
        )
        connection.execute(
            "update registers set epoch = ?, ms = ?, counter = ?, node = ? where mode = ? and season = ?"
            " and path = ? and epoch = ? and ms = ? and counter = ? and node = ?",
            (*stamp, *row),
        )


def renumber(connection: sqlite3.Connection) -> None:
    """Give every waiting edit a new seq in the same order; stamps, and the mark of the sent, stay (a restored copy)."""
    waiting = read_pending(connection)
    first = _take_seqs(connection, len(waiting)) + 1
    connection.executemany(
        "update outbox set seq = ? where seq = ?",
        [(first + n, each.seq) for n, each in enumerate(waiting)],
    )


def _take_seqs(connection: sqlite3.Connection, count: int) -> int:
    """Reserve *count* seqs and return the one before the first."""
    last = int(read_meta(connection, LAST_SEQ))
    write_meta(connection, LAST_SEQ, last + count)
    return last
