"""Display states and their reasons: the table of game-rules 5, record predicates of 3, alternatives of 2."""

from __future__ import annotations

import pytest

from tarkov_desktop.domain.document import Document, Entry, JsonValue
from tarkov_desktop.domain.game import Edition
from tarkov_desktop.domain.graph import prepare
from tarkov_desktop.domain.ids import TaskId
from tarkov_desktop.domain.records import TaskRecord, task_record
from tarkov_desktop.domain.state import DisplayState, ReasonKind
from tests.domain.worlds import (
    NOW_MS,
    a_catalog,
    a_document,
    a_graph,
    a_task,
    a_trader,
    an_objective,
    derived,
    fails_on,
    needs,
    wants_level,
)

A, B = TaskId("A"), TaskId("B")
RIVALS = (a_task("A", fails="B"), a_task("B", fails="A"))


@pytest.mark.parametrize(
    ("value", "failed", "complete", "started"),
    [
        (None, False, False, False),
        ({}, False, False, False),
        ({"complete": False, "failed": False}, False, False, False),
        ({"complete": True}, False, True, False),
        ({"complete": True, "failed": True}, True, False, False),
        ({"complete": False, "failed": True}, True, False, False),
        ({"complete": False, "failed": False, "active": True}, False, False, True),
        ({"complete": True, "failed": False, "active": True}, False, True, False),
        ("broken", False, False, False),
    ],
)
def test_a_record_reads_as_at_most_one_thing(
    value: JsonValue, failed: bool, complete: bool, started: bool
) -> None:
    document = Document({"taskCompletions/t": Entry(value, 5)})

    record = task_record(document, "taskCompletions/t")

    assert (record.failed, record.complete, record.started) == (failed, complete, started)
    assert record.open is not (failed or complete)


def test_no_record_is_all_false() -> None:
    assert task_record(Document(), "taskCompletions/t") == TaskRecord()


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (a_document({"ignoredTasks/A": True}, failed="A"), DisplayState.FAILED),
        (a_document({"ignoredTasks/A": True}, done="A"), DisplayState.COMPLETE),
        (a_document({"ignoredTasks/A": True}), DisplayState.IGNORED),
    ],
)
def test_records_win_over_the_ignored_mark(document: Document, expected: DisplayState) -> None:
    graph = a_graph(a_task("Z"), a_task("A", needs("Z")))

    assert derived(graph, document).state(A) is expected


def test_a_done_rival_blocks_with_its_name() -> None:
    view = derived(a_graph(*RIVALS), a_document(done="A")).view(B)

    assert view.state is DisplayState.BLOCKED
    assert [(reason.kind, reason.task) for reason in view.reasons] == [(ReasonKind.OTHER_BRANCH, "A")]


def test_a_started_task_whose_prerequisite_failed_is_blocked() -> None:
    graph = a_graph(a_task("A"), a_task("B", needs("A")))

    view = derived(graph, a_document(failed="A", started="B")).view(B)

    assert (view.state, view.is_started) == (DisplayState.BLOCKED, True)
    assert [reason.kind for reason in view.reasons] == [ReasonKind.PREREQUISITE_FAILED]


def test_a_done_task_of_the_other_faction_stays_done() -> None:
    graph = a_graph(a_task("A", faction="BEAR"), a_task("B", faction="BEAR"))

    now = derived(graph, a_document(done="A"))

    assert now.state(A) is DisplayState.COMPLETE
    assert [reason.kind for reason in now.view(B).reasons] == [ReasonKind.FACTION]


def test_an_open_prerequisite_beside_an_unknown_gate_is_locked() -> None:
    graph = a_graph(a_task("A"), a_task("B", needs("A"), others=["dialogue"]))

    view = derived(graph).view(B)

    assert view.state is DisplayState.LOCKED
    assert {reason.kind for reason in view.reasons} == {ReasonKind.TASK, ReasonKind.GATE}
    assert view.has_gate
    assert not view.is_gate_confirmed


def test_an_unknown_gate_alone_asks_the_player() -> None:
    view = derived(a_graph(a_task("A", others=["dialogue"]))).view(A)

    assert view.state is DisplayState.UNKNOWN_GATE
    assert [(reason.kind, reason.word) for reason in view.reasons] == [(ReasonKind.GATE, "dialogue")]


