"""Turns register writes into one edit: stamped, laid on the documents, handed to the store, written in the journal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tarkov_desktop.app.saving import Saving
from tarkov_desktop.app.scopes import LiveScopes
from tarkov_desktop.app.undo import UndoHistory, plan_reversal
from tarkov_desktop.domain.changes import Origin
from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.ids import GameMode
from tarkov_desktop.domain.registers import (
    CURRENT_GAME_MODE,
    GAME_EDITION,
    check_write,
    same_value,
)
from tarkov_desktop.store.account_store import AccountStore
from tarkov_desktop.store.records import (
    Edit,
    JournalEntry,
    JournalKind,
    LedgerRow,
    NewGeneration,
    ReplacedGeneration,
    StampedWrite,
    Touched,
    pack_touched,
)
from tarkov_desktop.sync.registers import ACCOUNT, Scope
from tarkov_desktop.sync.stamp import HybridLogicalClock, Stamp


class ScopedWrite(NamedTuple):
    """A write with the scope it belongs to. ``stamp`` is that of an import; None is a new edit.

    ``stood_in``: what the rules read of another register while nothing stood here; undo writes it.
    """

    scope: Scope
    path: str
    value: JsonValue
    stamp: Stamp | None = None
    stood_in: JsonValue = None


class NewEpoch(NamedTuple):
    """A scope that begins anew. ``reason`` is reset, wipe, prestige or restore."""

    scope: Scope
    reason: str


@dataclass(frozen=True, slots=True)
class Step:
    """How an edit stands in the journal. ``target`` is the entry that an undo or redo takes back.

    ``is_kept`` False: no line in the journal at all (derived values, the last mode, preferences).
    """

    label: str
    origin: Origin = Origin.USER
    subject: str = ""
    kind: JournalKind = JournalKind.EDIT
    target: int | None = None
    is_kept: bool = True
    is_undoable: bool = True


@dataclass(frozen=True, slots=True)
class Committed:
    """What an edit touched: paths by scope, the scopes that began anew, and its line in the journal."""

    paths: dict[Scope, frozenset[str]]
    fresh: frozenset[Scope] = frozenset()
    entry: JournalEntry | None = None


def scope_of(path: str, scope: Scope) -> Scope:
    """Return the scope that *path* belongs to when an operation on *scope* plans it."""
    is_of_account = path in {GAME_EDITION, CURRENT_GAME_MODE} or path.startswith("preferences/")
    return ACCOUNT if is_of_account else scope


class Commits:
    """Makes edits and remembers what undo and redo would take back."""

    def __init__(
        self,
        store: AccountStore,
        scopes: LiveScopes,
        clock: HybridLogicalClock,
        saving: Saving,
        *,
        new_id: Callable[[], str],
    ) -> None:
        self.history = UndoHistory(reversed(store.opened.journal))
        self._store = store
        self._scopes = scopes
        self._clock = clock
        self._saving = saving
        self._new_id = new_id

    def write(
        self,
        writes: Iterable[ScopedWrite],
        *,
        mode: GameMode,
        step: Step,
        epochs: Sequence[NewEpoch] = (),
        ledger: tuple[LedgerRow, ...] = (),
    ) -> Committed | None:
        """Write registers of any scopes as one transaction and one journal entry; *epochs* begin first.

        Returns None when nothing would change (facts of the *ledger* are kept all the same).

        Raises:
            ValueError: a path or value that no operation may plan; nothing was written.
        """
        fresh = frozenset(epoch.scope for epoch in epochs)
        wanted = [each for each in writes if each.scope in fresh or not self._is_there(each)]
        for each in wanted:
            problem = check_write(each.scope.mode, each.path, each.value)
            if problem is not None:
                raise ValueError(f"{problem}: {each.path}")
        if not wanted and not epochs and step.kind is JournalKind.EDIT:
            if ledger:
                self._hand_over(Edit(ledger=ledger))
            return None
        tick = self._clock.tick(0)
        generations = tuple(self._generation(epoch, tick) for epoch in epochs)
        entry = self._entry(mode, step, wanted, generations) if step.is_kept else None
        for generation in generations:
            self._scopes.begin_generation(generation.scope, generation.stamp.epoch)
        # One operation, one instant: its registers share a stamp.
        stamped = tuple(
            StampedWrite(
                each.scope,
                each.path,
                each.value,
                each.stamp or tick._replace(epoch=self._scopes.epoch(each.scope)),
            )
            for each in wanted
        )
        self._scopes.lay(stamped)
        self._hand_over(Edit(stamped, generations, entry, ledger=ledger))
        if entry is not None:
            self.history.add(entry)
        return Committed(_paths_by_scope(wanted), fresh, entry)

    def take_back(
        self, entry: JournalEntry, kind: JournalKind, *, derived: frozenset[str] = frozenset()
    ) -> tuple[Committed | None, tuple[str, ...]]:
        """Undo or redo *entry* as new edits; the second part names the paths changed since, which stay.

        *derived*: paths that follow from others just now, see :func:`plan_reversal`.
        """
        reversal = plan_reversal(entry.touched(), self._scopes.value, derived)
        writes = [ScopedWrite(*each) for each in reversal.writes]
        epochs: list[NewEpoch] = []
        kept = list(reversal.kept)
        for replaced in entry.replaced:
            restored = self._restored(replaced)
            if restored is None:
                kept.append(replaced.mode)
                continue
            epochs.append(NewEpoch(replaced.scope, "restore"))
            writes += restored
        step = Step(entry.label, Origin.UNDO, entry.subject, kind, entry.id)
        return self.write(writes, mode=entry.mode, step=step, epochs=epochs), tuple(kept)

    def _restored(self, replaced: ReplacedGeneration) -> list[ScopedWrite] | None:
        """Return the archived registers as writes, None when another generation has begun since."""
        scope = replaced.scope
        now = self.history.generation(scope, self._scopes.epoch(scope))
        if now != self.history.generation(scope, replaced.new_epoch):
            return None
        archive = self._store.archive(replaced.archive_id).result()
        if archive is None:
            return None
        return [
            ScopedWrite(replaced.scope, path, register.value) for path, register in archive.registers.items()
        ]

    def _is_there(self, each: ScopedWrite) -> bool:
        entry = self._scopes.document(each.scope).entries.get(each.path)
        return entry is not None and same_value(entry.value, each.value)

    def _generation(self, epoch: NewEpoch, tick: Stamp) -> NewGeneration:
        stamp = tick._replace(epoch=self._scopes.epoch(epoch.scope) + 1)
        return NewGeneration(epoch.scope, stamp, epoch.reason, self._new_id(), at_ms=tick.ms)

    def _entry(
        self,
        mode: GameMode,
        step: Step,
        wanted: Sequence[ScopedWrite],
        generations: Sequence[NewGeneration],
    ) -> JournalEntry:
        fresh = {generation.scope for generation in generations}
        return JournalEntry(
            id=self._store.next_journal_id(),
            at_ms=self._clock.last[0],
            mode=mode,
            label=step.label,
            origin=step.origin,
            kind=step.kind,
            subject=step.subject,
            target=step.target,
            undoable=step.is_undoable,
            replaced=tuple(
                ReplacedGeneration(*generation.scope, generation.archive_id, generation.stamp.epoch)
                for generation in generations
            ),
            packed=pack_touched([self._touched(each) for each in wanted if each.scope not in fresh]),
        )

    def _touched(self, each: ScopedWrite) -> Touched:
        before = self._scopes.document(each.scope).entries.get(each.path)
        value = each.stood_in if before is None else before.value
        was_absent = before is None and each.stood_in is None
        return Touched(*each.scope, each.path, value, each.value, was_absent)

    def _hand_over(self, edit: Edit) -> None:
        self._saving.follow(self._store.commit(edit))


def _paths_by_scope(writes: Iterable[ScopedWrite]) -> dict[Scope, frozenset[str]]:
    gathered: dict[Scope, set[str]] = {}
    for each in writes:
        gathered.setdefault(each.scope, set()).add(each.path)
    return {scope: frozenset(paths) for scope, paths in gathered.items()}
