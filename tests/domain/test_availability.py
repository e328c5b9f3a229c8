"""Availability: every worked example of game-rules 4 by name."""

from __future__ import annotations

import pytest

from tarkov_desktop.domain.document import Document, JsonValue
from tarkov_desktop.domain.game import Task, TaskRequirement
from tarkov_desktop.domain.gates import gate_signature
from tarkov_desktop.domain.ids import TaskId
from tarkov_desktop.domain.state import ReasonKind, Verdict
from tests.domain.worlds import (
    NOW_MS,
    UNDONE,
    a_catalog,
    a_document,
    a_graph,
    a_task,
    a_trader,
    derived,
    needs,
    wants_level,
    wants_reputation,
)

B = TaskId("B")
YES, NO, UNKNOWN = Verdict.YES, Verdict.NO, Verdict.UNKNOWN


def verdict(document: Document, *tasks: Task, now_ms: int = NOW_MS, **catalog: object) -> Verdict:
    return derived(a_graph(*tasks, **catalog), document, now_ms=now_ms).availability(B).verdict


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        pytest.param(a_document(), NO, id="A open"),
        pytest.param(a_document(done="A"), YES, id="A done"),
        pytest.param(a_document(failed="A"), NO, id="A failed"),
    ],
)
def test_a_task_that_needs_another_complete(document: Document, expected: Verdict) -> None:
    assert verdict(document, a_task("A"), a_task("B", needs("A", "complete"))) is expected


@pytest.mark.parametrize(
    ("document", "expected"), [(a_document(done="A"), NO), (a_document(failed="A"), YES)]
)
def test_a_task_that_needs_another_failed(document: Document, expected: Verdict) -> None:
    assert verdict(document, a_task("A"), a_task("B", needs("A", "failed"))) is expected


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        pytest.param(a_document(), NO, id="A open and not available"),
        pytest.param(a_document(started="A"), YES, id="A started"),
        pytest.param(a_document({"taskCompletions/A": UNDONE}), NO, id="A explicitly undone"),
        pytest.param(a_document(done="A"), YES, id="A done"),
        pytest.param(a_document(failed="A"), NO, id="A failed"),
        pytest.param(a_document(done="Z"), YES, id="A available"),
    ],
)
def test_a_task_that_needs_another_active(document: Document, expected: Verdict) -> None:
    tasks = (a_task("Z"), a_task("A", needs("Z", "complete")), a_task("B", needs("A", "active")))

    assert verdict(document, *tasks) is expected


def test_an_active_requirement_is_met_by_a_task_without_requirements() -> None:
    assert verdict(a_document(), a_task("A"), a_task("B", needs("A", "active"))) is YES


def test_an_empty_status_list_means_complete() -> None:
    assert verdict(a_document(done="A"), a_task("A"), a_task("B", needs("A"))) is YES
    assert verdict(a_document(), a_task("A"), a_task("B", needs("A"))) is NO


def test_a_missing_task_is_unknown_until_done_or_confirmed() -> None:
    task = a_task("B", needs("X", "complete"))
    confirmed: JsonValue = {"confirmed": True, "signature": gate_signature(a_graph(task).nodes[B])}

    assert verdict(a_document(), task) is UNKNOWN
    assert verdict(a_document(done="X"), task) is YES
    assert verdict(a_document({"taskGates/B": confirmed}), task) is YES


def test_two_tasks_that_need_each_other_are_both_closed() -> None:
    tasks = (a_task("A", needs("B", "complete")), a_task("B", needs("A", "complete")))
    assert verdict(a_document(), *tasks) is NO

    tasks = (a_task("A", needs("B", "active")), a_task("B", needs("A", "active")))
    assert verdict(a_document(), *tasks) is NO


@pytest.mark.parametrize(("level", "expected"), [(14, NO), (15, YES)])
def test_the_level_opens_a_task(level: int, expected: Verdict) -> None:
    assert verdict(a_document({"level": level}), a_task("B", level=15)) is expected


def test_the_other_faction_has_its_own_tasks() -> None:
    assert verdict(a_document(), a_task("B", faction="BEAR")) is NO
    assert verdict(a_document({"pmcFaction": "BEAR"}), a_task("B", faction="BEAR")) is YES


@pytest.mark.parametrize(("prestige", "expected"), [(1, NO), (2, YES), (3, NO)])
def test_a_prestige_is_asked_for_exactly(prestige: int, expected: Verdict) -> None:
    assert verdict(a_document({"prestigeLevel": prestige}), a_task("B", prestige=2)) is expected


@pytest.mark.parametrize(
    ("registers", "expected"),
    [
        ({"level": 14}, NO),
        ({"level": 15}, UNKNOWN),
        ({"level": 15, "traders/prapor/level": 1}, NO),
        ({"level": 15, "traders/prapor/level": 2}, YES),
    ],
)
def test_a_loyalty_level_is_judged_by_what_it_can_be(
    registers: dict[str, JsonValue], expected: Verdict
) -> None:
    task = a_task("B", traders=[wants_level("prapor", 2)])

    assert verdict(a_document(registers), task, traders=[a_trader("prapor", 1, 15, 28)]) is expected