def test_available_and_started_are_told_apart() -> None:
    now = derived(a_graph(a_task("A"), a_task("B")), a_document(started="B"))

    assert [now.state(A), now.state(B)] == [DisplayState.AVAILABLE] * 2
    assert (now.view(A).is_started, now.view(B).is_started) == (False, True)
    assert now.view(A).reasons == ()


def test_a_passed_prestige_blocks_and_a_coming_one_locks() -> None:
    graph = a_graph(a_task("A", prestige=1), a_task("B", prestige=3))

    now = derived(graph, a_document({"prestigeLevel": 2}))

    assert now.state(A) is DisplayState.BLOCKED
    assert [reason.kind for reason in now.view(A).reasons] == [ReasonKind.PRESTIGE_PASSED]
    assert now.state(B) is DisplayState.LOCKED
    assert [reason.kind for reason in now.view(B).reasons] == [ReasonKind.PRESTIGE_TOO_LOW]


def test_a_prestige_is_impossible_where_the_mode_has_none() -> None:
    now = derived(a_graph(a_task("A", prestige=0), prestiges=0))

    assert [reason.kind for reason in now.view(A).reasons] == [ReasonKind.PRESTIGE_ABSENT]
    assert now.state(A) is DisplayState.BLOCKED


def test_new_beginning_is_known_where_the_data_names_a_prestige_it_does_not_list() -> None:
    first, other = "6761f28a022f60bb320f3e95", "slug"
    now = derived(a_graph(a_task(first, prestige=-1), a_task(other, prestige=-1)))

    assert now.state(TaskId(first)) is DisplayState.AVAILABLE
    assert now.state(TaskId(other)) is DisplayState.BLOCKED


def test_what_reached_a_blocked_task_is_named() -> None:
    graph = a_graph(a_task("Z"), a_task("A", needs("Z")), a_task("B", needs("A"), needs("C")), a_task("C"))

    view = derived(graph, a_document(failed="Z")).view(B)

    assert [(reason.kind, reason.task) for reason in view.reasons] == [(ReasonKind.PREREQUISITE_BLOCKED, "A")]


def test_a_task_that_needed_a_failure_names_the_completion() -> None:
    graph = a_graph(a_task("A"), a_task("B", needs("A", "failed")))

    view = derived(graph, a_document(done="A")).view(B)

    assert [(reason.kind, reason.task) for reason in view.reasons] == [(ReasonKind.PREREQUISITE_DONE, "A")]


def test_notes_pins_and_delays_are_in_the_view() -> None:
    graph = a_graph(a_task("A"), a_task("B", needs("A"), delay_s=(60, 60)))
    document = a_document({"pinnedTasks/B": True, "taskNotes/B": "ask"}, done="A")

    view = derived(graph, document).view(B)

    assert (view.is_pinned, view.note, view.opens_at_ms) == (True, "ask", NOW_MS + 60_000)
    assert derived(graph, document).view(A).opens_at_ms == 0


EDITIONS = (
    *(Edition(n, f"Edition {n}") for n in (1, 2, 3)),
    *(Edition(n, f"Edition {n}", exclusive_tasks=(A,)) for n in (4, 6)),
    Edition(5, "Edition 5", excluded_tasks=(B,)),
)


@pytest.mark.parametrize(
    ("edition", "exclusive", "excluded"),
    [
        (1, False, True),
        (2, False, True),
        (3, False, True),
        (4, True, True),
        (5, False, False),
        (9, True, True),
    ],
)
def test_editions_have_their_own_tasks(edition: int, exclusive: bool, excluded: bool) -> None:
    now = derived(a_graph(a_task("A"), a_task("B"), a_task("C"), editions=EDITIONS), edition=edition)

    assert (now.state(A) is DisplayState.AVAILABLE, now.state(B) is DisplayState.AVAILABLE) == (
        exclusive,
        excluded,
    )
    assert now.state(TaskId("C")) is DisplayState.AVAILABLE
    assert [reason.kind for reason in now.view(A).reasons] == ([] if exclusive else [ReasonKind.EDITION])


