"""Makes a catalogue of cached and freshly fetched documents, and judges whether it may replace the one in use."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from tarkov_desktop import __version__
from tarkov_desktop.catalog.cache import SNAPSHOT_FORMAT, DiskCache, Entry, Index, Snapshot, digest
from tarkov_desktop.catalog.decoding import content, dictionary, parse
from tarkov_desktop.catalog.errors import DocumentRejectedError
from tarkov_desktop.catalog.headers import moment
from tarkov_desktop.catalog.loaded import Gating, LoadedCatalog, Source
from tarkov_desktop.catalog.locations import OVERLAY, SECOND_LANGUAGE, Document
from tarkov_desktop.catalog.overlay import EMPTY_OVERLAY, Overlay, read_overlay
from tarkov_desktop.catalog.raw import Tree
from tarkov_desktop.catalog.wording import Wording
from tarkov_desktop.domain.game import (
    Catalog,
    GameMap,
    Item,
    Objective,
    Reward,
    Station,
    StationLevel,
    Task,
    Trader,
)
from tarkov_desktop.domain.ids import GameMode

logger = logging.getLogger(__name__)

_ERA: Final = timedelta(days=14)
_PLAUSIBLE_SHARE: Final = 0.8

_SHAPE: Final = tuple(
    name
    for record in (Catalog, Task, Objective, Reward, Item, Station, StationLevel, Trader, GameMap)
    for name in record.__struct_fields__
)
"""A new field of a record makes every snapshot anew, so that it is not missing until the data changes."""

ReadDocument = Callable[[Document], Tree]
"""Gives the checked content of a document, None if it is not at hand."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The documents of one mode and language, with what is known about each."""

    mode: GameMode
    language: str
    documents: tuple[Document, ...]
    entries: Mapping[str, Entry]
    """By cache name; only entries whose documents are at hand."""

    @property
    def tasks(self) -> Entry | None:
        """What is known about the tasks, without which there is no catalogue."""
        return next((self.entry(one) for one in self.documents if one.name == "tasks"), None)

    def entry(self, document: Document) -> Entry | None:
        """Return what is known about *document*."""
        return self.entries.get(document.cache_name)

    @property
    def key(self) -> str:
        """What a snapshot of these parts is made of: equal parts give an equal key."""
        made_of = [f"{one.cache_name}={entry.sha256}" for one in self.documents if (entry := self.entry(one))]
        made_by = [str(SNAPSHOT_FORMAT), __version__, *_SHAPE]
        return digest("\n".join([*made_by, self.mode, self.language, *made_of]).encode())


def parts_of(index: Index, mode: GameMode, language: str, documents: tuple[Document, ...]) -> Parts:
    """Return the parts that *index* says are in the cache, leaving out those of other addresses."""
    entries = {
        one.cache_name: entry
        for one in documents
        if (entry := index.entries.get(one.cache_name)) is not None
        and not entry.is_missing
        and entry.sha256
        and entry.url in one.addresses
    }
    return Parts(mode, language, documents, entries)


def checked(document: Document, body: bytes) -> Tree:
    """Return the content of *body*, or say in a sentence what is wrong with it.

    Raises:
        DocumentRejectedError: it is not what a document of this name must be.
    """
    tree = parse(body, document.name)
    if document.name == OVERLAY:
        return read_overlay(tree)
    if document.is_texts:
        return dictionary(tree, document.name)
    found = content(tree, document.name)
    if document.name == "tasks" and not isinstance(found, dict):
        raise DocumentRejectedError(document.name, "its tasks are not an object")
    return found


class CachedDocuments:
    """Reads documents from the disk. One that is damaged is as good as absent, and is remembered."""

    def __init__(self, cache: DiskCache, parts: Parts) -> None:
        self._cache = cache
        self._parts = parts
        self.damaged: list[str] = []

    def __call__(self, document: Document) -> Tree:
        """Return the content of *document*, None if it is not at hand."""
        entry = self._parts.entry(document)
        if entry is None:
            return None
        body = self._cache.read(document.cache_name, entry, document.name)
        try:
            if body is not None:
                return checked(document, body)
        except DocumentRejectedError as failure:
            logger.warning("A cached document is no longer accepted: %s", failure)
        self.damaged.append(document.cache_name)
        return None