def test_loyalty_level_one_is_always_there() -> None:
    assert verdict(a_document(), a_task("B", traders=[wants_level("prapor", 1)])) is YES


@pytest.mark.parametrize(("stated", "expected"), [(None, UNKNOWN), (0.0, YES), (0.01, NO)])
def test_a_reputation_has_to_be_stated(stated: float | None, expected: Verdict) -> None:
    task = a_task("B", traders=[wants_reputation("lightkeeper", 0, "<=")])

    assert verdict(a_document({"traders/lightkeeper/reputation": stated}), task) is expected


@pytest.mark.parametrize(
    "requirement", [wants_level("p", 2, "~"), wants_level("p", None), wants_level("p", float("nan"))]
)
def test_a_gate_nobody_can_read_is_unknown(requirement: object) -> None:
    assert verdict(a_document({"traders/p/level": 4}), a_task("B", traders=[requirement])) is UNKNOWN  # type: ignore[list-item]  # parametrized


def test_a_confirmed_gate_holds_until_the_catalog_changes_it() -> None:
    old, new = a_task("B", others=["globalVariable=1"]), a_task("B", others=["globalVariable=2"])
    confirmed: JsonValue = {"confirmed": True, "signature": gate_signature(a_graph(old).nodes[B])}
    document = a_document({"taskGates/B": confirmed})

    assert verdict(a_document(), old) is UNKNOWN
    assert verdict(document, old) is YES
    assert verdict(document, new) is UNKNOWN


def test_a_confirmation_never_turns_no_into_yes() -> None:
    task = a_task("B", others=["globalVariable"], level=15)
    confirmed: JsonValue = {"confirmed": True, "signature": gate_signature(a_graph(task).nodes[B])}

    assert verdict(a_document({"level": 14, "taskGates/B": confirmed}), task) is NO


def test_an_unconfirmed_gate_is_passed_on_with_its_name() -> None:
    graph = a_graph(a_task("A", others=["dialogue"]), a_task("B", needs("A", "active")))

    answer = derived(graph).availability(B)

    assert answer.verdict is UNKNOWN
    assert [(reason.kind, reason.task) for reason in answer.reasons] == [(ReasonKind.VIA_TASK, "A")]


@pytest.mark.parametrize(
    ("delay_s", "after_s", "expected"),
    [
        ((36000, 36000), 35999, NO),
        ((36000, 36000), 36000, YES),
        ((3600, 32400), 3599, NO),
        ((3600, 32400), 3600, UNKNOWN),
        ((3600, 32400), 32400, YES),
        ((3600, 60), 3600, YES),
    ],
)
def test_a_delay_runs_from_the_last_record(delay_s: tuple[int, int], after_s: int, expected: Verdict) -> None:
    tasks = (a_task("A"), a_task("B", needs("A", "complete"), delay_s=delay_s))
    document = a_document(done="A", ms=NOW_MS)

    assert verdict(document, *tasks, now_ms=NOW_MS + after_s * 1000) is expected


def test_a_record_without_a_time_starts_no_delay() -> None:
    tasks = (a_task("A"), a_task("B", needs("A", "complete"), delay_s=(3600, 3600)))

    assert verdict(a_document(done="A", ms=0), *tasks) is YES


def test_what_the_game_has_started_is_available() -> None:
    tasks = (a_task("A"), a_task("B", needs("A", "complete"), level=15))

    assert verdict(a_document({"level": 1}, started="B"), *tasks) is YES


def test_status_words_of_the_source_are_understood() -> None:
    tasks = (a_task("A"), a_task("B", needs("A", "Accepted")))
    assert verdict(a_document(started="A"), *tasks) is YES

    tasks = (a_task("A"), a_task("B", needs("A", "sold")))
    assert verdict(a_document(done="A"), *tasks) is UNKNOWN

    assert verdict(a_document(), a_task("B", TaskRequirement())) is UNKNOWN


def test_a_task_left_out_of_the_catalog_counts_as_missing() -> None:
    catalog = a_catalog(a_task("A"), a_task("B", needs("A")), disabled=frozenset({TaskId("A")}))

    assert (
        derived(a_graph(*catalog.tasks.values(), disabled=catalog.disabled)).availability(B).verdict
        is UNKNOWN
    )


def test_a_chain_of_thousands_is_walked_without_recursion() -> None:
    chain = [a_task("T0")] + [a_task(f"T{n}", needs(f"T{n - 1}", "active")) for n in range(1, 3000)]

    assert derived(a_graph(*chain)).availability(TaskId("T2999")).verdict is YES
