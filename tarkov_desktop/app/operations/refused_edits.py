"""Operations on edits that the server refused: try again with the same or another value, or let go of them."""

from __future__ import annotations

from dataclasses import dataclass

from tarkov_desktop.app.commits import ScopedWrite, Step
from tarkov_desktop.app.session import Session
from tarkov_desktop.domain.changes import Changes
from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.registers import check_write
from tarkov_desktop.store.records import DeadLetter
from tarkov_desktop.sync.registers import ACCOUNT

__all__ = ["DeadLetter", "StillRefused", "discard", "try_again"]


@dataclass(frozen=True, slots=True)
class StillRefused:
    """The value may not be stored: ``code`` is the server's word for why. Nothing was changed."""

    code: str


def try_again(session: Session, letter: DeadLetter, value: JsonValue) -> Changes | StillRefused:
    """Write *value* as a new edit where the refused one was, and let go of the refused one."""
    problem = check_write(letter.scope.mode, letter.path, value)
    if problem is not None:
        return StillRefused(problem)
    mode = session.mode if letter.scope == ACCOUNT else letter.scope.mode
    write = ScopedWrite(letter.scope, letter.path, value)
    changes = session.write([write], mode=mode, step=Step("try_again", subject=letter.path))
    discard(session, letter)
    return changes


def discard(session: Session, letter: DeadLetter) -> None:
    """Let go of a refused edit; what the server has stands."""
    session.saving.follow(session.store.discard_dead_letter(letter.id))
