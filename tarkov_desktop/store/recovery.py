"""What to do with a damaged file: keep it aside, and read out of it what can still be read."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.ids import GameMode
from tarkov_desktop.store import outbox, tables
from tarkov_desktop.store.records import StampedWrite
from tarkov_desktop.store.tables import unpack
from tarkov_desktop.sync.registers import Register, Scope, ScopeState
from tarkov_desktop.sync.stamp import Stamp


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What a damaged file still told. ``is_whole`` is False when some of its registers could not be read."""

    registers: Mapping[Scope, dict[str, Register]] = field(default_factory=dict)
    epochs: Mapping[Scope, int] = field(default_factory=dict)
    settings: Mapping[str, JsonValue] = field(default_factory=dict)
    is_whole: bool = False


def marker_of(path: Path) -> Path:
    """Return the file whose presence says that *path* was found damaged while it was in use."""
    return path.with_name(path.name + ".damaged")


def set_aside(path: Path, *, now_ms: int) -> Path:
    """Rename the damaged file, with its WAL, and return where it is now. Nothing of it is thrown away."""
    moment = datetime.fromtimestamp(now_ms / 1000, UTC).strftime("%Y%m%dT%H%M%S%f")[:-3]
    target = path.with_name(f"{path.stem}.damaged-{moment}{path.suffix}")
    wal = path.with_name(path.name + "-wal")
    if wal.exists():
        wal.replace(target.with_name(target.name + "-wal"))
    path.replace(target)
    marker_of(path).unlink(missing_ok=True)
    return target


def salvage(path: Path) -> Salvaged:
    """Read what can be read of the damaged file at *path*; an empty answer when that is nothing."""
    try:
        connection = sqlite3.connect(path, isolation_level=None)
    except sqlite3.Error:
        return Salvaged()
    with contextlib.closing(connection):
        registers: dict[Scope, dict[str, Register]] = {}
        is_whole = True
        # From both ends: a damaged page in the middle hides itself and nothing behind it.
        for order in ("asc", "desc"):
            reader = _Rows(connection, _registers_query(order))
            for mode, season, path_, value, epoch, ms, counter, node in reader:
                with contextlib.suppress(msgspec.MsgspecError, TypeError):
                    register = Register(unpack(value), Stamp(epoch, ms, counter, node))
                    registers.setdefault(Scope(GameMode(mode), season), {})[path_] = register
            is_whole = is_whole and reader.is_whole
        scopes = _Rows(connection, "select mode, season, epoch from scopes")
        epochs = {Scope(GameMode(mode), season): epoch for mode, season, epoch in scopes}
        settings: dict[str, JsonValue] = {}
        for key, value in _Rows(connection, "select key, value from settings"):
            with contextlib.suppress(msgspec.MsgspecError, TypeError):
                settings[key] = unpack(value)
    return Salvaged(registers, epochs, settings, is_whole and scopes.is_whole)


def joined(one: Salvaged, other: Salvaged) -> Salvaged:
    """Return both together: of each register the later stamp, of each scope the higher epoch."""
    registers = {scope: dict(found) for scope, found in one.registers.items()}
    for scope, found in other.registers.items():
        kept = registers.setdefault(scope, {})
        for path, register in found.items():
            if path not in kept or kept[path].stamp < register.stamp:
                kept[path] = register
    scopes = one.epochs.keys() | other.epochs.keys()
    epochs = {scope: max(one.epochs.get(scope, 0), other.epochs.get(scope, 0)) for scope in scopes}
    return Salvaged(registers, epochs, {**other.settings, **one.settings}, one.is_whole)


def refill(connection: sqlite3.Connection, salvaged: Salvaged) -> None:
    """Write *salvaged* into a new file: stamps as they were, everything waiting to be sent once more.

    The file has a new device id, so the server takes the repetition for what it is: writes it knows already.
    """
    for scope, registers in salvaged.registers.items():
        epoch = salvaged.epochs.get(scope, 0)
        current = {path: each for path, each in registers.items() if each.stamp.epoch == epoch}
        tables.write_registers(connection, scope, current)
        tables.write_state(connection, ScopeState(scope, epoch))
        outbox.add_writes(
            connection, [StampedWrite(scope, path, each.value, each.stamp) for path, each in current.items()]
        )
        tables.learn_clock(connection, [each.stamp for each in current.values()])
    connection.executemany(
        "insert or replace into settings values (?, ?)",
        [(key, tables.pack(value)) for key, value in salvaged.settings.items()],
    )


def _registers_query(order: str) -> str:
    return (
        "select mode, season, path, value, epoch, ms, counter, node from registers"  # noqa: S608 - constants
        f" order by mode {order}, season {order}, path {order}"
    )


class _Rows:
    """The rows of a query up to the first that cannot be read."""

    def __init__(self, connection: sqlite3.Connection, query: str) -> None:
        self._connection = connection
        self._query = query
        self.is_whole = True

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        try:
            yield from self._connection.execute(self._query)
        except (sqlite3.Error, UnicodeDecodeError):
            self.is_whole = False
