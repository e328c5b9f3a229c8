"""What sync and the store say to each other: scopes, registers, cursors and waiting edits (sync.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple

from tarkov_desktop.domain.document import Document, Entry, JsonValue
from tarkov_desktop.domain.ids import ACCOUNT_SCOPE, GameMode
from tarkov_desktop.sync.stamp import Stamp


class Scope(NamedTuple):
    """The unit of epoch, rev, cursor and push. ``season`` is 0 but for ``seasonal``, where it counts from 1."""

    mode: GameMode
    season: int = 0


ACCOUNT: Final = Scope(ACCOUNT_SCOPE)
"""Edition, last mode and synced preferences; its epoch is always 0."""


class Register(NamedTuple):
    """One register: its value, the stamp of its last write, and the server's rev (0: not from the server)."""

    value: JsonValue
    stamp: Stamp
    rev: int = 0


def document_of(registers: Mapping[str, Register | None]) -> Document:
    """Return what stands in *registers* by path; None is a register that is gone."""
    return Document(
        {path: Entry(each.value, each.stamp.ms) for path, each in registers.items() if each is not None}
    )


class Cursor(NamedTuple):
    """How far a scope was pulled: everything up to (``since``, ``after``) is here. ``after`` is a path."""

    since: int = 0
    after: str = ""


START: Final = Cursor()
"""Nothing was pulled yet."""


class Reached(NamedTuple):
    """How far a poke says the server is in a scope. It only asks for a pull; the pull tells what is true."""

    epoch: int
    rev: int


NO_POKES: Final[Mapping[Scope, Reached]] = MappingProxyType({})


class PendingOp(NamedTuple):
    """One waiting edit, or a waiting reset when ``path`` is None (its new epoch is in the stamp)."""

    seq: int
    scope: Scope
    path: str | None
    value: JsonValue
    stamp: Stamp
    reason: str = ""
    sent: bool = False


@dataclass(frozen=True, slots=True)
class ScopeState:
    """Where a scope stands. ``acknowledged_seq`` is the ``base_seq`` of its next push."""

    scope: Scope
    epoch: int = 0
    cursor: Cursor = START
    acknowledged_seq: int = 0
