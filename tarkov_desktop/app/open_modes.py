"""The modes that are open: game data prepared once for each, progress derived for those that were looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from tarkov_desktop.app.mode_progress import ModeProgress
from tarkov_desktop.app.scopes import LiveScopes
from tarkov_desktop.domain.game import Catalog
from tarkov_desktop.domain.graph import GameGraph, prepare
from tarkov_desktop.domain.ids import GameMode


class CatalogSource(Protocol):
    """Gives the game data of a mode at once, from the cache or the bundle."""

    def catalog(self, mode: GameMode) -> Catalog:
        """Return the catalog of *mode*; a mode that is not known has no tasks."""
        ...


class OpenModes:
    """Progress by mode. ``now_ms`` reads this computer's clock."""

    def __init__(self, catalogs: CatalogSource, scopes: LiveScopes, now_ms: Callable[[], int]) -> None:
        self._catalogs = catalogs
        self._scopes = scopes
        self._now_ms = now_ms
        self._open: dict[GameMode, ModeProgress] = {}
        self._graphs: dict[GameMode, GameGraph] = {}

    def __iter__(self) -> Iterator[ModeProgress]:
        return iter(list(self._open.values()))

    def at(self, mode: GameMode) -> ModeProgress:
        """Return progress in *mode*; the first time it is read and derived, some 20 ms."""
        found = self._open.get(mode)
        if found is None:
            found = self._open[mode] = ModeProgress(self._graph(mode), self._scopes, self._now_ms())
        return found

    def warm(self, mode: GameMode) -> None:
        """Prepare the game data of *mode*; nothing of progress is read, so any thread may do it."""
        self._graph(mode)

    def take_catalog(self, catalog: Catalog) -> bool:
        """Derive an open mode anew from refreshed game data; False when it is not open."""
        if catalog.mode not in self._open:
            return False
        graph = self._graphs[catalog.mode] = prepare(catalog)
        self._open[catalog.mode] = ModeProgress(graph, self._scopes, self._now_ms())
        return True

    def forget(self, mode: GameMode) -> None:
        """Read and derive *mode* afresh when it is next looked at."""
        self._open.pop(mode, None)

    def _graph(self, mode: GameMode) -> GameGraph:
        catalog = self._catalogs.catalog(mode)
        ready = self._graphs.get(mode)
        if ready is None or ready.catalog is not catalog:
            ready = self._graphs[mode] = prepare(catalog)
        return ready
