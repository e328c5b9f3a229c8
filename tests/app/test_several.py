"""One operation on several tasks: one edit, one undo, and what refuses is passed over."""

from __future__ import annotations

from tarkov_desktop.app.operations.several import on_all_tasks, on_several_tasks
from tarkov_desktop.app.session import Session
from tarkov_desktop.domain.ids import TaskId
from tarkov_desktop.domain.plans.plan import Refusal, RefusalCode
from tarkov_desktop.domain.plans.tasks import plan_completion, plan_uncompletion
from tarkov_desktop.domain.state import DisplayState
from tests.app.worlds import DEBUT, SHORTAGE, SPLIT_A, effective


def test_it_does_it_to_each(session: Session) -> None:
    done = on_several_tasks(session, "complete_task", plan_completion, [DEBUT, SHORTAGE])

    assert done.changes
    assert {session.derived.state(task) for task in (DEBUT, SHORTAGE)} == {DisplayState.COMPLETE}


def test_doing_it_twice_changes_nothing_and_leaves_no_step(session: Session) -> None:
    on_several_tasks(session, "complete_task", plan_completion, [DEBUT, SHORTAGE])
    steps = len(session.activity())

    done = on_several_tasks(session, "complete_task", plan_completion, [DEBUT, SHORTAGE])

    assert not done.changes
    assert len(session.activity()) == steps


def test_one_undo_restores_the_document(session: Session) -> None:
    before = effective(session)
    on_several_tasks(session, "complete_task", plan_completion, [DEBUT, SHORTAGE, SPLIT_A])

    session.undo()

    after = effective(session)
    assert (after.pop("level", 1), before.pop("level", 1)) == (1, 1)
    assert after == before


def test_what_refuses_is_named_and_passed_over(session: Session) -> None:
    on_several_tasks(session, "complete_task", plan_completion, [DEBUT])

    done = on_several_tasks(
        session, "uncomplete_task", plan_uncompletion, [DEBUT, SPLIT_A, TaskId("nowhere")]
    )

    assert set(done.refused) == {SPLIT_A, TaskId("nowhere")}
    assert session.derived.state(DEBUT) is not DisplayState.COMPLETE


def test_for_all_or_for_none_one_refusal_leaves_everything_as_it_was(session: Session) -> None:
    tasks = [DEBUT, TaskId("nowhere"), SHORTAGE]

    outcome = on_all_tasks(session, "complete_task", plan_completion, tasks)

    assert outcome == Refusal(RefusalCode.UNKNOWN_TASK)
    assert effective(session) == {}
    assert session.activity() == []


def test_for_all_is_one_step_and_a_task_named_twice_counts_once(session: Session) -> None:
    on_all_tasks(session, "complete_task", plan_completion, [DEBUT, SHORTAGE, DEBUT])
    on_all_tasks(session, "uncomplete_task", plan_uncompletion, [DEBUT, DEBUT])

    steps = [(line.label, line.subject) for line in session.activity()]
    assert steps == [("uncomplete_task", DEBUT), ("complete_task", "")]
    session.undo()
    session.undo()
    assert session.derived.counts()[DisplayState.COMPLETE] == 0
