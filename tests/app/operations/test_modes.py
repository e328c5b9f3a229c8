"""Beginning anew: what is carried over, what the archive keeps, and the way back (progress document 6.1)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tarkov_desktop.app.operations import modes
from tarkov_desktop.app.operations.carry import Asked
from tarkov_desktop.app.operations.profile import set_faction, set_level, set_name, set_prestige
from tarkov_desktop.app.operations.tasks import complete_task, ignore_task, set_note
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.undo import Undone
from tarkov_desktop.domain.changes import Changes
from tarkov_desktop.domain.document import Document, JsonValue
from tarkov_desktop.domain.ids import PVE, PVP, SEASONAL
from tests.app.worlds import DEBUT, SHORTAGE, SPLIT_A, WAIT_S, a_session, done, effective

CARRIED: dict[str, JsonValue] = {
    "displayName": "Rook",
    "pmcFaction": "BEAR",
    f"taskNotes/{DEBUT}": "again",
    f"ignoredTasks/{SHORTAGE}": True,
}


@pytest.fixture
def played(session: Session) -> Session:
    """A session with something of everything that is, and is not, carried over."""
    set_name(session, "Rook")
    set_faction(session, "BEAR")
    set_note(session, DEBUT, "again")
    done(ignore_task(session, SHORTAGE))
    set_prestige(session, 1)
    set_level(session, 20)
    done(complete_task(session, SPLIT_A))
    return session


def test_a_wipe_keeps_name_faction_notes_marks_and_prestige(played: Session) -> None:
    changes = modes.wipe_mode(played)

    assert effective(played) == {**CARRIED, "prestigeLevel": 1}
    assert changes.everything
    assert played.scopes.epoch(played.current.scope) == 1


def test_a_reset_keeps_no_prestige(played: Session) -> None:
    modes.reset_mode(played)

    assert effective(played) == CARRIED


def test_a_prestige_begins_one_higher(played: Session) -> None:
    changes = modes.prestige(played)

    assert isinstance(changes, Changes)
    assert effective(played) == {**CARRIED, "prestigeLevel": 2}


def test_undo_of_a_reset_restores_everything_and_redo_resets_again(played: Session) -> None:
    before = effective(played)
    modes.reset_mode(played)

    assert isinstance(played.undo(), Undone)
    assert effective(played) == before
    assert isinstance(played.redo(), Undone)
    assert effective(played) == CARRIED


def test_undo_of_a_reset_works_after_a_restart(tmp_path: Path) -> None:
    first = a_session(tmp_path)
    set_level(first, 20)
    before = effective(first)
    modes.reset_mode(first)
    first.close()

    second = a_session(tmp_path, start_ms=1_763_800_000_000)
    second.undo()

    assert effective(second) == before
    second.close()


def test_undo_of_a_reset_after_a_newer_one_changes_nothing_and_says_so(played: Session) -> None:
    modes.reset_mode(played)
    first = played.history.next_back()
    modes.reset_mode(played)
    played.history._back = [step for step in played.history._back if step == first]

    outcome = played.undo()

    assert isinstance(outcome, Undone)
    assert outcome.kept == (PVP,)
    assert effective(played) == CARRIED


def test_an_archived_generation_can_be_restored(played: Session) -> None:
    before = effective(played)
    modes.reset_mode(played)
    ((archive_id, *_),) = played.store.archives(PVP).result(WAIT_S)

    changes = modes.restore_archive(played, archive_id)

    assert isinstance(changes, Changes)
    assert effective(played) == before
    assert played.scopes.epoch(played.current.scope) == 2


def test_an_archive_that_is_gone_is_refused(played: Session) -> None:
    assert modes.restore_archive(played, "gone") == modes.CannotBegin("unknown_archive")


def test_a_reset_waits_to_be_sent_before_what_is_carried_over(played: Session) -> None:
    modes.wipe_mode(played)

    ops = [op for op in played.store.pending(played.current.scope).result(WAIT_S) if op.stamp.epoch == 1]

    assert (ops[0].path, ops[0].reason) == (None, "wipe")
    assert {op.path for op in ops[1:]} == {*CARRIED, "prestigeLevel"}


def test_a_reset_touches_its_own_mode_only(played: Session) -> None:
    before = effective(played)

    modes.reset_mode(played, asked=Asked(PVE))

    assert effective(played) == before


def test_a_new_season_is_a_scope_of_its_own_and_the_old_one_stays(session: Session) -> None:
    session.switch_mode(SEASONAL)
    set_name(session, "Rook")
    set_level(session, 20)

    changes = modes.start_season(session, 2)

    assert isinstance(changes, Changes)
    assert effective(session) == {"displayName": "Rook"}
    assert session.current.scope.season == 2
    old = session.scopes.document(session.current.scope._replace(season=1))
    assert old.value("level") == 20


@pytest.mark.parametrize("season", [0, 1, 1_001])
def test_a_season_that_is_not_a_later_one_is_refused(session: Session, season: int) -> None:
    assert modes.start_season(session, season) == modes.CannotBegin("not_a_later_season")


def test_the_season_in_use_is_known_after_a_restart(tmp_path: Path) -> None:
    first = a_session(tmp_path)
    first.switch_mode(SEASONAL)
    set_level(first, 20)
    modes.start_season(first, 2)
    set_level(first, 3)
    first.close()

    second = a_session(tmp_path)

    assert second.current.scope.season == 2
    assert second.document.value("level") == 3
    second.close()


def test_a_season_begun_with_nothing_to_carry_over_is_known_after_a_restart(tmp_path: Path) -> None:
    first = a_session(tmp_path)
    done(set_level(first, 20, asked=Asked(SEASONAL)))
    modes.start_season(first, 2)
    first.close()

    second = a_session(tmp_path)

    assert second.at(SEASONAL).scope.season == 2
    assert second.at(SEASONAL).document == Document()
    second.close()


def test_the_highest_prestige_there_can_be_is_the_last(session: Session) -> None:
    session.store.load_scope(session.current.scope).result(WAIT_S)
    for level in (1, 2):
        assert not isinstance(modes.prestige(session), modes.CannotBegin)
        assert session.document.value("prestigeLevel") == level

    assert modes.prestige(session) == modes.CannotBegin("highest_prestige")
    assert session.document.value("prestigeLevel") == len(session.catalog.prestiges) == 2
