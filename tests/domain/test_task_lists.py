"""Lists: filters, search and order (game-rules 12 and 13)."""

from __future__ import annotations

import pytest

from tarkov_desktop.domain.game import Trader
from tarkov_desktop.domain.ids import MapId, TaskId, TraderId
from tarkov_desktop.domain.maps import map_groups
from tarkov_desktop.domain.task_lists import (
    SortMode,
    TaskOrder,
    TypeFilter,
    finds,
    is_on,
    searchable_text,
    sort_tasks,
    trader_rank,
)
from tests.domain.worlds import (
    a_catalog,
    a_document,
    a_graph,
    a_map,
    a_task,
    an_item,
    an_objective,
    derived,
    needs,
)

LIGHTKEEPER = Trader(TraderId("lk"), "Lightkeeper", "lightkeeper")
PRAPOR = Trader(TraderId("pr"), "Prapor", "prapor")
SURVIVOR = Trader(TraderId("su"), "Survivor", "survivor")


@pytest.mark.parametrize(
    ("kappa", "lightkeeper", "trader", "switches", "shown"),
    [
        (True, False, "pr", (1, 0, 0), True),
        (True, False, "pr", (0, 1, 1), False),
        (True, True, "pr", (0, 1, 0), True),
        (False, False, "lk", (0, 1, 0), True),
        (False, False, "lk", (0, 0, 1), False),
        (False, False, "pr", (1, 1, 0), False),
        (False, False, "pr", (0, 0, 1), True),
        (None, None, "gone", (0, 0, 1), True),
    ],
)
def test_three_literal_switches(
    kappa: bool, lightkeeper: bool, trader: str, switches: tuple[int, int, int], shown: bool
) -> None:
    task = a_task("T", kappa=kappa, lightkeeper=lightkeeper, trader=trader)
    catalog = a_catalog(task, traders=[LIGHTKEEPER, PRAPOR])

    assert TypeFilter(*map(bool, switches)).shows(catalog, task) is shown


WORLD = a_graph(
    a_task("c", trader="su", level=5, xp=10),
    a_task("B", needs("c"), trader="lk", xp=30),
    a_task("a", needs("c"), trader="pr", level=9, xp=20),
    a_task("d", needs("a"), trader="zz", level=9),
    traders=[LIGHTKEEPER, PRAPOR, SURVIVOR],
)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (TaskOrder(), "caBd"),
        (TaskOrder(descending=False), "Bdac"),
        (TaskOrder(SortMode.DEFAULT), "cBad"),
        (TaskOrder(SortMode.ALPHABETICAL), "aBcd"),
        (TaskOrder(SortMode.ALPHABETICAL, descending=True), "dcBa"),
        (TaskOrder(SortMode.LEVEL), "Bcad"),
        (TaskOrder(SortMode.TRADER), "aBcd"),
        (TaskOrder(SortMode.XP, descending=True), "Bacd"),
        (TaskOrder(SortMode.TEAMMATES, descending=True, teammates={TaskId("d"): 2}), "daBc"),
    ],
)
def test_every_order_breaks_ties_by_name(order: TaskOrder, expected: str) -> None:
    assert sort_tasks(derived(WORLD), WORLD.order, order) == list(expected)


def test_pinned_tasks_come_first() -> None:
    now = derived(WORLD, a_document({"pinnedTasks/d": True}))

    assert sort_tasks(now, WORLD.order, TaskOrder()) == list("dcaB")


def test_impact_counts_what_is_open_for_anyone() -> None:
    mine = derived(WORLD, a_document(done="caBd"))
    mates = derived(WORLD)

    assert mine.impact(TaskId("c")) == 0
    assert mine.impact(TaskId("c"), mates.open_bits) == 3


def test_traders_stand_in_the_games_order() -> None:
    tasks = [a_task(name, trader=name) for name in ("lk", "su", "zz", "pr")]
    catalog = a_catalog(*tasks, traders=[LIGHTKEEPER, PRAPOR, SURVIVOR])

    assert [task.id for task in sorted(tasks, key=lambda task: trader_rank(catalog, task))] == [
        "pr",
        "lk",
        "su",
        "zz",
    ]


def test_a_search_looks_at_names_maps_items_and_objective_texts() -> None:
    graph = a_graph(
        a_task(
            "Delivery",
            trader="pr",
            objectives=[an_objective("o", "giveItem", items=["ledx"], maps=["customs"]), an_objective("p")],
        ),
        a_task("Bare", trader="gone", map=MapId("woods")),
        traders=[PRAPOR],
        items=[an_item("ledx")],
        maps=[a_map("customs"), a_map("woods")],
    )
    now = derived(graph)

    text = searchable_text(now, graph.task(TaskId("Delivery")), ["Hand over the package"])

    assert all(finds(text, word) for word in ("deliv", "PRAPOR", "customs", "ledx", "package over", ""))
    assert not finds(text, "woods")
    assert finds(searchable_text(now, graph.task(TaskId("Bare"))), "woods bare")


def test_day_and_night_of_one_place_are_one_map() -> None:
    names = [
        "factory",
        "night-factory",
        "ground-zero-21",
        "ground-zero",
        "ground-zero-tutorial",
        "the-lab",
        "the-lab-dark",
    ]
    groups = map_groups(a_catalog(maps=map(a_map, names)))

    assert {leader: set(group.maps) for leader, group in groups.items()} == {
        "factory": {"factory", "night-factory"},
        "ground-zero": {"ground-zero", "ground-zero-21"},
        "ground-zero-tutorial": {"ground-zero-tutorial"},
        "the-lab": {"the-lab"},
        "the-lab-dark": {"the-lab-dark"},
    }


@pytest.mark.parametrize(("kind", "shown"), [("visit", True), ("giveItem", False)])
def test_a_task_is_on_the_maps_of_its_objectives(kind: str, shown: bool) -> None:
    group = map_groups(a_catalog(maps=[a_map("factory"), a_map("night-factory")]))[MapId("factory")]
    task = a_task("T", objectives=[an_objective("o", kind, maps=["night-factory"])])

    assert is_on(task, group) is shown
