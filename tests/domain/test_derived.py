"""Derived: what an edit reaches, time and account, progress bars (game-rules 12)."""

from __future__ import annotations

import pytest

from tarkov_desktop.domain.account import AccountFacts
from tarkov_desktop.domain.derived import Affected, Derived
from tarkov_desktop.domain.document import Document, JsonValue
from tarkov_desktop.domain.graph import GameGraph
from tarkov_desktop.domain.ids import StationId, TaskId
from tarkov_desktop.domain.progress import Bar
from tarkov_desktop.domain.state import DisplayState
from tests.domain.play import assert_same_as_fresh
from tests.domain.worlds import (
    NOW_MS,
    PRAPOR,
    a_document,
    a_graph,
    a_part,
    a_station,
    a_station_level,
    a_task,
    an_objective,
    derived,
    needs,
    wants_level,
)

ACCOUNT = AccountFacts()
GRAPH = a_graph(
    a_task("A", objectives=[an_objective("o", "giveItem", items=["salewa"])], skills={"Health": 1}),
    a_task("B", needs("A"), objectives=[an_objective("p", "giveItem", items=["ledx"])]),
    a_task("C", needs("B")),
    a_task("L", level=20),
    a_task("P", traders=[wants_level(PRAPOR, 4)]),
    a_task("X", needs("gone")),
    a_task("alone"),
    stations=[
        a_station("med", a_station_level("med", 1, a_part("part", "bandage", 5), skills={"Health": 1})),
        a_station("gen", a_station_level("gen", 1)),
    ],
)


def after(
    registers: dict[str, JsonValue], start: Document | None = None, graph: GameGraph = GRAPH
) -> Affected:
    """What one edit reaches, on a document that says nothing else."""
    document = start or Document()
    now = Derived(graph, document, ACCOUNT, NOW_MS)
    changed = document.with_entries({**a_document(registers).entries, "level": a_document().entries["level"]})
    if "level" not in registers:
        changed = document.with_entries({path: a_document(registers).entries[path] for path in registers})
    affected = now.apply(changed, ACCOUNT, registers, NOW_MS)
    assert_same_as_fresh(now)
    return affected


def done(task: str) -> dict[str, JsonValue]:
    return {f"taskCompletions/{task}": {"complete": True, "failed": False}}


def test_a_completion_reaches_the_task_what_follows_and_what_counts_it() -> None:
    affected = after(done("A"))

    assert affected.tasks == {"A", "B"}
    assert affected.items == {"salewa", "ledx"}
    assert affected.stations == {"med"}
    assert not affected.everything


def test_a_later_completion_reaches_the_tasks_whose_impact_it_lowers() -> None:
    assert after(done("B")).tasks == {"A", "B", "C"}


def test_a_tick_reaches_its_task_and_item_only() -> None:
    assert after({"taskObjectives/o/complete": True}) == Affected(
        frozenset({TaskId("A")}),
        items=frozenset({"salewa"}),  # type: ignore[arg-type]  # an id
    )


@pytest.mark.parametrize(
    ("registers", "tasks", "stations", "items"),
    [
        ({"taskNotes/A": "x"}, {"A"}, set(), set()),
        ({"pinnedTasks/gone": True}, set(), set(), set()),
        ({"hideoutParts/part/count": 2}, set(), {"med"}, {"bandage"}),
        ({"hideoutModules/gen-1": {"complete": True}}, set(), {"gen"}, set()),
        ({"hideoutModules/gone-1": {"complete": True}}, set(), set(), set()),
        ({"skillOffsets/Health": 1}, set(), {"med"}, set()),
        ({"traders/prapor/level": 4}, {"P"}, set(), set()),
        ({"level": 79}, {"L"}, set(), set()),
        (done("gone"), {"X"}, set(), set()),
        (done("nobody"), set(), set(), set()),
        ({"x/any": 1, "displayName": "Rook", "taskObjectives/gone/count": 1}, set(), set(), set()),
    ],
)
def test_an_edit_reaches_what_reads_it(
    registers: dict[str, JsonValue], tasks: set[str], stations: set[str], items: set[str]
) -> None:
    affected = after(registers)

    reached = set(affected.tasks), set(affected.stations), set(affected.items)
    assert reached == (tasks, stations, items)