def test_three_rivals_rule_each_other_out() -> None:
    graph = a_graph(
        a_task("P4", fails=["BC", "OC"]), a_task("BC", fails=["P4", "OC"]), a_task("OC", fails=["P4", "BC"])
    )

    assert graph.alternatives == {"P4": ("BC", "OC"), "BC": ("P4", "OC"), "OC": ("P4", "BC")}


def test_a_task_kept_alive_by_an_active_one_fails_with_its_completion() -> None:
    graph = a_graph(a_task("P4", fails=["BC"]), a_task("BC", needs("P4", "active")))

    assert graph.alternatives[TaskId("P4")] == ("BC",)
    assert graph.ruled_out_by[TaskId("BC")] == ("P4",)
    assert graph.alternatives[TaskId("BC")] == ("P4",)


def test_needing_a_failure_makes_no_alternative() -> None:
    graph = a_graph(a_task("P4"), a_task("Buyout", needs("P4", "failed")))

    assert graph.alternatives == {"P4": (), "Buyout": ()}


def test_a_branch_chosen_before_the_game_data_dropped_it_still_fails_the_other() -> None:
    graph = a_graph(a_task("B", fails=["dropped"]), a_task("C", needs("B")))
    now = derived(graph, a_document(done=["dropped"]))

    assert graph.alternatives[TaskId("dropped")] == ("B",)
    assert [(one.kind, one.task) for one in now.view(B).reasons] == [(ReasonKind.OTHER_BRANCH, "dropped")]
    assert now.state(B) is now.state(TaskId("C")) is DisplayState.BLOCKED


def test_given_alternatives_serve_where_none_can_be_derived() -> None:
    graph = a_graph(a_task("A", given_alternatives=(A, B, TaskId("gone"))), a_task("B"))

    assert graph.alternatives[A] == ("B",)


def test_a_fail_condition_on_a_failure_makes_no_alternative() -> None:
    graph = a_graph(a_task("A"), a_task("B", fail_conditions=(fails_on("A", "failed"),)))

    assert graph.alternatives[A] == ()


def test_shared_objectives_get_composite_ids_once() -> None:
    catalog = a_catalog(
        a_task("A", objectives=[an_objective("o"), an_objective("p")]),
        a_task("B", objectives=[an_objective("o")]),
        a_task("C", objectives=[an_objective("q")]),
    )

    graph = prepare(catalog)

    assert list(graph.objectives) == ["o:A", "p", "o:B", "q"]
    again = prepare(a_catalog(*graph.tasks))
    assert list(again.objectives) == list(graph.objectives)


def test_successors_are_all_that_follows_and_never_the_task_itself() -> None:
    graph = a_graph(
        a_task("A", needs("C")), a_task("B", needs("A")), a_task("C", needs("B")), a_task("D", needs("B"))
    )

    assert graph.successors(A) == {"B", "C", "D"}
    assert graph.successors(TaskId("D")) == set()
    assert graph.task(A).id == "A"


def test_impact_counts_open_successors() -> None:
    graph = a_graph(a_task("T"), *(a_task(name, needs("T")) for name in "ABCD"))

    now = derived(graph, a_document(done="A", failed="B"))

    assert now.impact(TaskId("T")) == 2


def test_counts_say_how_many_are_in_each_state() -> None:
    graph = a_graph(a_task("A"), a_task("B", needs("A")), a_task("C", needs("B")))

    assert derived(graph, a_document(done="A")).counts() == {
        DisplayState.COMPLETE: 1,
        DisplayState.AVAILABLE: 1,
        DisplayState.LOCKED: 1,
    }


def test_a_trader_the_catalog_does_not_know_has_four_levels() -> None:
    graph = a_graph(a_task("A", traders=[wants_level("x", 4)]), a_task("B", traders=[wants_level("x", 5)]))
    now = derived(graph)

    assert now.state(A) is DisplayState.UNKNOWN_GATE
    assert now.state(B) is DisplayState.LOCKED


def test_a_trader_without_levels_has_one() -> None:
    graph = a_graph(a_task("A", traders=[wants_level("p", 2)]), traders=[a_trader("p", 80)])

    assert derived(graph).state(A) is DisplayState.LOCKED
