"""The one door to game data: what there is at once, and newer data when the network gives it.

Precedence: live, then cache, then the facts that travel with the program; every answer says which and how old.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tarkov_desktop.catalog.bundle import load_bundled
from tarkov_desktop.catalog.cache import DiskCache, Index, Snapshot, Suspicion, digest
from tarkov_desktop.catalog.errors import CatalogError
from tarkov_desktop.catalog.gathering import Round, is_due
from tarkov_desktop.catalog.loaded import LoadedCatalog, Source
from tarkov_desktop.catalog.locations import (
    DAY_S,
    HOUR_S,
    Document,
    Locations,
    checked_language,
)
from tarkov_desktop.catalog.making import (
    CachedDocuments,
    Parts,
    checked,
    confirmed,
    implausible,
    loaded,
    make,
    parts_of,
)
from tarkov_desktop.catalog.modes import source_word
from tarkov_desktop.catalog.offers import Offers, read_offers
from tarkov_desktop.catalog.outcomes import (
    Current,
    Kept,
    ModeNotOffered,
    OnProgress,
    Refreshed,
    RefreshOutcome,
)
from tarkov_desktop.catalog.raw import Tree
from tarkov_desktop.domain.game import Catalog
from tarkov_desktop.domain.ids import GameMode

if TYPE_CHECKING:
    from tarkov_desktop.catalog.client import BackOff, Client

logger = logging.getLogger(__name__)

_JUDGED: Final = frozenset({"tasks", "hideout"})
_SUSPECT_RETRY_S: Final = HOUR_S
_SUSPECT_ACCEPTED_S: Final = DAY_S


@dataclass(frozen=True, slots=True)
class DocumentStatus:
    """What the cache holds of one document. ``age_s`` is None for one that is not at hand."""

    name: str
    age_s: float | None
    bytes: int
    is_due: bool


class Library:
    """Game data of all modes for one program. ``load`` may block; ``refresh`` never does."""

    def __init__(
        self,
        cache_directory: Path,
        locations: Locations | None = None,
        *,
        clock: Callable[[], float] = time.time,
        verify: object = True,
    ) -> None:
        """Take the user's cache directory, the addresses, the clock and how to verify TLS (an SSLContext)."""
        self._cache = DiskCache(cache_directory)
        self._locations = locations or Locations()
        self._clock = clock
        self._verify = verify
        self._back_offs: dict[str, BackOff] = {}
        self._one_at_a_time = asyncio.Lock()

    def load(self, mode: GameMode, language: str = "en") -> LoadedCatalog:
        """Return the best catalogue of *mode* that this machine has, without the network.

        As fast as the bundle where a snapshot fits; after an update of the program or with another language it
        is made anew of the cached documents, which takes about a second.
        """
        parts = self._parts(mode, checked_language(language))
        if parts.tasks is None:
            return load_bundled(mode, clock=self._clock)
        snapshot = self._cache.read_snapshot(_snapshot_name(parts), parts.key)
        if snapshot is None:
            snapshot = self._made(parts, {})
            if snapshot is None:
                return load_bundled(mode, clock=self._clock)
            self._cache.write_snapshot(_snapshot_name(parts), snapshot)
        return loaded(snapshot, parts, Source.CACHED, self._clock())

    def status(self, mode: GameMode, language: str = "en") -> tuple[DocumentStatus, ...]:
        """Return what the cache holds of the documents of *mode*."""
        parts = self._parts(mode, checked_language(language))
        now = self._clock()
        found = []
        for document in parts.documents:
            entry = parts.entry(document)
            age = now - entry.checked_at if entry is not None else None
            found.append(
                DocumentStatus(
                    document.cache_name,
                    age,
                    entry.bytes if entry is not None else 0,
                    is_due=age is None or age >= document.ttl_s(),
                )
            )
        return tuple(found)

    def offers(self) -> Offers:
        """Return the languages and modes that the source offers, as far as the cache knows."""
        document = self._locations.endpoints()
        entry = self._cache.index().entries.get(document.cache_name)
        body = self._cache.read(document.cache_name, entry, document.name) if entry is not None else None
        try:
            return read_offers(checked(document, body)) if body is not None else Offers()
        except CatalogError as failure:
            logger.warning("The list of what the source offers is of no use: %s", failure)
            return Offers()

    async def refresh(
        self,
        mode: GameMode,
        language: str = "en",
        *,
        in_use: Catalog | None = None,
        force: bool = False,
        on_progress: OnProgress | None = None,
    ) -> RefreshOutcome:
        """Fetch what is newer, and return the new catalogue or a sentence that says why there is none.

        Cancel the task to stop; nothing is changed then.

        Args:
            mode: the active mode.
            language: the language of the game data.
            in_use: the catalogue that is shown, which newer data must not fall far below.
            force: ask even where it is early.
            on_progress: called on the event loop after every document.
        """
        async with self._one_at_a_time:
            return await self._refresh(mode, checked_language(language), in_use, on_progress, force=force)

    async def _refresh(
        self,
        mode: GameMode,
        language: str,
        in_use: Catalog | None,
        on_progress: OnProgress | None,
        *,
        force: bool,
    ) -> RefreshOutcome:
        now = self._clock()
        index = await asyncio.to_thread(self._cache.index)
        suspect = index.suspects.get(mode)
        if suspect is not None and now < suspect.retry_at and not force:
            return Kept(
                "The game data that was fetched last was not plausible; it is fetched again within an hour."
            )
        documents = self._locations.documents(mode, language)
        wanted = (*documents, self._locations.endpoints())
        due = [one for one in wanted if force or is_due(one, index.entries.get(one.cache_name), now)]
        gathered = Round(now, on_progress)
        await gathered.gather(self._client, due, index.entries)
        tasks_name = documents[0].cache_name
        told = gathered.entries.get(tasks_name) or index.entries.get(tasks_name)
        if told is not None and told.is_missing:
            await asyncio.to_thread(self._cache.write, {}, gathered.entries, index.suspects)
            return ModeNotOffered(f"The game data source has no tasks for the mode {mode}.")
        merged = {**index.entries, **gathered.entries}
        parts = parts_of(Index(merged), mode, language, documents)
        return await asyncio.to_thread(self._finish, parts, gathered, index.suspects, in_use)

    def _client(self) -> Client:
        from tarkov_desktop.catalog.client import Client  # noqa: PLC0415 - httpx takes 45 ms to import, so late

        return Client(self._back_offs, verify=self._verify, clock=self._clock)

    def _finish(
        self, parts: Parts, gathered: Round, suspects: Mapping[str, Suspicion], in_use: Catalog | None
    ) -> RefreshOutcome:
        """Judge, keep and return what the round brought. Runs on a worker thread."""
        warnings = tuple(dict.fromkeys(gathered.warnings))
        if parts.tasks is None:
            return Kept("The tasks of this mode could not be fetched, and none are in the cache.", warnings)
        changed = sorted(gathered.bodies.keys() & parts.entries.keys())
        if not changed:
            self._cache.write(gathered.bodies, gathered.entries, suspects)
            at_hand = self.load(parts.mode, parts.language)
            if parts.documents[0].cache_name in gathered.entries:
                at_hand = confirmed(at_hand)
            return Current(at_hand, warnings)
        snapshot = self._made(parts, gathered.trees)
        if snapshot is None:
            return Kept(
                "The cached tasks of this mode are damaged; they are fetched again next time.", warnings
            )
        others = {mode: one for mode, one in suspects.items() if mode != parts.mode}
        reason = implausible(snapshot.catalog, in_use or self.load(parts.mode, parts.language).catalog)
        if reason is not None:
            suspicion = _suspicion(parts, suspects.get(parts.mode), gathered.now_s)
            if gathered.now_s - suspicion.since < _SUSPECT_ACCEPTED_S:
                self._cache.write({}, {}, {**others, parts.mode: suspicion})
                return Kept(reason, warnings)
        self._cache.write(gathered.bodies, gathered.entries, others)
        self._cache.write_snapshot(_snapshot_name(parts), snapshot)
        fresh = loaded(snapshot, parts, Source.LIVE, self._clock())
        return Refreshed(fresh, tuple(changed), gathered.received, warnings)

    def _made(self, parts: Parts, fresh: dict[str, Tree]) -> Snapshot | None:
        """Make a catalogue of fresh documents and of those on the disk, which are let go as they are read."""
        cached = CachedDocuments(self._cache, parts)

        def read(document: Document) -> Tree:
            if document.cache_name in fresh:
                return fresh.pop(document.cache_name)
            return cached(document)

        snapshot = make(parts, read, load_bundled(parts.mode).catalog)
        if cached.damaged:
            self._cache.forget(cached.damaged)
        return snapshot

    def _parts(self, mode: GameMode, language: str) -> Parts:
        return parts_of(self._cache.index(), mode, language, self._locations.documents(mode, language))


def _snapshot_name(parts: Parts) -> str:
    return f"{source_word(parts.mode)}.{parts.language}"


def _suspicion(parts: Parts, before: Suspicion | None, now_s: float) -> Suspicion:
    judged = [entry.sha256 for one in parts.documents if one.name in _JUDGED and (entry := parts.entry(one))]
    sha256 = digest("".join(judged).encode())
    since = before.since if before is not None and before.sha256 == sha256 else now_s
    return Suspicion(sha256, since, now_s + _SUSPECT_RETRY_S)
