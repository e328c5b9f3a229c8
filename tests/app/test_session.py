"""An edit on its way: shown at once, stamped, saved, undoable, also after a restart."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from tarkov_desktop.app.operations.objectives import set_objective_count
from tarkov_desktop.app.operations.profile import set_edition, set_level, set_preference
from tarkov_desktop.app.operations.tasks import complete_task, fail_task, pin_task
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.undo import NothingToUndo, Undone
from tarkov_desktop.domain.changes import Changes, Origin
from tarkov_desktop.domain.document import Write
from tarkov_desktop.domain.ids import PVE, PVP
from tarkov_desktop.domain.plans.plan import Plan
from tarkov_desktop.domain.registers import objective_path, task_path
from tarkov_desktop.domain.state import DisplayState
from tarkov_desktop.sync.local import Committed
from tarkov_desktop.sync.registers import ACCOUNT, Register
from tarkov_desktop.sync.stamp import Stamp
from tests.app.worlds import (
    DEBUT,
    KILLS,
    SHORTAGE,
    SPLIT_A,
    SPLIT_B,
    START_MS,
    WAIT_S,
    a_real_session,
    a_session,
    done,
    effective,
    on_disk,
)


def test_a_completion_is_on_the_screen_before_it_is_on_the_disk(session: Session) -> None:
    heard: list[Changes] = []
    session.changes.subscribe(heard.append)

    changes = done(complete_task(session, DEBUT))

    assert session.derived.state(DEBUT) is DisplayState.COMPLETE
    assert session.derived.state(SHORTAGE) is DisplayState.AVAILABLE
    assert {DEBUT, SHORTAGE} <= changes.tasks
    assert heard == [changes]


def test_what_was_saved_is_read_by_the_next_start(tmp_path: Path) -> None:
    session = a_session(tmp_path)
    done(complete_task(session, DEBUT))
    session.saving.wait(WAIT_S)
    shown = {path: entry.value for path, entry in session.document.entries.items()}

    assert on_disk(tmp_path, session) == shown


def test_every_edit_has_a_greater_stamp_than_the_one_before(session: Session) -> None:
    for level in range(2, 9):
        set_level(session, level)
    session.saving.wait(WAIT_S)

    done(pin_task(session, DEBUT))
    session.saving.wait(WAIT_S)

    registers = session.store.load_scope(session.current.scope).result(WAIT_S).registers
    stamps = [registers["level"].stamp, registers[f"pinnedTasks/{DEBUT}"].stamp]
    assert all(earlier < later for earlier, later in pairwise(stamps))


def test_the_clock_never_falls_behind_over_a_restart_with_a_clock_set_back(tmp_path: Path) -> None:
    first = a_session(tmp_path)
    set_level(first, 10)
    before, _ = first.clock.last
    first.close()

    second = a_session(tmp_path, start_ms=5)
    set_level(second, 11)

    assert second.clock.last == (before, 1)
    second.close()


def test_undo_restores_level_count_and_the_rivals_of_a_completion(session: Session) -> None:
    """The first row of the table in game-rules 7.2."""
    set_level(session, 3)
    set_objective_count(session, KILLS, 1)
    before = effective(session)
    done(complete_task(session, DEBUT))

    outcome = session.undo()

    assert isinstance(outcome, Undone)
    assert effective(session) == before
    assert outcome.kept == ()
    assert outcome.changes.origin is Origin.UNDO


def test_undo_brings_back_what_a_shared_objective_read_under_its_bare_id(tmp_path: Path) -> None:
    session = a_real_session(tmp_path)
    shared = next(objective for objective in session.graph.objectives if ":" in objective)
    bare = shared.partition(":")[0]
    session.commit(Plan((Write(objective_path(bare, "complete"), value=True),)), label="import")
    done(fail_task(session, session.graph.objectives[shared].task))
    assert not session.derived.amount(shared).complete

    session.undo()

    assert session.derived.amount(shared).complete
    session.close()


def test_undo_leaves_what_was_changed_since_and_names_it(session: Session) -> None:
    done(complete_task(session, DEBUT))
    number = session.history.next_back()
    set_level(session, 20)
    session._commits.history._back.remove(
        session._commits.history._back[-1]
    )  # undo the completion, not the level
    assert session.history.next_back() == number

    outcome = session.undo()

    assert isinstance(outcome, Undone)
    assert outcome.kept == ("level",)
    assert effective(session) == {"level": 20}


def test_a_hand_made_failure_survives_completion_and_undo_with_its_mark(session: Session) -> None:
    done(fail_task(session, SPLIT_B))
    before = effective(session)
    done(complete_task(session, SPLIT_A))

    session.undo()

    assert effective(session) == before


def test_redo_does_it_again_with_the_same_values(session: Session) -> None:
    done(complete_task(session, DEBUT))
    after = effective(session)
    session.undo()

    outcome = session.redo()

    assert isinstance(outcome, Undone)
    assert effective(session) == after


def test_undo_and_redo_go_on_after_a_restart(tmp_path: Path) -> None:
    first = a_session(tmp_path)
    set_level(first, 7)
    done(complete_task(first, DEBUT))
    done_values = effective(first)
    first.undo()
    first.close()

    second = a_session(tmp_path, start_ms=1_763_800_000_000)
    redone = second.redo()
    assert effective(second) == done_values
    second.undo()
    second.undo()

    assert isinstance(redone, Undone)
    assert effective(second) == {}
    assert second.undo() == NothingToUndo()
    second.close()


def test_a_new_edit_ends_what_could_be_done_again(session: Session) -> None:
    set_level(session, 7)
    session.undo()
    set_level(session, 9)

    assert session.redo() == NothingToUndo()


def test_undo_stays_in_the_mode_in_use(session: Session) -> None:
    set_level(session, 7)
    session.switch_mode(PVE)

    assert session.undo() == NothingToUndo()
    assert isinstance(session.undo(PVP), Undone)


def test_an_edition_belongs_to_the_account_and_can_be_undone(session: Session) -> None:
    done(set_edition(session, 4))
    assert session.account.edition == 4
    assert session.at(PVE).account.edition == 4
    assert session.scopes.value(ACCOUNT, "gameEdition") == 4

    session.undo()

    assert session.account.edition == 1


def test_a_preference_is_saved_but_is_no_undo_step(session: Session) -> None:
    changes = set_preference(session, "showKappaTasks", value=False)

    assert changes.paths == {"preferences/showKappaTasks"}
    assert session.undo() == NothingToUndo()


def test_with_automatic_level_the_derived_level_is_stored_without_an_undo_step(session: Session) -> None:
    set_preference(session, "useAutomaticLevelCalculation", value=True)

    done(complete_task(session, DEBUT))

    assert session.document.value("level") == 3  # 1000 XP; 500 for each level
    session.undo()
    assert session.document.value("level") == 1


def test_switching_the_mode_is_remembered_here_and_hinted_to_the_account(tmp_path: Path) -> None:
    first = a_session(tmp_path)
    changes = first.switch_mode(PVE)
    hint = first.scopes.value(ACCOUNT, "currentGameMode")
    first.close()

    second = a_session(tmp_path)

    assert changes.everything
    assert hint == "pve"
    assert second.mode == PVE
    second.close()


def test_switching_to_the_mode_in_use_does_nothing(session: Session) -> None:
    assert not session.switch_mode(PVP)


def test_modes_do_not_see_each_other(session: Session) -> None:
    done(complete_task(session, DEBUT))
    session.switch_mode(PVE)

    assert effective(session) == {}
    assert session.derived.state(DEBUT) is not DisplayState.COMPLETE


def test_a_plan_with_a_value_no_register_may_hold_is_a_mistake_of_ours(session: Session) -> None:
    with pytest.raises(ValueError, match="invalid_value"):
        session.commit(Plan((Write("level", 101),)), label="set_level")

    assert effective(session) == {}


def test_an_empty_plan_makes_no_step(session: Session) -> None:
    assert not session.commit(Plan(), label="nothing")
    assert session.undo() == NothingToUndo()


def test_activity_tells_newest_first_what_was_done_and_what_was_taken_back(session: Session) -> None:
    set_level(session, 7)
    done(complete_task(session, DEBUT))
    session.undo()

    lines = session.activity()

    assert [(line.label, line.kind.value, line.is_undone) for line in lines] == [
        ("complete_task", "undo", False),
        ("complete_task", "edit", True),
        ("set_level", "edit", False),
    ]
    assert lines[1].subject == DEBUT
    assert session.activity(limit=1, before=lines[1].id)[0].label == "set_level"


def test_a_redone_step_is_in_effect_again(session: Session) -> None:
    set_level(session, 7)
    session.undo()
    session.redo()

    assert [line.is_undone for line in session.activity()] == [False, True, False]


def test_the_real_game_fits_through_the_same_door(tmp_path: Path) -> None:
    session = a_real_session(tmp_path)
    first = next(
        task_id for task_id in session.graph.nodes if session.derived.state(task_id) is DisplayState.AVAILABLE
    )

    changes = done(complete_task(session, first))

    assert task_path(first) in changes.paths
    assert session.derived.state(first) is DisplayState.COMPLETE
    assert len(changes.tasks) < len(session.graph.nodes)
    session.close()


def test_what_sync_brings_is_shown_unless_it_was_edited_after_the_answer_was_handed_over(
    session: Session,
) -> None:
    set_level(session, 7)
    scope = session.current.scope
    handed_over = session.scopes.serial
    done(pin_task(session, DEBUT))
    theirs = Stamp(0, START_MS, 0, "0011223344556677")
    brought = {"level": Register(9, theirs, 1), f"pinnedTasks/{DEBUT}": Register(value=False, stamp=theirs)}

    changes = session.follow_sync(scope, Committed(brought), handed_over)

    assert changes.paths == {"level"}
    assert changes.origin is Origin.SYNC
    assert effective(session) == {"level": 9, f"pinnedTasks/{DEBUT}": True}
