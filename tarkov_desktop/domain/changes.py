"""The one event of progress: what is different now, and who did it. It carries ids, never widgets."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tarkov_desktop.domain.ids import GameMode, ItemId, StationId, TaskId


class Origin(StrEnum):
    """Who made a change."""

    USER = "user"
    UNDO = "undo"
    GAME_LOG = "game_log"
    SYNC = "sync"
    IMPORT = "import"
    DERIVED = "derived"


@dataclass(frozen=True, slots=True)
class Changes:
    """What one operation, undo, import or pull changed in one mode.

    ``paths`` are the registers written; ``tasks``, ``stations`` and ``items`` are those whose derived state
    may look different now. ``everything`` says that views should start afresh (mode switch, import, reset).
    """

    mode: GameMode
    origin: Origin
    paths: frozenset[str] = frozenset()
    tasks: frozenset[TaskId] = frozenset()
    stations: frozenset[StationId] = frozenset()
    items: frozenset[ItemId] = frozenset()
    label: str = ""
    journal_id: int | None = None
    everything: bool = False

    def __bool__(self) -> bool:
        """True when anything changed."""
        return bool(self.paths) or self.everything
