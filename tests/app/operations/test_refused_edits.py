"""Edits the server refused: tried again as new edits, or let go of."""

from __future__ import annotations

import pytest

from tarkov_desktop.app.operations.refused_edits import StillRefused, discard, try_again
from tarkov_desktop.app.session import Session
from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.ids import PVE
from tarkov_desktop.domain.registers import note_path
from tarkov_desktop.store import history
from tarkov_desktop.store.records import DeadLetter
from tarkov_desktop.sync.registers import Scope
from tarkov_desktop.sync.stamp import Stamp
from tests.app.worlds import DEBUT

SCOPE = Scope(PVE)


def refused(session: Session, value: JsonValue) -> DeadLetter:
    letter = DeadLetter(0, SCOPE, note_path(DEBUT), value, Stamp(0, 1, 0, "n"), "invalid_value", 1)
    session.store._writer.submit(lambda db: history.add_dead_letters(db, [letter])).result()
    return session.store.dead_letters().result()[0]


@pytest.mark.parametrize("value", ["kept", "another"])
def test_trying_again_is_a_new_edit_in_its_own_mode(session: Session, value: str) -> None:
    letter = refused(session, "kept")

    assert try_again(session, letter, value)

    assert session.at(PVE).document.value(letter.path) == value
    assert session.store.dead_letters().result() == []
    assert [op.path for op in session.store.pending(SCOPE).result()] == [letter.path]


def test_a_value_that_cannot_be_stored_changes_nothing(session: Session) -> None:
    letter = refused(session, "x" * 1_001)

    outcome = try_again(session, letter, letter.value)

    assert isinstance(outcome, StillRefused)
    assert session.store.dead_letters().result() == [letter]
    assert session.at(PVE).document.value(letter.path) is None


def test_discarding_forgets_only_this_one(session: Session) -> None:
    letter = refused(session, "one")
    refused(session, "two")

    discard(session, letter)

    assert [each.value for each in session.store.dead_letters().result()] == ["two"]
