"""Plans on tasks: the table of game-rules 7, each operation done, done twice, taken back and refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tarkov_desktop.domain.account import AccountFacts
from tarkov_desktop.domain.document import Document, JsonValue
from tarkov_desktop.domain.graph import GameGraph
from tarkov_desktop.domain.ids import TaskId
from tarkov_desktop.domain.plans.make_available import plan_make_available, plan_prerequisites
from tarkov_desktop.domain.plans.plan import Plan, Refusal, RefusalCode
from tarkov_desktop.domain.plans.tasks import (
    plan_completion,
    plan_failure,
    plan_gate,
    plan_ignore,
    plan_note,
    plan_pin,
    plan_start,
    plan_uncompletion,
)
from tarkov_desktop.domain.state import DisplayState
from tests.domain.worlds import (
    DONE,
    FAILED,
    STARTED,
    UNDONE,
    a_document,
    a_graph,
    a_task,
    an_objective,
    carried_out,
    derived,
    needs,
    written,
)

ACCOUNT = AccountFacts()
T, U, A, B = map(TaskId, ("T", "U", "A", "B"))
MANUAL_DONE: JsonValue = {"complete": True, "failed": False, "manual": True}
MANUAL_FAILED: JsonValue = {"complete": True, "failed": True, "manual": True}
MANUAL_STARTED: JsonValue = {"complete": False, "failed": False, "active": True, "manual": True}
OBJECTIVES = (an_objective("a"), an_objective("b", "shoot", count=3))
RIVALS = a_graph(
    a_task("T", objectives=OBJECTIVES, level=15),
    a_task("U", fails="T", objectives=[an_objective("u", "shoot", count=3)]),
)


def complete(graph: GameGraph, document: Document, task: TaskId = T) -> Plan | Refusal:
    return plan_completion(graph, document, ACCOUNT, task)


def refused(answer: Plan | Refusal) -> RefusalCode:
    assert isinstance(answer, Refusal)
    return answer.code


def planned(answer: Plan | Refusal) -> Plan:
    assert isinstance(answer, Plan)
    return answer


def test_completion_fills_every_objective() -> None:
    graph = a_graph(a_task("T", objectives=OBJECTIVES))

    assert written(complete(graph, a_document())) == {
        "taskCompletions/T": MANUAL_DONE,
        "taskObjectives/a/complete": True,
        "taskObjectives/b/complete": True,
        "taskObjectives/b/count": 3,
    }


def test_completion_leaves_out_what_is_so_already() -> None:
    graph = a_graph(a_task("T", objectives=OBJECTIVES))
    document = a_document({"taskObjectives/b/complete": True, "taskObjectives/b/count": 3})

    assert written(complete(graph, document)).keys() == {"taskCompletions/T", "taskObjectives/a/complete"}


def test_completion_raises_the_level_and_names_it() -> None:
    plan = planned(complete(RIVALS, a_document({"level": 10})))

    assert (written(plan)["level"], plan.raises_level_to) == (15, 15)


def test_an_automatic_level_is_not_raised() -> None:
    plan = plan_completion(RIVALS, a_document({"level": 10}), AccountFacts(automatic_level=True), T)

    assert "level" not in written(plan)
    assert planned(plan).raises_level_to is None


def test_completion_fails_open_rivals_and_empties_them() -> None:
    plan = planned(complete(RIVALS, a_document({"taskObjectives/u/count": 2})))

    assert written(plan)["taskCompletions/U"] == FAILED
    assert written(plan)["taskObjectives/u/count"] == 0
    assert (plan.fails, plan.conflicts, plan.is_plain) == ((U,), (), False)


def test_a_complete_rival_is_a_conflict_and_stays() -> None:
    plan = planned(complete(RIVALS, a_document(done="U")))

    assert "taskCompletions/U" not in written(plan)
    assert (plan.fails, plan.conflicts) == ((), (U,))


def test_completion_ends_ignoring() -> None:
    plan = complete(a_graph(a_task("T")), a_document({"ignoredTasks/T": True}))

    assert written(plan)["ignoredTasks/T"] is False
    assert planned(plan).is_plain


def test_uncompletion_takes_back_the_cascade() -> None:
    document = carried_out(a_document({"taskObjectives/u/count": 2}), complete(RIVALS, a_document()))

    plan = planned(plan_uncompletion(RIVALS, document, ACCOUNT, T))

    assert written(plan) == {
        "taskCompletions/T": UNDONE,
        "taskObjectives/a/complete": False,
        "taskObjectives/b/complete": False,
        "taskObjectives/b/count": 0,
        "taskCompletions/U": UNDONE,
    }
    assert plan.reopens == (U,)


def test_a_rival_failed_by_hand_stays_failed() -> None:
    by_hand = carried_out(a_document(), plan_failure(RIVALS, a_document(), ACCOUNT, U))
    document = carried_out(by_hand, complete(RIVALS, by_hand))

    plan = plan_uncompletion(RIVALS, document, ACCOUNT, T)

    assert "taskCompletions/U" not in written(plan)


def test_a_rival_that_another_complete_task_explains_stays_failed() -> None:
    graph = a_graph(a_task("T"), a_task("S"), a_task("U", fails=["T", "S"]))

    plan = plan_uncompletion(graph, a_document(done="TS", failed="U"), ACCOUNT, T)

    assert written(plan) == {"taskCompletions/T": UNDONE}


def test_uncompletion_keeps_counts_that_were_not_full() -> None:
    document = a_document({"taskObjectives/b/count": 1, "taskObjectives/b/complete": True}, done="T")

    plan = plan_uncompletion(RIVALS, document, ACCOUNT, T)

    assert written(plan) == {"taskCompletions/T": UNDONE, "taskObjectives/b/complete": False}


def test_failure_clears_objectives_and_nothing_follows() -> None:
    plan = plan_failure(RIVALS, a_document({"taskObjectives/b/count": 1}, done="T"), ACCOUNT, T)

    assert written(plan) == {"taskCompletions/T": MANUAL_FAILED, "taskObjectives/b/count": 0}


def test_a_failed_task_starts_again_only_where_the_game_lets_it() -> None:
    graph = a_graph(a_task("T", restartable=True, objectives=OBJECTIVES), a_task("U"))
    document = a_document({"taskObjectives/b/count": 1}, failed="TU")

    assert written(plan_start(graph, document, ACCOUNT, T)) == {
        "taskCompletions/T": MANUAL_STARTED,
        "taskObjectives/b/count": 0,
    }
    assert refused(plan_start(graph, document, ACCOUNT, U)) is RefusalCode.NOT_RESTARTABLE


def test_starting_twice_does_nothing() -> None:
    graph = a_graph(a_task("T"))

    assert not planned(plan_start(graph, a_document(started="T"), ACCOUNT, T))
    assert written(plan_start(graph, a_document(), ACCOUNT, T)) == {"taskCompletions/T": MANUAL_STARTED}


@pytest.mark.parametrize(
    ("operation", "document", "expected"),
    [
        (plan_completion, a_document(done="T"), RefusalCode.ALREADY_COMPLETE),
        (plan_uncompletion, a_document(), RefusalCode.NOT_SETTLED),
        (plan_failure, a_document(failed="T"), RefusalCode.ALREADY_FAILED),
        (plan_start, a_document(done="T"), RefusalCode.ALREADY_COMPLETE),
        (plan_make_available, a_document(done="T"), RefusalCode.TASK_CLOSED),
        (plan_make_available, a_document(started="T"), RefusalCode.ALREADY_AVAILABLE),
    ],
)
def test_what_makes_no_sense_is_refused(
    operation: Callable[..., Plan | Refusal], document: Document, expected: RefusalCode
) -> None:
    assert refused(operation(RIVALS, document, ACCOUNT, T)) is expected


def test_a_task_the_catalog_does_not_have_is_refused_everywhere() -> None:
    x = TaskId("x")
    answers = [
        plan(RIVALS, a_document(), ACCOUNT, x)
        for plan in (plan_completion, plan_uncompletion, plan_failure, plan_start, plan_make_available)
    ]
    answers += [
        plan_ignore(RIVALS, a_document(), ACCOUNT, x, ignored=True),
        plan_pin(RIVALS, a_document(), ACCOUNT, x, pinned=True),
        plan_note(RIVALS, a_document(), ACCOUNT, x, "note"),
        plan_gate(RIVALS, a_document(), ACCOUNT, x, confirmed=True),
    ]

    assert {refused(answer) for answer in answers} == {RefusalCode.UNKNOWN_TASK}


def test_ignoring_is_a_mark_on_open_tasks_only() -> None:
    assert written(plan_ignore(RIVALS, a_document(), ACCOUNT, T, ignored=True)) == {"ignoredTasks/T": True}
    assert not planned(plan_ignore(RIVALS, a_document(), ACCOUNT, T, ignored=False))
    done = plan_ignore(RIVALS, a_document(done="T"), ACCOUNT, T, ignored=True)
    assert refused(done) is RefusalCode.TASK_CLOSED


def test_pins_are_one_register() -> None:
    assert written(plan_pin(RIVALS, a_document(), ACCOUNT, T, pinned=True)) == {"pinnedTasks/T": True}


def test_a_note_is_cleaned_and_an_empty_one_is_null() -> None:
    document = a_document({"taskNotes/T": "old"})

    assert written(plan_note(RIVALS, document, ACCOUNT, T, " a\r\nb\x07 ")) == {"taskNotes/T": "a\nb"}
    assert written(plan_note(RIVALS, document, ACCOUNT, T, "  ")) == {"taskNotes/T": None}


def test_notes_have_limits() -> None:
    many = a_document({f"taskNotes/{n}": "x" for n in range(500)})
    heavy = a_document({f"taskNotes/{n}": "\U0001f600" * 1000 for n in range(32)})

    assert refused(plan_note(RIVALS, a_document(), ACCOUNT, T, "x" * 1001)) is RefusalCode.TOO_LONG
    assert refused(plan_note(RIVALS, many, ACCOUNT, T, "x")) is RefusalCode.TOO_MANY_NOTES
    assert refused(plan_note(RIVALS, heavy, ACCOUNT, T, "\U0001f600" * 1000)) is RefusalCode.TOO_MANY_NOTES
    assert written(plan_note(RIVALS, heavy, ACCOUNT, T, "x"))


def test_a_gate_is_confirmed_and_withdrawn() -> None:
    graph = a_graph(a_task("T", others=["dialogue"]), a_task("U"))

    confirmed = carried_out(a_document(), plan_gate(graph, a_document(), ACCOUNT, T, confirmed=True))

    assert derived(graph, confirmed).state(T) is DisplayState.AVAILABLE
    assert derived(graph, confirmed).view(T).is_gate_confirmed
    withdrawn = carried_out(confirmed, plan_gate(graph, confirmed, ACCOUNT, T, confirmed=False))
    assert derived(graph, withdrawn).state(T) is DisplayState.UNKNOWN_GATE
    assert not planned(plan_gate(graph, withdrawn, ACCOUNT, T, confirmed=False))
    no_gate = plan_gate(graph, a_document(), ACCOUNT, U, confirmed=True)
    assert refused(no_gate) is RefusalCode.NOTHING_TO_CONFIRM


def test_a_missing_prerequisite_can_be_confirmed_until_it_is_recorded() -> None:
    graph = a_graph(a_task("T", needs("X")))

    assert written(plan_gate(graph, a_document(), ACCOUNT, T, confirmed=True))
    assert isinstance(plan_gate(graph, a_document(done="X"), ACCOUNT, T, confirmed=True), Refusal)


def available(graph: GameGraph, document: Document, task: str = "B") -> Plan | Refusal:
    return plan_make_available(graph, document, ACCOUNT, TaskId(task))


def test_making_available_does_the_prerequisites_and_starts() -> None:
    graph = a_graph(a_task("Z", level=20), a_task("A", needs("Z")), a_task("B", needs("A"), level=12))

    plan = planned(available(graph, a_document({"level": 5, "ignoredTasks/B": True})))

    assert written(plan) == {
        "taskCompletions/A": DONE,
        "taskCompletions/Z": DONE,
        "level": 20,
        "ignoredTasks/B": False,
        "taskCompletions/B": MANUAL_STARTED,
    }
    assert set(plan.completes) == {"A", "Z"}


def test_making_available_leaves_active_prerequisites_alone() -> None:
    graph = a_graph(
        a_task("C2"),
        a_task("C3", needs("C2")),
        a_task("C4", needs("C3"), fails=["BC"]),
        a_task("BC", needs("C4", "active"), fails=["C4"]),
    )

    assert written(available(graph, a_document(), "BC")) == {
        "taskCompletions/C2": DONE,
        "taskCompletions/C3": DONE,
        "taskCompletions/BC": MANUAL_STARTED,
    }


def test_making_available_fails_what_must_have_failed() -> None:
    graph = a_graph(a_task("C4"), a_task("LB", needs("C4", "failed")))

    plan = planned(available(graph, a_document(), "LB"))

    assert written(plan) == {"taskCompletions/C4": FAILED, "taskCompletions/LB": MANUAL_STARTED}
    assert plan.fails == ("C4",)


def test_making_available_stops_at_rivals_both_needed() -> None:
    graph = a_graph(
        a_task("A1", fails=["A2"]), a_task("A2", fails=["A1"]), a_task("B", needs("A1"), needs("A2"))
    )

    answer = available(graph, a_document())

    assert isinstance(answer, Refusal)
    assert (answer.code, set(answer.tasks)) == (RefusalCode.CONFLICT, {"A1", "A2"})


def test_either_status_is_decided_by_what_fails_anyway() -> None:
    graph = a_graph(
        a_task("A"),
        a_task("R", fails=["A"]),
        a_task("E", needs("D")),
        a_task("D"),
        a_task("B", needs("R", "complete", "failed"), needs("E", "failed", "complete"), needs("A")),
    )

    plan = planned(available(graph, a_document()))

    assert set(plan.completes) == {"A", "E", "D"}
    assert plan.fails == ("R",)


@pytest.mark.parametrize(
    ("requirement", "document"),
    [
        (needs("A", "complete"), a_document(failed="A")),
        (needs("A", "failed"), a_document(done="A")),
        (needs("A", "complete"), a_document(done="R")),
    ],
)
def test_records_that_contradict_are_named_and_nothing_is_written(
    requirement: object, document: Document
) -> None:
    graph = a_graph(a_task("A", fails=["R"]), a_task("R", fails=["A"]), a_task("B", requirement))  # type: ignore[arg-type]  # parametrized

    assert refused(available(graph, document)) is RefusalCode.CONFLICT


def test_a_task_ruled_out_by_a_done_rival_is_a_conflict() -> None:
    graph = a_graph(a_task("A", fails=["B"]), a_task("B", fails=["A"]))

    assert refused(available(graph, a_document(done="A"))) is RefusalCode.CONFLICT


def test_a_task_ruled_out_by_one_that_left_the_game_is_a_conflict() -> None:
    graph = a_graph(a_task("B", fails=["dropped"]))

    assert refused(available(graph, a_document(done=["dropped"]))) is RefusalCode.CONFLICT


@pytest.mark.parametrize("more", [{"faction": "BEAR"}, {"prestige": 3}])
def test_faction_and_prestige_cannot_be_talked_away(more: dict[str, object]) -> None:
    graph = a_graph(a_task("B", **more))  # type: ignore[arg-type]  # fields of a_task

    assert refused(available(graph, a_document())) is RefusalCode.NOT_FOR_THIS_PLAYER


def test_making_available_ends_on_a_cycle() -> None:
    graph = a_graph(a_task("A", needs("B")), a_task("B", needs("A")))

    assert written(available(graph, a_document())).keys() == {"taskCompletions/A", "taskCompletions/B"}


def test_gates_and_missing_tasks_are_covered_by_starting() -> None:
    graph = a_graph(a_task("B", needs("X"), others=["dialogue"]))
    document = carried_out(a_document(), available(graph, a_document()))

    assert derived(graph, document).state(B) is DisplayState.AVAILABLE


def test_prerequisites_can_be_settled_without_starting() -> None:
    graph = a_graph(a_task("A", level=80), a_task("B", needs("A")))

    plan = plan_prerequisites(graph, a_document(done="B"), ACCOUNT, B)

    assert written(plan) == {"taskCompletions/A": DONE, "level": 80}
    assert refused(plan_prerequisites(graph, a_document(failed="A"), ACCOUNT, B)) is RefusalCode.CONFLICT


def test_a_started_record_is_left_when_completed() -> None:
    graph = a_graph(a_task("T"))

    assert written(complete(graph, a_document({"taskCompletions/T": STARTED}))) == {
        "taskCompletions/T": MANUAL_DONE
    }


def test_only_what_is_not_available_is_made_so() -> None:
    graph = a_graph(
        a_task("A"),
        a_task("B", needs("A"), delay_s=(60, 60)),
        a_task("G", others=["dialogue"]),
        a_task("R", fails=["S"]),
        a_task("S"),
    )

    assert refused(available(graph, a_document(), "A")) is RefusalCode.ALREADY_AVAILABLE
    for document, task in (
        (a_document(), "B"),
        (a_document(done="A"), "B"),
        (a_document(), "G"),
        (a_document({"ignoredTasks/A": True}), "A"),
    ):
        assert f"taskCompletions/{task}" in written(available(graph, document, task))
    assert refused(available(graph, a_document(done="S"), "R")) is RefusalCode.CONFLICT
