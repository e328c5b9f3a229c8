"""The session of one account: what the window and the command line know and do.

It lives in one thread (the window's, or the command line's). The only waiting it does is for the first reading of a
mode; commits go to the store's thread and :attr:`Session.saving` tells when they are on the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING, Final, Protocol

from tarkov_desktop.app.activity import ActivityLine, activity_lines
from tarkov_desktop.app.bus import Bus
from tarkov_desktop.app.commits import Commits, Committed, NewEpoch, ScopedWrite, Step, scope_of
from tarkov_desktop.app.mode_progress import ModeProgress
from tarkov_desktop.app.open_modes import CatalogSource, OpenModes
from tarkov_desktop.app.saving import Post, Saving
from tarkov_desktop.app.scopes import LiveScopes
from tarkov_desktop.app.settings import GAME_MODE, SEASON, Settings
from tarkov_desktop.app.undo import IMPORTED, NothingToUndo, UndoHistory, Undone, UndoOutcome, plan_reversal
from tarkov_desktop.domain.account import AccountFacts
from tarkov_desktop.domain.changes import Changes, Origin
from tarkov_desktop.domain.derived import Derived
from tarkov_desktop.domain.document import Document, JsonValue, Write
from tarkov_desktop.domain.game import Catalog
from tarkov_desktop.domain.graph import GameGraph
from tarkov_desktop.domain.ids import MODES, PVP, SEASONAL, GameMode
from tarkov_desktop.domain.plans.draft import stand_in
from tarkov_desktop.domain.registers import CURRENT_GAME_MODE, LEVEL
from tarkov_desktop.store.account_store import AccountStore
from tarkov_desktop.store.records import Edit, JournalEntry, JournalKind, LedgerRow
from tarkov_desktop.sync.local import Committed as SyncCommitted
from tarkov_desktop.sync.registers import ACCOUNT, Scope
from tarkov_desktop.sync.stamp import HybridLogicalClock, node_of

if TYPE_CHECKING:
    from tarkov_desktop.app.exporting import Snapshot


SWITCH_MODE: Final = "switch_mode"
"""The label of the change that shows another mode."""


class Planned(Protocol):
    """What an operation plans: see ``domain/plans``."""

    @property
    def writes(self) -> Sequence[Write]:
        """The registers to write."""
        ...


class Session:
    """One account's progress, shown and changed. ``changes`` tells every change of progress, whoever made it."""

    def __init__(
        self,
        store: AccountStore,
        catalogs: CatalogSource,
        *,
        now_ms: Callable[[], int],
        new_id: Callable[[], str],
        post: Post = lambda call: call(),
    ) -> None:
        opened = store.opened
        self.store = store
        self.changes: Bus[Changes] = Bus()
        self.saving = Saving(now_ms=now_ms, post=post)
        self.settings = Settings(opened.settings, self._save_settings)
        self.clock = HybridLogicalClock(
            node_of(opened.device_id),
            now_ms=now_ms,
            offset_ms=opened.clock_offset_ms,
            last=(opened.clock_ms, opened.clock_counter),
        )
        self.scopes = LiveScopes(store, self.settings.get(SEASON))
        self._commits = Commits(store, self.scopes, self.clock, self.saving, new_id=new_id)
        self._now_ms = now_ms
        self._modes = OpenModes(catalogs, self.scopes, now_ms)
        self._mode = self._first_mode()
        store.on_trouble(self.saving.hear_trouble)

    # What is shown.

    @property
    def mode(self) -> GameMode:
        """The mode in use on this computer."""
        return self._mode

    @property
    def current(self) -> ModeProgress:
        """Progress in the mode in use."""
        return self.at(self._mode)

    @property
    def catalog(self) -> Catalog:
        """The game data of the mode in use."""
        return self.current.catalog

    @property
    def graph(self) -> GameGraph:
        """The game data prepared for the rules."""
        return self.current.graph

    @property
    def document(self) -> Document:
        """The registers of the mode in use."""
        return self.current.document

    @property
    def account(self) -> AccountFacts:
        """What the rules need of the account."""
        return self.current.account

    @property
    def account_document(self) -> Document:
        """The registers of the account: edition, last mode, preferences."""
        return self.scopes.document(ACCOUNT)

    @property
    def derived(self) -> Derived:
        """What follows from the document of the mode in use."""
        return self.current.derived

    @property
    def history(self) -> UndoHistory:
        """What undo and redo would take back next."""
        return self._commits.history

    def at(self, mode: GameMode) -> ModeProgress:
        """Return progress in *mode*, which need not be the one in use; the first time takes some 20 ms."""
        return self._modes.at(mode)

    def warm(self, mode: GameMode) -> None:
        """Make the first switch to *mode* quick; nothing is shown or read of progress, so any thread may do it."""
        self._modes.warm(mode)

    def activity(self, limit: int = 100, before: int | None = None) -> list[ActivityLine]:
        """Return at most *limit* lines of what was done, newest first, older than the line *before*.

        Waits for the disk; a window asks for :meth:`activity_soon`.
        """
        return self.activity_soon(limit, before).result()

    def activity_soon(self, limit: int = 100, before: int | None = None) -> Future[list[ActivityLine]]:
        """Read at most *limit* lines, those of sync too; the future is done in the store's thread."""
        done: Future[list[ActivityLine]] = Future()
        taken_back = self.history.taken_back

        def finish(read: Future[list[JournalEntry]]) -> None:
            error = read.exception()
            if error is None:
                done.set_result(activity_lines(read.result(), taken_back))
            else:
                done.set_exception(error)

        self.store.journal(limit=limit, before=before).add_done_callback(finish)
        return done

    def snapshot(self) -> Snapshot:
        """Return the account as it is now, for a progress file; later edits are not in it."""
        from tarkov_desktop.app.exporting import Snapshot  # noqa: PLC0415 - not needed for the first window

        versions = {progress.mode: progress.catalog.version for progress in self._modes}
        scopes = [self.scopes.of_mode(mode) for mode in MODES]
        return Snapshot.of(self.store, scopes, versions, self._now_ms())

    # What is done.

    def commit(
        self,
        plan: Planned,
        *,
        label: str,
        origin: Origin = Origin.USER,
        subject: str = "",
        mode: GameMode | None = None,
    ) -> Changes:
        """Write *plan* in *mode* (None: the one in use); an empty plan does nothing and makes no undo step.

        Paths of the account (edition, preferences) go to its scope whatever the mode.
        """
        return self.carry_out(plan, mode=mode or self._mode, step=Step(label, origin, subject))

    def carry_out(
        self, plan: Planned, *, mode: GameMode, step: Step, ledger: tuple[LedgerRow, ...] = ()
    ) -> Changes:
        """Write *plan* in *mode* as *step*, and mark the facts of the game log it came from in the same edit."""
        scope = self.scopes.of_mode(mode)
        progress = self.at(mode)
        writes = [
            ScopedWrite(
                scope_of(each.path, scope),
                each.path,
                each.value,
                stood_in=stand_in(progress.graph, progress.document, each.path),
            )
            for each in plan.writes
        ]
        return self.write(writes, mode=mode, step=step, ledger=ledger)

    def write(
        self,
        writes: Iterable[ScopedWrite],
        *,
        mode: GameMode,
        step: Step,
        epochs: Sequence[NewEpoch] = (),
        ledger: tuple[LedgerRow, ...] = (),
    ) -> Changes:
        """Write registers of any scopes as one edit, see :meth:`Commits.write`, and tell what changed."""
        committed = self._commits.write(writes, mode=mode, step=step, epochs=epochs, ledger=ledger)
        if committed is None:
            return Changes(mode, step.origin)
        self._follow_season(step.label)
        return self._announce(mode, step, committed)

    def undo(self, mode: GameMode | None = None) -> UndoOutcome:
        """Take back the last step of *mode* (None: the one in use), as new edits."""
        return self._take_back(self.history.next_back(mode or self._mode), JournalKind.UNDO)

    def redo(self, mode: GameMode | None = None) -> UndoOutcome:
        """Take back the last undo of *mode* (None: the one in use)."""
        return self._take_back(self.history.next_forward(mode or self._mode), JournalKind.REDO)

    def can_take_back(self, entry: JournalEntry) -> bool:
        """Return whether taking *entry* back, whichever it is, would change anything now."""
        if not entry.undoable or entry.id in self.history.taken_back:
            return False
        if entry.replaced:
            return all(
                self.history.generation(each.scope, self.scopes.epoch(each.scope))
                == self.history.generation(each.scope, each.new_epoch)
                for each in entry.replaced
            )
        return bool(plan_reversal(entry.touched(), self.scopes.value).writes)

    def take_back(self, entry: JournalEntry) -> UndoOutcome:
        """Take back one line of the journal, not only the last; registers changed since stay and are named."""
        if not self.can_take_back(entry):
            return NothingToUndo()
        return self._take_back(
            entry, JournalKind.REDO if entry.kind is JournalKind.UNDO else JournalKind.UNDO
        )

    def switch_mode(self, mode: GameMode) -> Changes:
        """Show *mode* from now on; other devices only take it as a hint for their first start."""
        if mode == self._mode:
            return Changes(mode, Origin.USER)
        self.at(mode)
        self._mode = mode
        self.settings.set(GAME_MODE, mode)
        if mode in MODES:
            hint = ScopedWrite(ACCOUNT, CURRENT_GAME_MODE, mode)
            self._commits.write([hint], mode=mode, step=Step(SWITCH_MODE, is_kept=False))
        changes = Changes(mode, Origin.USER, label=SWITCH_MODE, everything=True)
        self.changes.publish(changes)
        return changes

    def begin_season(self, season: int) -> None:
        """Show and write *season* in the mode ``seasonal`` from now on."""
        self.settings.set(SEASON, season)
        self.scopes.begin_season(season)
        self._modes.forget(SEASONAL)

    def follow_time(self) -> Changes:
        """Derive what the passing of time changes in the mode in use: delays that have ended."""
        nothing = Committed({self.current.scope: frozenset()})
        return self._announce(self._mode, Step("", Origin.DERIVED), nothing)

    def use_catalog(self, catalog: Catalog) -> None:
        """Show refreshed game data; everything of its mode is derived anew."""
        if self._modes.take_catalog(catalog):
            self.changes.publish(Changes(catalog.mode, Origin.DERIVED, everything=True))

    def follow_sync(self, scope: Scope, committed: SyncCommitted, serial: int) -> Changes:
        """Show what sync committed to the file; *serial* is ``scopes.serial`` when the commit was handed over."""
        paths = self.scopes.follow_sync(scope, committed, serial)
        fresh = frozenset({scope}) if committed.replaced else frozenset()
        mode = self._mode if scope == ACCOUNT else scope.mode
        return self._announce(mode, Step("", Origin.SYNC), Committed({scope: paths}, fresh))

    def close(self) -> None:
        """Wait until everything is on the disk and let go of the file."""
        self.store.close()

    # How it is done.

    def _take_back(self, entry: JournalEntry | None, kind: JournalKind) -> UndoOutcome:
        if entry is None:
            return NothingToUndo()
        if entry.mode in MODES:  # a line about the account is of no mode
            self.at(entry.mode)  # so that the answer can tell what looks different there
        derived = frozenset({LEVEL} if self.account.automatic_level else ())
        committed, kept = self._commits.take_back(entry, kind, derived=derived)
        self._follow_season(entry.label)
        step = Step(entry.label, Origin.UNDO, entry.subject, kind)
        changes = self._announce(entry.mode, step, committed or Committed({}))
        return Undone(changes, entry.label, entry.subject, kept)

    def _announce(self, mode: GameMode, step: Step, committed: Committed) -> Changes:
        """Bring every open mode up to what was written, tell each, and return what changed in *mode*."""
        paths = committed.paths
        every: frozenset[str] = frozenset().union(*paths.values())
        number = committed.entry.id if committed.entry else None
        answer = Changes(
            mode,
            step.origin,
            every,
            label=step.label,
            journal_id=number,
            everything=bool(committed.fresh),
        )
        touched = paths.keys() | committed.fresh
        for progress in self._modes:
            if progress.scope not in touched and ACCOUNT not in touched:
                continue
            changes = self._follow(progress, step, paths, number, is_fresh=progress.scope in committed.fresh)
            self.changes.publish(changes)
            if progress.mode == mode:
                answer = changes
            self._follow_level(progress)
        return answer

    def _follow(
        self,
        progress: ModeProgress,
        step: Step,
        paths: Mapping[Scope, frozenset[str]],
        number: int | None,
        *,
        is_fresh: bool,
    ) -> Changes:
        own = paths.get(progress.scope, frozenset())
        if is_fresh:
            progress.start_afresh(self._now_ms())
        affected = progress.follow(own, self._now_ms())
        return Changes(
            mode=progress.mode,
            origin=step.origin,
            paths=own | paths.get(ACCOUNT, frozenset()),
            tasks=affected.tasks,
            stations=affected.stations,
            items=affected.items,
            label=step.label,
            journal_id=number,
            everything=affected.everything or is_fresh,
        )

    def _follow_season(self, label: str) -> None:
        """Show the season that an import wrote to, if it is a later one, and the former one when it is taken back."""
        if label.startswith(IMPORTED) and self.scopes.settle_season(self.settings.get(SEASON)):
            self._modes.forget(SEASONAL)
            self.changes.publish(Changes(SEASONAL, Origin.IMPORT, everything=True))

    def _follow_level(self, progress: ModeProgress) -> None:
        """Store the level that follows from XP, where the player wants that: the server cannot derive it."""
        if not progress.account.automatic_level:
            return
        level = progress.derived.experience().standing.level
        step = Step("follow_level", Origin.DERIVED, is_kept=False)
        self.write([ScopedWrite(progress.scope, LEVEL, level)], mode=progress.mode, step=step)

    def _first_mode(self) -> GameMode:
        stored = self.settings.get(GAME_MODE) or self.account_document.value(CURRENT_GAME_MODE)
        return GameMode(stored) if isinstance(stored, str) and stored else PVP

    def _save_settings(self, changed: dict[str, JsonValue]) -> None:
        self.saving.follow(self.store.commit(Edit(settings=changed)))
