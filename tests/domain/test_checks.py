"""Checks and their fixes (game-rules 8): found, mended by an operation, gone."""

from __future__ import annotations

import pytest

from tarkov_desktop.domain.account import AccountFacts
from tarkov_desktop.domain.checks import Check, Finding, Fix, findings
from tarkov_desktop.domain.document import Document, JsonValue
from tarkov_desktop.domain.game import Objective
from tarkov_desktop.domain.graph import GameGraph
from tarkov_desktop.domain.ids import ObjectiveId, TaskId
from tarkov_desktop.domain.plans.fixes import plan_fix
from tarkov_desktop.domain.plans.plan import Refusal
from tests.domain.worlds import (
    DONE,
    NOW_MS,
    UNDONE,
    a_document,
    a_graph,
    a_part,
    a_station,
    a_station_level,
    a_task,
    an_objective,
    carried_out,
    derived,
    needs,
    written,
)

ACCOUNT = AccountFacts()
T, U = TaskId("T"), TaskId("U")
EXTRACT = Objective(id=ObjectiveId("x"), source_id="x", type="extract")
WORLD = a_graph(
    a_task("T", objectives=[an_objective("a"), an_objective("b", "shoot", count=3)], level=15),
    a_task("U", fails="T"),
    a_task("V", needs("W")),
    a_task("W", fail_conditions=(EXTRACT,)),
    stations=[
        a_station("med", a_station_level("med", 1, a_part("p", "x", 2)), a_station_level("med", 2)),
    ],
)
FULL: dict[str, JsonValue] = {
    "taskObjectives/a/complete": True,
    "taskObjectives/b/complete": True,
    "taskObjectives/b/count": 3,
}


def found(document: Document, graph: GameGraph = WORLD, *, automatic: bool = False) -> list[Finding]:
    return list(findings(derived(graph, document, automatic=automatic)))


def checks(document: Document) -> list[str]:
    return [finding.check.value for finding in found(document)]


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        pytest.param(a_document(), [], id="nothing recorded"),
        pytest.param(
            a_document({**FULL, "taskCompletions/U": {"complete": True, "failed": True}}, done="T"),
            [],
            id="consistent",
        ),
        pytest.param(a_document(done="W"), [], id="without objectives"),
        pytest.param(
            a_document({"taskObjectives/a/complete": True}, done="T", failed="U"), ["K1"], id="b is missing"
        ),
        pytest.param(
            a_document({**FULL, "taskObjectives/b/count": 2}, done="T", failed="U"), ["K1"], id="b is short"
        ),
        pytest.param(a_document(FULL, done="TU"), ["K2"], id="rivals both done"),
        pytest.param(a_document(FULL, done="T"), ["K3"], id="rival left open"),
        pytest.param(
            a_document({"taskObjectives/b/count": 1}, failed="T"), ["K4", "K5"], id="failed with progress"
        ),
        pytest.param(
            a_document({"taskCompletions/T": {"complete": True, "failed": True, "manual": True}}),
            [],
            id="failed by hand",
        ),
        pytest.param(a_document(failed="W"), [], id="may fail by itself"),
        pytest.param(a_document(done="V"), ["K6"], id="prerequisite missing"),
        pytest.param(a_document({**FULL, "level": 10}, done="T", failed="U"), ["K7"], id="level too low"),
        pytest.param(a_document({"hideoutModules/med-2": {"complete": True}}), ["K8"], id="level skipped"),
        pytest.param(a_document({"taskObjectives/b/complete": True}), ["K9"], id="flag without count"),
        pytest.param(a_document({"taskObjectives/b/count": 3}), ["K9"], id="count without flag"),
        pytest.param(a_document({"hideoutParts/p/count": 2}), ["K9"], id="part without flag"),
        pytest.param(a_document({"taskObjectives/a/complete": True}), [], id="a tick has no count"),
        pytest.param(a_document(started="V", failed="W"), ["K10"], id="started but blocked"),
        pytest.param(
            a_document({"pinnedTasks/gone": True, "level": 79}, done=["gone"]), ["K11"], id="orphans"
        ),
    ],
)
def test_what_is_found(document: Document, expected: list[str]) -> None:
    assert checks(document) == expected


UNDER_WAY = a_graph(
    a_task("Z"),
    a_task("A", needs("Z")),
    a_task("B", needs("A", "active"), fails="A"),
    a_task("C", needs("B", "active"), needs("A", "active")),
)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        pytest.param(a_document(done="ZB", failed="A"), [], id="failed by what it opened"),
        pytest.param(a_document(done="ZB"), [], id="open still"),
        pytest.param(a_document(done="B", failed="A"), ["Z"], id="what it needed itself"),
        pytest.param(a_document(done="C"), ["Z"], id="by two ways, told once"),
    ],
)
def test_a_task_that_had_only_to_be_under_way_is_not_missed(document: Document, expected: list[str]) -> None:
    missing = [each for each in found(document, UNDER_WAY) if each.check is Check.PREREQUISITE_MISSING]

    assert [each.other for each in missing] == expected
    for each in missing:
        plan = plan_fix(UNDER_WAY, document, ACCOUNT, each, Fix.PREREQUISITES)
        assert not isinstance(plan, Refusal)
        assert plan.writes


def test_an_automatic_level_is_never_too_low() -> None:
    document = a_document({**FULL, "level": 10}, done="T", failed="U")

    assert found(document, automatic=True) == []


