"""The game data of each mode, loaded once: cache or bundle at once, fresh data when it has come."""

from __future__ import annotations

from tarkov_desktop.catalog.bundle import load_bundled
from tarkov_desktop.catalog.loaded import LoadedCatalog
from tarkov_desktop.domain.game import Catalog
from tarkov_desktop.domain.ids import GameMode


class Catalogs:
    """Keeps the loaded catalog of every mode that was asked for."""

    def __init__(self) -> None:
        self._loaded: dict[GameMode, LoadedCatalog] = {}

    def loaded(self, mode: GameMode) -> LoadedCatalog:
        """Return the catalog of *mode* with what is known about its data."""
        if mode not in self._loaded:
            self._loaded[mode] = load_bundled(mode)
        return self._loaded[mode]

    def catalog(self, mode: GameMode) -> Catalog:
        """Return the catalog of *mode*."""
        return self.loaded(mode).catalog
