"""The documents in memory: one per scope, loaded when first asked for, edits and answers of the server laid on."""

from __future__ import annotations

from collections.abc import Iterable

from tarkov_desktop.domain.document import Document, Entry, JsonValue
from tarkov_desktop.domain.ids import SEASONAL, GameMode
from tarkov_desktop.domain.registers import neutral, same_value
from tarkov_desktop.store.account_store import AccountStore
from tarkov_desktop.store.errors import StoreDamaged
from tarkov_desktop.store.records import StampedWrite
from tarkov_desktop.store.recovery import marker_of
from tarkov_desktop.sync.local import Committed
from tarkov_desktop.sync.registers import START, Scope, document_of


class LiveScopes:
    """What the file shows, in memory, always as new as the last edit (which may still be on its way to the disk).

    *season* is the latest one begun here.
    """

    def __init__(self, store: AccountStore, season: int) -> None:
        self._store = store
        self._documents: dict[Scope, Document] = {}
        self._epochs: dict[Scope, int] = {}
        self._edited: dict[tuple[Scope, str], int] = {}
        self._serial = 0
        self._pulled: set[Scope] = set()
        self._seasons = {scope.season for scope in store.opened.scopes if scope.mode == SEASONAL}
        self._season = season
        self.settle_season(season)

    @property
    def serial(self) -> int:
        """Number of the last edit: what sync commits does not cover what was edited after it was handed over."""
        return self._serial

    def of_mode(self, mode: GameMode) -> Scope:
        """Return the scope in which progress of *mode* is written now: the latest season of ``seasonal``."""
        return Scope(mode, self._season) if mode == SEASONAL else Scope(mode)

    def begin_season(self, season: int) -> None:
        """Write progress of ``seasonal`` into *season* from now on."""
        self._season = season

    def settle_season(self, begun: int) -> bool:
        """Use the latest season in which there is anything, at least *begun*; True when another one was in use."""
        later = sorted((season for season in self._seasons if season > begun), reverse=True)
        before = self._season
        self._season = next((season for season in later if self._is_lived_in(Scope(SEASONAL, season))), begun)
        return self._season != before

    def _is_lived_in(self, scope: Scope) -> bool:
        """True when something stands there, or the server has told of it."""
        entries = self.document(scope).entries.items()
        return scope in self._pulled or any(
            not same_value(entry.value, neutral(path, current=entry.value)) for path, entry in entries
        )

    def document(self, scope: Scope) -> Document:
        """Return the document of *scope*; the first time it is read from the file (some milliseconds)."""
        if scope not in self._documents:
            self._load(scope)
        return self._documents[scope]

    def epoch(self, scope: Scope) -> int:
        """Return the generation of *scope*."""
        if scope not in self._epochs:
            self._load(scope)
        return self._epochs[scope]

    def value(self, scope: Scope, path: str) -> JsonValue:
        """Return the value at *path*, None where nothing stands."""
        return self.document(scope).value(path)

    def lay(self, writes: Iterable[StampedWrite]) -> None:
        """Lay an edit on the documents."""
        self._serial += 1
        changed: dict[Scope, dict[str, Entry]] = {}
        for each in writes:
            changed.setdefault(each.scope, {})[each.path] = Entry(each.value, each.stamp.ms)
            if each.scope.mode == SEASONAL:
                self._seasons.add(each.scope.season)
            self._edited[each.scope, each.path] = self._serial
        for scope, entries in changed.items():
            self._documents[scope] = self.document(scope).with_entries(entries)

    def begin_generation(self, scope: Scope, epoch: int) -> None:
        """Empty the document of *scope*: generation *epoch* begins."""
        self._documents[scope] = Document()
        self._epochs[scope] = epoch

    def follow_sync(self, scope: Scope, committed: Committed, serial: int) -> frozenset[str]:
        """Lay on what sync committed to the file; return the paths that may look different.

        *serial* is that of the moment the commit was handed over: what was edited later stays as it is.
        """
        if scope not in self._documents:
            return frozenset()
        if committed.replaced:
            before = self._documents[scope].entries.keys()
            self._load(scope)
            return frozenset(before | self._documents[scope].entries.keys())
        changed = {
            path: each
            for path, each in committed.changed.items()
            if self._edited.get((scope, path), 0) <= serial
        }
        kept = {path: each for path, each in self.document(scope).entries.items() if path not in changed}
        self._documents[scope] = Document({**kept, **document_of(changed).entries})
        return frozenset(changed)

    def _load(self, scope: Scope) -> None:
        try:
            loaded = self._store.load_scope(scope).result()
        except StoreDamaged:
            marker_of(self._store.path).touch()  # the next start brings back what can be read
            raise
        self._documents[scope] = document_of(loaded.registers)
        self._epochs[scope] = loaded.state.epoch
        if loaded.state.cursor != START:
            self._pulled.add(scope)
