"""What can be undone and redone, read off the journal (game-rules 7.2). Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from tarkov_desktop.domain.changes import Changes
from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.ids import ACCOUNT_SCOPE, MODES, GameMode
from tarkov_desktop.domain.registers import neutral, same_value
from tarkov_desktop.store.records import JournalEntry, JournalKind, Touched
from tarkov_desktop.sync.registers import Scope


@dataclass(frozen=True, slots=True)
class Undone:
    """One step was taken back (or done again). ``kept`` names the registers changed since, which stay."""

    changes: Changes
    label: str
    subject: str
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NothingToUndo:
    """There is no step left in that direction."""


IMPORTED: Final = "import_"
"""How the labels of imports begin: the one step of a mode that may write to other modes too."""

UndoOutcome = Undone | NothingToUndo


class UndoHistory:
    """The steps back and the steps forward, kept by feeding it every line of the journal, oldest first."""

    def __init__(self, entries: Iterable[JournalEntry] = ()) -> None:
        self._back: list[JournalEntry] = []
        self._forward: list[JournalEntry] = []
        self._taken_back: set[int] = set()
        self._stands_for: dict[tuple[Scope, int], int] = {}
        for entry in entries:
            self.add(entry)

    @property
    def taken_back(self) -> frozenset[int]:
        """Numbers of the lines whose effect is gone because of a later undo (or redo of one)."""
        return frozenset(self._taken_back)

    def add(self, entry: JournalEntry) -> None:
        """Take in the newest line of the journal."""
        if not entry.undoable:
            return
        match entry.kind:
            case JournalKind.EDIT:
                self._back.append(entry)
                self._forward = [step for step in self._forward if step.mode != entry.mode]
            case JournalKind.UNDO:
                self._back = self._without(self._back, entry)
                self._forward.append(entry)
            case JournalKind.REDO:
                self._forward = self._without(self._forward, entry)
                self._back.append(entry)
            case JournalKind.NOTE:
                pass

    def generation(self, scope: Scope, epoch: int) -> int:
        """Return the epoch whose document *epoch* brought back, itself when it is not the work of an undo.

        Undo of a reset begins a new epoch, but what stands in it is the generation before the reset: a step back
        further must know it again.
        """
        return self._stands_for.get((scope, epoch), epoch)

    def _note_generations(self, entry: JournalEntry, target: JournalEntry) -> None:
        for mine in entry.replaced:
            for its in target.replaced:
                if mine.scope == its.scope:
                    before = self.generation(its.scope, its.new_epoch - 1)
                    self._stands_for[mine.scope, mine.new_epoch] = before

    def _without(self, steps: list[JournalEntry], entry: JournalEntry) -> list[JournalEntry]:
        """Return *steps* but the one *entry* took back; what that one had taken back itself is in effect again."""
        for step in steps:
            if step.id == entry.target:
                self._taken_back.add(step.id)
                self._taken_back.discard(step.target or 0)
                self._note_generations(entry, step)
        return [step for step in steps if step.id != entry.target]

    def next_back(self, mode: GameMode | None = None) -> JournalEntry | None:
        """Return the step that undo takes back, of *mode* or of any."""
        return _last(self._back, mode)

    def next_forward(self, mode: GameMode | None = None) -> JournalEntry | None:
        """Return the undo that redo takes back, of *mode* or of any."""
        return _last(self._forward, mode)


def _last(steps: list[JournalEntry], mode: GameMode | None) -> JournalEntry | None:
    return next((step for step in reversed(steps) if mode is None or _concerns(step, mode)), None)


def _concerns(step: JournalEntry, mode: GameMode) -> bool:
    """True for a step made in *mode*, and for an import that wrote to it while another mode was in use."""
    if step.mode == mode:
        return True
    return step.label.startswith(IMPORTED) and any(each.mode == mode for each in step.touched())


@dataclass(frozen=True, slots=True)
class Reversal:
    """What taking a step back writes, by scope and path, and the paths that were changed since and stay."""

    writes: tuple[tuple[Scope, str, JsonValue], ...]
    kept: tuple[str, ...]


def plan_reversal(
    touched: Iterable[Touched],
    current: Callable[[Scope, str], JsonValue],
    derived: frozenset[str] = frozenset(),
) -> Reversal:
    """Return the before-values of *touched* for every register that still holds its after-value.

    Paths of *derived* follow from other registers just now: nobody changed them, whatever they hold.
    """
    writes: list[tuple[Scope, str, JsonValue]] = []
    kept: list[str] = []
    for each in touched:
        now = current(each.scope, each.path)
        if each.path not in derived and not same_value(now, each.after):
            kept.append(each.path)
            continue
        before = _neutral(each, now) if each.was_absent else each.before
        if not same_value(before, now):
            writes.append((each.scope, each.path, before))
    return Reversal(tuple(writes), tuple(kept))


def _neutral(each: Touched, now: JsonValue) -> JsonValue:
    scope = each.mode if each.mode == ACCOUNT_SCOPE else MODES[0]
    return neutral(each.path, scope=scope, current=now)