def test_faction_and_prestige_reach_the_tasks_that_ask_for_one() -> None:
    graph = a_graph(
        a_task("A", faction="BEAR"), a_task("B", prestige=1), a_task("C"), a_task("D", needs("A"))
    )

    assert after({"pmcFaction": "BEAR"}, graph=graph).tasks == {"A"}
    assert after({"prestigeLevel": 1}, graph=graph).tasks == {"B"}


def test_another_edition_or_an_earlier_clock_starts_afresh() -> None:
    now = derived(GRAPH)

    assert now.apply(now.document, AccountFacts(edition=4), (), NOW_MS).everything
    assert now.apply(now.document, AccountFacts(edition=4), (), NOW_MS - 1).everything


def test_time_alone_ends_a_delay() -> None:
    graph = a_graph(
        a_task("A"), a_task("B", needs("A"), delay_s=(60, 120)), a_task("C", needs("B", "active"))
    )
    now = derived(graph, a_document(done="A"))
    assert now.next_change_ms == NOW_MS + 60_000

    reached = now.apply(now.document, ACCOUNT, (), NOW_MS + 60_000)

    assert reached.tasks == {"B", "C"}
    assert now.state(TaskId("C")) is DisplayState.UNKNOWN_GATE
    assert now.next_change_ms == NOW_MS + 120_000
    now.apply(now.document, ACCOUNT, (), NOW_MS + 120_000)
    assert (now.state(TaskId("C")), now.next_change_ms) == (DisplayState.AVAILABLE, 0)
    assert_same_as_fresh(now)


def test_an_edit_that_nobody_names_is_noticed_by_the_comparison() -> None:
    """The negative control of every test that compares with a fresh start."""
    now = derived(GRAPH)

    now.apply(a_document(done="A"), ACCOUNT, (), NOW_MS)

    with pytest.raises(AssertionError):
        assert_same_as_fresh(now)


BARS = a_graph(
    a_task("done", kappa=True, trader="pr"),
    a_task("open", kappa=True, lightkeeper=True, trader="pr"),
    a_task("failed", kappa=True, trader="th"),
    a_task("blocked", needs("failed"), kappa=True, trader="th"),
    a_task("ignored", kappa=False, trader="th"),
    a_task("bear", faction="BEAR", kappa=True, trader="th"),
    a_task("passed", prestige=0, kappa=True, trader="th"),
    a_task("unflagged", trader="th"),
)


def test_bars_leave_out_what_cannot_be_done() -> None:
    document = a_document(
        {"ignoredTasks/ignored": True, "prestigeLevel": 1}, done=["done"], failed=["failed"]
    )

    bars = derived(BARS, document).progress()

    assert bars.all == Bar(done=1, total=4, ignored=1)
    assert bars.kappa == Bar(done=1, total=2, is_whole_set_known=False)
    assert bars.traders == {"pr": Bar(1, 2), "th": Bar(0, 2, ignored=1)}
    assert (bars.all.share, bars.all.without_ignored()) == (0.25, Bar(1, 3))


def test_an_empty_set_is_not_known_rather_than_full() -> None:
    bars = derived(a_graph(a_task("A", kappa=False, lightkeeper=None))).progress()

    assert (bars.kappa.is_known, bars.kappa.share, bars.kappa.is_whole_set_known) == (False, 0.0, True)
    assert (bars.lightkeeper.is_known, bars.lightkeeper.is_whole_set_known) == (False, False)


def test_a_station_level_follows_from_a_task_that_teaches_its_skill() -> None:
    now = derived(GRAPH)
    assert now.stations()[StationId("med")].reasons

    now.apply(a_document(done="A"), ACCOUNT, done("A"), NOW_MS)

    assert not now.stations()[StationId("med")].reasons
