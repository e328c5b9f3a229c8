"""What goes into an account's file and what comes out of it, as values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

import msgspec

from tarkov_desktop.domain.changes import Origin
from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.ids import GameMode
from tarkov_desktop.sync.registers import Register, Scope, ScopeState
from tarkov_desktop.sync.stamp import Stamp


class StampedWrite(NamedTuple):
    """One register write of an edit."""

    scope: Scope
    path: str
    value: JsonValue
    stamp: Stamp


class Touched(NamedTuple):
    """One register an operation wrote: its value before and after. ``was_absent``: nothing stood there."""

    mode: GameMode
    season: int
    path: str
    before: JsonValue
    after: JsonValue
    was_absent: bool

    @property
    def scope(self) -> Scope:
        """The scope the register belongs to."""
        return Scope(self.mode, self.season)


class ReplacedGeneration(NamedTuple):
    """A generation that an operation put into the archive: where it was, and the epoch that replaced it."""

    mode: GameMode
    season: int
    archive_id: str
    new_epoch: int

    @property
    def scope(self) -> Scope:
        """The scope that began anew."""
        return Scope(self.mode, self.season)


class JournalKind(StrEnum):
    """What a line of the journal is. A note changes nothing; it tells what sync or a check did."""

    EDIT = "edit"
    UNDO = "undo"
    REDO = "redo"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One line of the journal.

    ``label`` is the word of the operation (``complete_task``), ``subject`` the id it was about. ``target`` is the
    entry that an undo or redo took back. ``packed`` holds the touched registers as JSON, unpacked when asked.
    """

    id: int
    at_ms: int
    mode: GameMode
    label: str
    origin: Origin
    kind: JournalKind = JournalKind.EDIT
    subject: str = ""
    target: int | None = None
    undoable: bool = True
    replaced: tuple[ReplacedGeneration, ...] = ()
    packed: bytes = b"[]"

    def touched(self) -> list[Touched]:
        """Return the registers this entry wrote."""
        return [Touched(*row) for row in msgspec.json.decode(self.packed)]


def pack_touched(touched: Sequence[Touched]) -> bytes:
    """Return *touched* as :class:`JournalEntry` keeps it."""
    return msgspec.json.encode(touched)


@dataclass(frozen=True, slots=True)
class NewGeneration:
    """A reset: the registers of ``scope`` go to the archive and the epoch of ``stamp`` begins.

    ``reason`` is reset, wipe, prestige or restore.
    """

    scope: Scope
    stamp: Stamp
    reason: str
    archive_id: str
    at_ms: int


class LedgerRow(NamedTuple):
    """A fact of the game log that has been dealt with; ``key`` is a hash (game-logs 9)."""

    key: str
    kind: str
    at_ms: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """One transaction: generations begin, registers are written, and the journal says so."""

    writes: tuple[StampedWrite, ...] = ()
    generations: tuple[NewGeneration, ...] = ()
    journal: JournalEntry | None = None
    settings: Mapping[str, JsonValue] = field(default_factory=dict)
    ledger: tuple[LedgerRow, ...] = ()


@dataclass(frozen=True, slots=True)
class LoadedScope:
    """All of one scope: where it stands and its registers by path."""

    state: ScopeState
    registers: dict[str, Register]


@dataclass(frozen=True, slots=True)
class Archive:
    """A generation that was replaced; ``registers`` keep their stamps."""

    id: str
    scope: Scope
    epoch: int
    reason: str
    at_ms: int
    registers: dict[str, Register]


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An edit the server refused, kept until the player tries again, copies or discards it."""

    id: int
    scope: Scope
    path: str
    value: JsonValue
    stamp: Stamp
    reason: str
    at_ms: int
