"""The invalid set: the twelve cases of game-rules 6."""

from __future__ import annotations

import pytest

from tarkov_desktop.domain.document import Document
from tarkov_desktop.domain.game import Task
from tests.domain.worlds import a_document, a_graph, a_task, derived, needs

A_CHAIN_OF_FOUR = (
    a_task("A"),
    a_task("B", needs("A", "complete")),
    a_task("C", needs("B", "complete")),
    a_task("D", needs("C")),
)


def invalid(document: Document, *tasks: Task) -> str:
    now = derived(a_graph(*tasks), document)
    return "".join(task.id for task in tasks if now.is_invalid(task.id))


def test_1_failure_spreads_through_complete_and_active() -> None:
    tasks = (a_task("A"), a_task("B", needs("A", "complete")), a_task("C", needs("B", "active")))

    assert invalid(a_document(failed="A"), *tasks) == "BC"


def test_2_completion_kills_what_needed_the_failure() -> None:
    tasks = (a_task("A"), a_task("B", needs("A", "failed")), a_task("C", needs("B", "complete")))

    assert invalid(a_document(done="A"), *tasks) == "BC"


def test_3_a_rival_already_done_spreads_without_marking_the_task_itself() -> None:
    tasks = (a_task("A"), a_task("B", fails="A"), a_task("C", needs("A", "complete")))

    assert invalid(a_document(done="B"), *tasks) == "C"


def test_4_a_failed_task_alone_is_not_invalid() -> None:
    assert invalid(a_document(failed="A"), a_task("A")) == ""


def test_5_a_complete_task_is_neither_marked_nor_passed_through() -> None:
    assert invalid(a_document(failed="A", done="B"), *A_CHAIN_OF_FOUR[:3]) == ""


def test_6_an_open_task_marks_nothing() -> None:
    assert invalid(a_document(), a_task("A"), a_task("B", needs("A", "failed"))) == ""


def test_7_failure_runs_down_a_chain() -> None:
    assert invalid(a_document(failed="A"), *A_CHAIN_OF_FOUR) == "BCD"


def test_8_a_complete_link_ends_the_chain() -> None:
    assert invalid(a_document(failed="A", done="C"), *A_CHAIN_OF_FOUR) == "B"


def test_9_rivals_both_done_spread_nothing() -> None:
    tasks = (a_task("A", fails="B"), a_task("B", fails="A"), a_task("C", needs("A", "complete")))

    assert invalid(a_document(done="AB"), *tasks) == ""


def test_10_one_dead_requirement_is_enough() -> None:
    tasks = (a_task("A"), a_task("Z"), a_task("B", needs("A", "complete"), needs("Z", "complete")))

    assert invalid(a_document(failed="A", done="Z"), *tasks) == "B"


def test_11_the_words_of_the_source_are_understood() -> None:
    assert invalid(a_document(failed="A"), a_task("A"), a_task("B", needs("A", "Accepted"))) == "B"


def test_a_requirement_that_accepts_failure_does_not_die_of_it() -> None:
    tasks = (a_task("A"), a_task("B", needs("A", "complete", "failed")))

    assert invalid(a_document(failed="A"), *tasks) == ""


def test_the_other_factions_tasks_are_invalid_and_spread_nothing() -> None:
    tasks = (a_task("A", faction="BEAR"), a_task("B", needs("A", "complete")))

    assert invalid(a_document(done="A"), *tasks) == "A"


@pytest.mark.parametrize("first", ["A", "B"])
def test_a_cycle_is_marked_once(first: str) -> None:
    tasks = (
        a_task("Z"),
        a_task("A", needs("B"), needs("Z")),
        a_task("B", needs("A"), needs("Z")),
    )

    assert invalid(a_document(failed="Z"), *sorted(tasks, key=lambda task: task.id != first)) in {"AB", "BA"}