def make(parts: Parts, read: ReadDocument, fallback: Catalog) -> Snapshot | None:
    """Return the catalogue of *parts*; None if the tasks are not at hand. Slow: call it off the main thread."""
    from tarkov_desktop.catalog.assembly import Documents, assemble  # noqa: PLC0415 - no start needs the readers

    trees = {one.name: read(one) for one in parts.documents}
    if trees.get("tasks") is None:
        return None
    overlay: Overlay = trees.get(OVERLAY) or EMPTY_OVERLAY
    names = ("tasks", "traders", "hideout", "items", "maps")
    documents = Documents(
        tasks=trees["tasks"],
        hideout=trees.get("hideout"),
        traders=trees.get("traders"),
        items=trees.get("items"),
        maps=trees.get("maps"),
        crafts=trees.get("crafts"),
        overlay=overlay,
        wording=Wording(
            language=_joined(trees, names, parts.language),
            english=_joined(trees, names, SECOND_LANGUAGE),
            known_names=_known_names(fallback),
        ),
        languages=tuple(dict.fromkeys((SECOND_LANGUAGE, parts.language))),
    )
    modified = as_of(parts)
    version = f"json.tarkov.dev {modified:%Y-%m-%d}"
    assembled = assemble(parts.mode, version, documents, fallback)
    return Snapshot(parts.key, assembled.catalog, _gating(modified, overlay), assembled.findings)


def as_of(parts: Parts) -> datetime:
    """Return the date of the tasks: when they were last changed, or fetched if the server does not say."""
    tasks = parts.tasks
    if tasks is None:
        return datetime.fromtimestamp(0, UTC)
    return moment(tasks.last_modified) or datetime.fromtimestamp(tasks.fetched_at, UTC)


def loaded(snapshot: Snapshot, parts: Parts, source: Source, now_s: float) -> LoadedCatalog:
    """Return *snapshot* with its origin and age; the age counts from the last time the server confirmed it."""
    tasks = parts.tasks
    confirmed = tasks.checked_at if tasks is not None else now_s
    return LoadedCatalog(
        catalog=snapshot.catalog,
        source=source,
        as_of=as_of(parts),
        age_s=max(0.0, now_s - confirmed),
        gating=snapshot.gating,
        language=parts.language,
        problems=snapshot.findings,
    )


def confirmed(cached: LoadedCatalog) -> LoadedCatalog:
    """Return *cached* as live data: the server has just said that nothing is newer."""
    return replace(cached, source=Source.LIVE) if cached.source is Source.CACHED else cached


def implausible(new: Catalog, old: Catalog) -> str | None:
    """Return what is wrong if *new* lacks more than a fifth of the tasks or stations of *old*."""
    for what, found, had in (
        ("tasks", len(new.tasks), len(old.tasks)),
        ("hideout stations", len(new.stations), len(old.stations)),
    ):
        if found < had * _PLAUSIBLE_SHARE:
            return f"The new game data has only {found} of {had} {what}, so the data in use is kept."
    return None


def _joined(trees: Mapping[str, Tree], names: tuple[str, ...], language: str) -> dict[str, str]:
    texts: dict[str, str] = {}
    for name in names:
        texts.update(trees.get(f"{name}_{language}") or {})
    return texts


def _known_names(catalog: Catalog) -> dict[str, str]:
    groups = (catalog.tasks, catalog.items, catalog.traders, catalog.maps, catalog.stations, catalog.skills)
    return {str(key): record.name for group in groups for key, record in group.items()}


def _gating(tasks_at: datetime, overlay: Overlay) -> Gating:
    try:
        made = datetime.fromisoformat(overlay.generated)
    except ValueError:
        return Gating.EXACT
    made = made if made.tzinfo else made.replace(tzinfo=UTC)
    return Gating.MIXED if made - tasks_at > _ERA else Gating.EXACT