def test_orphans_are_counted_once_each_and_tombstones_are_none() -> None:
    graph = a_graph(a_task("T"), disabled=frozenset({TaskId("old")}))
    registers: dict[str, JsonValue] = {
        "taskCompletions/old": DONE,
        "taskCompletions/gone": DONE,
        "taskObjectives/gone/complete": True,
        "taskObjectives/gone/count": 1,
        "hideoutModules/gone-1": {"complete": True},
        "x/storyChapters": {},
        "level": 3,
    }

    assert [finding.number for finding in found(a_document(registers), graph)] == [3]


@pytest.mark.parametrize(
    ("document", "fix", "writes"),
    [
        (
            a_document({"taskObjectives/a/complete": True}, done="T", failed="U"),
            Fix.FILL,
            {"taskObjectives/b/complete": True, "taskObjectives/b/count": 3},
        ),
        (
            a_document({"taskObjectives/a/complete": True}, done="T", failed="U"),
            Fix.UNCOMPLETE,
            {"taskCompletions/T": UNDONE, "taskObjectives/a/complete": False, "taskCompletions/U": UNDONE},
        ),
        (
            a_document(FULL, done="T"),
            Fix.FAIL_OTHER,
            {"taskCompletions/U": {"complete": True, "failed": True}},
        ),
        (a_document({"taskObjectives/b/count": 1}, failed="T"), Fix.CLEAR, {"taskObjectives/b/count": 0}),
        (a_document(failed="U"), Fix.UNCOMPLETE, {"taskCompletions/U": UNDONE}),
        (a_document(done="V"), Fix.PREREQUISITES, {"taskCompletions/W": DONE}),
        (a_document({**FULL, "level": 10}, done="T", failed="U"), Fix.RAISE_LEVEL, {"level": 15}),
        (
            a_document({"hideoutModules/med-2": {"complete": True}}),
            Fix.BUILD,
            {
                "hideoutModules/med-1": {"complete": True},
                "hideoutParts/p/complete": True,
                "hideoutParts/p/count": 2,
            },
        ),
        (
            a_document({"taskObjectives/b/complete": True}),
            Fix.FLAG_FROM_COUNT,
            {"taskObjectives/b/complete": False},
        ),
        (a_document({"taskObjectives/b/complete": True}), Fix.COUNT_FROM_FLAG, {"taskObjectives/b/count": 3}),
        (a_document({"hideoutParts/p/count": 2}), Fix.COUNT_FROM_FLAG, {"hideoutParts/p/count": 0}),
        (a_document({"hideoutParts/p/count": 2}), Fix.FLAG_FROM_COUNT, {"hideoutParts/p/complete": True}),
    ],
)
def test_a_fix_mends_its_finding(document: Document, fix: Fix, writes: dict[str, JsonValue]) -> None:
    finding = found(document)[0]

    plan = plan_fix(WORLD, document, ACCOUNT, finding, fix)

    assert written(plan) == writes
    assert finding not in found(carried_out(document, plan))


@pytest.mark.parametrize(
    ("first_ms", "second_ms", "fixes"),
    [
        (5, 9, (Fix.FAIL_OTHER,)),
        (9, 5, (Fix.FAIL,)),
        (5, 5, (Fix.FAIL, Fix.FAIL_OTHER)),
        (0, 5, (Fix.FAIL, Fix.FAIL_OTHER)),
    ],
)
def test_the_later_of_two_rivals_fails(first_ms: int, second_ms: int, fixes: tuple[Fix, ...]) -> None:
    graph = a_graph(a_task("T", fails="U"), a_task("U", fails="T"))
    first, second = a_document(done="T", ms=first_ms), a_document(done="U", ms=second_ms)
    document = first.with_entries(second.entries)

    (finding,) = found(document, graph)

    assert (finding.check, finding.task, finding.other, finding.fixes) == (
        Check.RIVALS_BOTH_DONE,
        T,
        U,
        fixes,
    )
    mended = carried_out(document, plan_fix(graph, document, ACCOUNT, finding, fixes[0]), NOW_MS)
    assert found(mended, graph) == []


def test_a_prerequisite_that_cannot_be_settled_is_refused() -> None:
    document = a_document(done="V", failed="W")
    finding = next(finding for finding in found(document) if finding.check is Check.PREREQUISITE_MISSING)

    assert isinstance(plan_fix(WORLD, document, ACCOUNT, finding, Fix.PREREQUISITES), Refusal)


def test_a_finding_is_mended_only_by_its_own_fixes() -> None:
    (finding,) = found(a_document(done="V"))

    with pytest.raises(ValueError, match="not mended by"):
        plan_fix(WORLD, a_document(), ACCOUNT, finding, Fix.FILL)


def test_looking_changes_nothing() -> None:
    document = a_document({"hideoutParts/p/count": 2}, done="TU")
    before = dict(document.entries)

    found(document)

    assert document.entries == before


def test_a_failure_explained_by_a_task_that_left_the_game_is_no_finding() -> None:
    graph = a_graph(a_task("T", fails=["dropped"]))

    assert found(a_document(failed="T"), graph) == [Finding(Check.FAILED_WITHOUT_CAUSE, (Fix.UNCOMPLETE,), T)]
    assert found(a_document(failed="T", done=["dropped"]), graph) == [Finding(Check.ORPHANS, number=1)]
