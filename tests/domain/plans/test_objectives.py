"""Plans on objectives (game-rules 7)."""

from __future__ import annotations

import pytest

from tarkov_desktop.domain.account import AccountFacts
from tarkov_desktop.domain.document import Document, JsonValue
from tarkov_desktop.domain.graph import prepare
from tarkov_desktop.domain.ids import ObjectiveId, TaskId
from tarkov_desktop.domain.plans.objectives import plan_objective_count, plan_objective_toggle
from tarkov_desktop.domain.plans.plan import Refusal, RefusalCode
from tarkov_desktop.domain.registers import objective_path
from tests.domain.worlds import a_catalog, a_document, a_graph, a_task, an_objective, derived, written

ACCOUNT = AccountFacts()
GRAPH = a_graph(a_task("T", objectives=[an_objective("a"), an_objective("b", "shoot", count=3)]))


def toggled(document: Document, objective: str) -> dict[str, JsonValue]:
    return written(plan_objective_toggle(GRAPH, document, ACCOUNT, ObjectiveId(objective)))


@pytest.mark.parametrize(
    ("registers", "expected"),
    [
        ({}, {"taskObjectives/b/complete": True, "taskObjectives/b/count": 3}),
        (
            {"taskObjectives/b/count": 3, "taskObjectives/b/complete": True},
            {"taskObjectives/b/count": 2, "taskObjectives/b/complete": False},
        ),
        ({"taskObjectives/b/count": 3}, {"taskObjectives/b/count": 2}),
    ],
)
def test_a_counted_objective_toggles_between_full_and_one_less(
    registers: dict[str, JsonValue], expected: dict[str, JsonValue]
) -> None:
    assert toggled(a_document(registers), "b") == expected


def test_a_ticked_objective_flips_and_a_stored_count_follows() -> None:
    assert toggled(a_document(), "a") == {"taskObjectives/a/complete": True}
    counted = a_document({"taskObjectives/a/complete": True, "taskObjectives/a/count": 1})
    assert toggled(counted, "a") == {"taskObjectives/a/complete": False, "taskObjectives/a/count": 0}


@pytest.mark.parametrize(("count", "stored", "complete"), [(7, 3, True), (-1, 0, False), (2, 2, False)])
def test_a_count_is_kept_within_what_is_required(count: int, stored: int, complete: bool) -> None:
    document = a_document({"taskObjectives/b/count": 1, "taskObjectives/b/complete": not complete})

    plan = plan_objective_count(GRAPH, document, ACCOUNT, ObjectiveId("b"), count)

    assert written(plan) == {"taskObjectives/b/count": stored, "taskObjectives/b/complete": complete}


@pytest.mark.parametrize("document", [a_document(done="T"), a_document(failed="T")])
def test_objectives_of_a_closed_task_are_refused(document: Document) -> None:
    answers = [
        plan_objective_toggle(GRAPH, document, ACCOUNT, ObjectiveId("a")),
        plan_objective_count(GRAPH, document, ACCOUNT, ObjectiveId("b"), 1),
    ]

    assert answers == [Refusal(RefusalCode.TASK_CLOSED, (TaskId("T"),))] * 2


def test_objectives_are_stored_where_their_paths_say() -> None:
    for objective_id, node in SHARED.objectives.items():
        assert node.paths[:2] == (
            objective_path(objective_id, "complete"),
            objective_path(objective_id, "count"),
        )


def test_an_objective_the_catalog_does_not_have_is_refused() -> None:
    answer = plan_objective_toggle(GRAPH, a_document(), ACCOUNT, ObjectiveId("x"))

    assert answer == Refusal(RefusalCode.UNKNOWN_OBJECTIVE)


SHARED = prepare(
    a_catalog(
        a_task("T1", objectives=[an_objective("o1", "shoot", count=5)]),
        a_task("T2", objectives=[an_objective("o1", "shoot", count=5)]),
    )
)


@pytest.mark.parametrize(
    ("registers", "first", "second"),
    [
        ({"taskObjectives/o1/count": 2}, 2, 2),
        ({"taskObjectives/o1/count": 2, "taskObjectives/o1:T1/count": 5}, 5, 2),
    ],
)
def test_a_bare_id_stands_in_for_composite_ones(
    registers: dict[str, JsonValue], first: int, second: int
) -> None:
    now = derived(SHARED, a_document(registers))

    assert now.amount(ObjectiveId("o1:T1")).number == first
    assert now.amount(ObjectiveId("o1:T2")).number == second


def test_a_composite_id_stands_in_when_the_objective_is_shared_no_longer() -> None:
    graph = a_graph(a_task("T1", objectives=[an_objective("o1", "shoot", count=5)]))

    assert derived(graph, a_document({"taskObjectives/o1:T1/count": 5})).amount(ObjectiveId("o1")).number == 5


def test_emptying_a_count_read_from_the_bare_id_is_written_under_the_composite_one() -> None:
    document = a_document({"taskObjectives/o1/count": 2})

    plan = plan_objective_count(SHARED, document, ACCOUNT, ObjectiveId("o1:T1"), 0)

    assert written(plan) == {"taskObjectives/o1:T1/count": 0}
    same = plan_objective_count(SHARED, document, ACCOUNT, ObjectiveId("o1:T1"), 2)
    assert written(same) == {}
