"""Keeps the game data of the mode in use fresh, in the background, while the window is open.

It asks at the start, at every change of mode or language, and every quarter of an hour; how often a document is really
fetched is the library's business, and after a sleep of the computer the next quarter comes at once. With ``localOnly``
nothing is fetched. What the player asks for at once is :meth:`tarkov_desktop.app.upkeep.Upkeep.refresh_game_data`.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import Final

from tarkov_desktop.app.bus import Bus
from tarkov_desktop.app.catalogs import ENGLISH, Catalogs
from tarkov_desktop.app.game_data import Kept, Progress, RefreshOutcome, refresh_game_data
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.settings import DATA_LANGUAGE, LOCAL_ONLY
from tarkov_desktop.domain.changes import Changes
from tarkov_desktop.domain.ids import MODES, GameMode

logger = logging.getLogger(__name__)

EVERY_S: Final = 15 * 60.0


class Freshness:
    """``outcomes`` and ``progress`` tell what comes of the fetches; ``run`` is a task of the program."""

    def __init__(self, session: Session, catalogs: Catalogs, *, every_s: float = EVERY_S) -> None:
        self.outcomes: Bus[RefreshOutcome] = Bus()
        self.progress: Bus[Progress] = Bus()
        self._session = session
        self._catalogs = catalogs
        self._every_s = every_s
        self._asked = asyncio.Event()
        self._mode: GameMode | None = None

    async def run(self) -> None:
        """Go on until cancelled."""
        endings = (
            self._session.changes.subscribe(self._hear_changes),
            self._session.settings.changed.subscribe(self._hear_setting),
        )
        try:
            while True:
                self._asked.clear()
                await self._once()
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._every_s):
                        await self._asked.wait()
        finally:
            for end in endings:
                end()

    async def _once(self) -> None:
        self._mode = self._session.mode
        try:
            await self._speak()
            outcome = await self._fetched()
        except Exception:
            # Whatever it was, the data at hand stays in use and the next quarter tries again.
            logger.exception("Game data could not be refreshed.")
            return
        if outcome is not None:
            self.outcomes.publish(outcome)

    async def _fetched(self) -> RefreshOutcome | None:
        if self._session.settings.get(LOCAL_ONLY):
            return Kept("Nothing is fetched, because everything is set to stay on this computer.")
        return await refresh_game_data(self._session, self._catalogs, on_progress=self.progress.publish)

    async def _speak(self) -> None:
        """Show the game in another language where the player has chosen one."""
        language = self._session.settings.get(DATA_LANGUAGE) or ENGLISH
        if language == self._catalogs.language:
            return
        self._catalogs.speak(language)
        for mode in MODES:
            self._session.use_catalog(await asyncio.to_thread(self._catalogs.catalog, mode))

    def _hear_changes(self, _changes: Changes) -> None:
        if self._session.mode != self._mode:
            self._asked.set()

    def _hear_setting(self, name: str) -> None:
        if name in {DATA_LANGUAGE.key, LOCAL_ONLY.key}:
            self._asked.set()
