"""Operations on what was done: undo and redo."""

from __future__ import annotations

from tarkov_desktop.app.session import Session
from tarkov_desktop.app.undo import UndoOutcome
from tarkov_desktop.domain.ids import GameMode
from tarkov_desktop.store.records import JournalEntry


def undo(session: Session, mode: GameMode | None = None) -> UndoOutcome:
    """Take back the last step of *mode* (None: the one in use)."""
    return session.undo(mode)


def redo(session: Session, mode: GameMode | None = None) -> UndoOutcome:
    """Take back the last undo of *mode* (None: the one in use)."""
    return session.redo(mode)


def take_back(session: Session, entry: JournalEntry) -> UndoOutcome:
    """Take back one line of the journal, not only the last; an undo is done again."""
    return session.take_back(entry)
