"""The game data of each mode, loaded once: cache or bundle at once, fresh data when it has come."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from tarkov_desktop.catalog.bundle import load_bundled
from tarkov_desktop.catalog.library import Library
from tarkov_desktop.catalog.loaded import LoadedCatalog, Source
from tarkov_desktop.catalog.outcomes import Current, OnProgress, Refreshed, RefreshOutcome
from tarkov_desktop.domain.game import Catalog
from tarkov_desktop.domain.ids import GameMode

ENGLISH: Final = "en"


class Catalogs:
    """Keeps the loaded catalog of every mode that was asked for; without a library it is the bundled one."""

    def __init__(self, library: Library | None = None, *, language: str = ENGLISH) -> None:
        self._library = library
        self._language = language
        self._loaded: dict[GameMode, LoadedCatalog] = {}

    @property
    def language(self) -> str:
        """The language of names and texts of the game."""
        return self._language

    def loaded(self, mode: GameMode) -> LoadedCatalog:
        """Return the catalog of *mode* with what is known about its data."""
        if mode not in self._loaded:
            library = self._library
            self._loaded[mode] = library.load(mode, self._language) if library else load_bundled(mode)
        return self._loaded[mode]

    def catalog(self, mode: GameMode) -> Catalog:
        """Return the catalog of *mode*."""
        return self.loaded(mode).catalog

    def speak(self, language: str) -> None:
        """Load in *language* from now on; texts that are not at hand come with the next refresh."""
        self._language = language
        self._loaded.clear()

    async def refresh(
        self, mode: GameMode, *, force: bool = False, on_progress: OnProgress | None = None
    ) -> RefreshOutcome | None:
        """Fetch newer data of *mode* and keep it; None where there is no library."""
        if self._library is None:
            return None
        before = self.loaded(mode)
        outcome = await self._library.refresh(
            mode, self._language, in_use=before.catalog, force=force, on_progress=on_progress
        )
        if isinstance(outcome, Refreshed):
            self._loaded[mode] = outcome.loaded
        elif isinstance(outcome, Current):
            self._loaded[mode] = _still(before, outcome.loaded)
        return outcome


def _still(before: LoadedCatalog, confirmed: LoadedCatalog) -> LoadedCatalog:
    """The catalog in use with its new age, so that what stands on it need not be derived anew."""
    if before.source is Source.BUNDLED:
        return confirmed
    source = Source.LIVE if Source.LIVE in {before.source, confirmed.source} else Source.CACHED
    return replace(before, source=source, age_s=confirmed.age_s)
