"""Reads and writes single tables of an account's file: meta, scopes, registers. Runs inside a transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.ids import GameMode
from tarkov_desktop.store.records import LoadedScope
from tarkov_desktop.sync.registers import Cursor, Register, Scope, ScopeState
from tarkov_desktop.sync.stamp import Stamp

DEVICE_ID: Final = "device_id"
LAST_SEQ: Final = "last_seq"
"""Last seq given to an edit; one counter per device over all scopes, never reused."""
HIGHEST_SENT: Final = "highest_sent_seq"
"""Highest seq that ever left this computer; written before the call leaves (sync.md, An edit)."""
CLOCK_MS: Final = "clock_ms"
CLOCK_COUNTER: Final = "clock_counter"
CLOCK_OFFSET: Final = "clock_offset_ms"


def pack(value: JsonValue) -> str:
    """Return *value* as the JSON text a column holds."""
    return msgspec.json.encode(value).decode()


def unpack(text: str) -> JsonValue:
    """Return the value of a JSON text."""
    value: JsonValue = msgspec.json.decode(text)
    return value


def read_meta(connection: sqlite3.Connection, key: str, default: str = "0") -> str:
    """Return the meta entry *key*."""
    row = connection.execute("select value from meta where key = ?", (key,)).fetchone()
    return default if row is None else str(row[0])


def write_meta(connection: sqlite3.Connection, key: str, value: str | int) -> None:
    """Set the meta entry *key*."""
    connection.execute("insert or replace into meta values (?, ?)", (key, str(value)))


def learn_clock(connection: sqlite3.Connection, stamps: Iterable[Stamp]) -> None:
    """Remember the greatest (ms, counter) of *stamps*, so that the clock never falls behind after a restart."""
    known = (int(read_meta(connection, CLOCK_MS)), int(read_meta(connection, CLOCK_COUNTER)))
    greatest = max(((stamp.ms, stamp.counter) for stamp in stamps), default=known)
    if greatest > known:
        write_clock(connection, *greatest)


def write_clock(connection: sqlite3.Connection, ms: int, counter: int) -> None:
    """Set the clock, also backwards (a mended fast clock)."""
    write_meta(connection, CLOCK_MS, ms)
    write_meta(connection, CLOCK_COUNTER, counter)


def read_scope(connection: sqlite3.Connection, scope: Scope) -> LoadedScope:
    """Return all of *scope*; empty in epoch 0 when nothing was ever written."""
    return LoadedScope(read_state(connection, scope), read_registers(connection, scope))


def read_state(connection: sqlite3.Connection, scope: Scope) -> ScopeState:
    """Return where *scope* stands."""
    row = connection.execute(
        "select epoch, cursor_since, cursor_after, acknowledged_seq from scopes where mode = ? and season = ?",
        scope,
    ).fetchone()
    if row is None:
        return ScopeState(scope)
    return ScopeState(scope, row[0], Cursor(row[1], row[2]), row[3])


def write_state(connection: sqlite3.Connection, state: ScopeState) -> None:
    """Set where a scope stands."""
    connection.execute(
        "insert or replace into scopes values (?, ?, ?, ?, ?, ?)",
        (*state.scope, state.epoch, *state.cursor, state.acknowledged_seq),
    )


def read_scopes(connection: sqlite3.Connection) -> list[Scope]:
    """Return every scope that anything was written to, ordered by mode and season."""
    rows = connection.execute("select mode, season from scopes order by mode, season")
    return [Scope(GameMode(mode), season) for mode, season in rows]


def read_registers(connection: sqlite3.Connection, scope: Scope) -> dict[str, Register]:
    """Return the registers of *scope* by path."""
    decode = msgspec.json.decode
    # All rows first: a value that cannot be decoded must not leave the statement, and its lock, open.
    rows = connection.execute(
        "select path, value, epoch, ms, counter, node, rev from registers where mode = ? and season = ?",
        scope,
    ).fetchall()
    return {
        path: Register(decode(value), Stamp(epoch, ms, counter, node), rev)
        for path, value, epoch, ms, counter, node, rev in rows
    }


def write_registers(connection: sqlite3.Connection, scope: Scope, registers: Mapping[str, Register]) -> None:
    """Set *registers* whatever stands there."""
    connection.execute("insert or ignore into scopes (mode, season) values (?, ?)", scope)
    connection.executemany(
        "insert or replace into registers values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(*scope, path, pack(each.value), *each.stamp, each.rev) for path, each in registers.items()],
    )


def remove_registers(connection: sqlite3.Connection, scope: Scope, paths: Iterable[str]) -> None:
    """Remove the registers at *paths*: the server says it has none."""
    connection.executemany(
        "delete from registers where mode = ? and season = ? and path = ?",
        [(*scope, path) for path in paths],
    )


def clear_registers(connection: sqlite3.Connection, scope: Scope) -> None:
    """Remove every register of *scope*: its generation is over."""
    connection.execute("delete from registers where mode = ? and season = ?", scope)
