"""What was done, as the Activity page and ``tarkov-desktop activity`` show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tarkov_desktop.domain.changes import Origin
from tarkov_desktop.domain.ids import GameMode
from tarkov_desktop.store.records import JournalEntry, JournalKind, Touched

__all__ = ["ActivityLine", "JournalEntry", "JournalKind", "Touched", "activity_lines"]


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """One thing that was done. ``label`` is the word of the operation, ``subject`` the id it was about.

    ``kind`` is edit, undo, redo or note; ``is_undone`` says that a later undo took it back.
    """

    id: int
    at_ms: int
    mode: GameMode
    label: str
    subject: str
    origin: Origin
    kind: JournalKind
    paths: tuple[str, ...]
    is_undone: bool = False
    entry: JournalEntry | None = None
    """The line of the journal this shows: what it wrote, and what a way back would need."""


def activity_lines(entries: Iterable[JournalEntry], taken_back: frozenset[int]) -> list[ActivityLine]:
    """Return *entries* as lines; *taken_back* holds the numbers of those that an undo took back."""
    return [
        ActivityLine(
            id=entry.id,
            at_ms=entry.at_ms,
            mode=entry.mode,
            label=entry.label,
            subject=entry.subject,
            origin=entry.origin,
            kind=entry.kind,
            paths=tuple(each.path for each in entry.touched()),
            is_undone=entry.id in taken_back,
            entry=entry,
        )
        for entry in entries
    ]
