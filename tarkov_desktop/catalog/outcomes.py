"""What a refresh of the game data can come to, and how it reports on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tarkov_desktop.catalog.loaded import LoadedCatalog


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a refresh is: documents done of all, the one that came last, bytes so far."""

    done: int
    total: int
    document: str
    received: int


OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Refreshed:
    """New data is at hand and in the cache. ``warnings`` are sentences about documents that did not come."""

    loaded: LoadedCatalog
    changed: tuple[str, ...]
    received: int
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Current:
    """The server has nothing newer, or it is too early to ask again."""

    loaded: LoadedCatalog
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """Nothing was changed, and ``reason`` is a sentence that says why."""

    reason: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ModeNotOffered:
    """The source has no tasks for this mode; it is asked again after a day."""

    reason: str


RefreshOutcome = Refreshed | Current | Kept | ModeNotOffered
