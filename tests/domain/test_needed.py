"""Needed items: the table of game-rules 10."""

from __future__ import annotations

import pytest

from tarkov_desktop.domain.account import AccountFacts
from tarkov_desktop.domain.document import Document, JsonValue
from tarkov_desktop.domain.game import Craft, Objective
from tarkov_desktop.domain.ids import ItemId, ObjectiveId, StationId, TaskId
from tarkov_desktop.domain.item_needs import ROUBLES
from tarkov_desktop.domain.needed import (
    Cell,
    Craftability,
    FirFilter,
    ItemRow,
    NeededFilter,
    NeededItems,
    NeededView,
    craftability,
    needed_items,
    needs_of_item,
    next_to_empty,
    next_to_fill,
)
from tarkov_desktop.domain.plans.objectives import plan_objective_count
from tests.domain.worlds import (
    a_document,
    a_graph,
    a_part,
    a_station,
    a_station_level,
    a_task,
    an_item,
    an_objective,
    carried_out,
    derived,
    needs,
)

X = ItemId("x")


def give(name: str, count: int, *items: str, fir: bool = False, kind: str = "giveItem") -> Objective:
    return an_objective(name, kind, count=count, items=items or ("x",), fir=fir)


WORLD = a_graph(
    a_task(
        "T1",
        objectives=[an_objective("f1", "findItem", count=3, items="x", fir=True), give("g1", 3, fir=True)],
    ),
    a_task("T2", objectives=[give("g2", 2)], kappa=True),
    a_task("Z"),
    a_task("T3", needs("Z"), objectives=[give("g3", 2, "y", "x"), give("money", 1_000_000, ROUBLES)]),
    stations=[
        a_station(
            "med",
            a_station_level("med", 1, a_part("p1", "x", 10)),
            a_station_level("med", 2, a_part("p2", "y", 1, fir=True)),
        )
    ],
    items=[an_item("x"), an_item("y")],
    crafts=[
        Craft("c1", StationId("med"), 1, 60, X, task=TaskId("T1")),
        Craft("c2", StationId("med"), 2, 60, ItemId("y")),
        Craft("c3", StationId("med"), 0, 60, ItemId("z"), task_unknown=True),
    ],
)
SOME: dict[str, JsonValue] = {"taskObjectives/g1/count": 1, "hideoutParts/p1/count": 4}


def page(document: Document, wanted: NeededFilter | None = None) -> NeededItems:
    return needed_items(derived(WORLD, document), wanted or NeededFilter())


def row(items: NeededItems, item: str = "x") -> ItemRow:
    return next(row for row in items.rows if row.item == item)


def test_an_item_is_summed_in_four_cells() -> None:
    x = row(page(a_document(SOME)))

    assert (x.task_fir, x.task_fir.left) == (Cell(3, 1), 2)
    assert (x.task_plain, x.task_plain.left) == (Cell(2, 0), 2)
    assert (x.hideout_plain, x.hideout_plain.left) == (Cell(10, 4), 6)
    assert x.hideout_fir == Cell()
    assert x.total.left == 10


def test_finding_is_no_need_beside_giving() -> None:
    assert row(page(a_document())).task_fir.need == 3


@pytest.mark.parametrize(
    "document", [a_document(failed=["T1"]), a_document({"ignoredTasks/T1": True}), a_document(done=["T1"])]
)
def test_parts_of_closed_and_ignored_tasks_are_gone(document: Document) -> None:
    assert row(page(document)).task_fir == Cell()


def test_parts_of_blocked_tasks_are_gone() -> None:
    assert page(a_document()).choices
    assert not page(a_document(failed="Z")).choices


def test_what_was_handed_over_is_in_the_completed_view() -> None:
    done = page(a_document(SOME, done=["T1"]), NeededFilter(NeededView.COMPLETED))

    assert row(done).task_fir == Cell(3, 3)
    assert row(done).hideout_plain == Cell()
    built = a_document({"hideoutModules/med-1": {"complete": True}})
    assert row(page(built, NeededFilter(NeededView.COMPLETED))).hideout_plain == Cell(10, 10)


def test_more_than_needed_pays_for_nothing_else() -> None:
    x = row(page(a_document({"taskObjectives/g2/count": 9})))

    assert (x.task_plain, x.task_plain.left) == (Cell(2, 2), 0)


def test_a_choice_of_items_is_a_row_of_its_own_and_found_under_each() -> None:
    now = derived(WORLD)

    assert [part.need.key for part in needed_items(now).choices] == ["g3"]
    assert {part.need.key for part in needs_of_item(now, X)} == {"g1", "g2", "g3", "p1"}


def test_money_stands_apart() -> None:
    items = page(a_document())

    assert [(money.item, money.total.need) for money in items.money] == [(ROUBLES, 1_000_000)]
    assert items.left == 10 + 3 + 2 + 1 + 2


def test_a_card_of_two_parts_fills_the_first_and_empties_the_last() -> None:
    graph = a_graph(a_task("T", objectives=[give("a", 2), give("b", 3)]), items=[an_item("x")])
    document, seen = a_document(), []
    for is_plus in (True, True, True, False):
        parts = needed_items(derived(graph, document)).rows[0].parts
        key = next_to_fill(parts) if is_plus else next_to_empty(parts)
        got = next(part.got for part in parts if part.need.key == key)
        step = plan_objective_count(
            graph, document, AccountFacts(), ObjectiveId(str(key)), got + (1 if is_plus else -1)
        )
        document = carried_out(document, step)
        seen.append(tuple(part.got for part in needed_items(derived(graph, document)).rows[0].parts))

    assert seen == [(1, 0), (2, 0), (2, 1), (2, 0)]
    assert next_to_empty(()) is None


@pytest.mark.parametrize(
    ("wanted", "keys"),
    [
        (NeededFilter(NeededView.TASKS), {"g1", "g2", "g3", "money"}),
        (NeededFilter(NeededView.HIDEOUT), {"p1", "p2"}),
        (NeededFilter(fir=FirFilter.FIR), {"g1", "p2"}),
        (NeededFilter(fir=FirFilter.NON_FIR), {"g2", "g3", "money", "p1"}),
        (NeededFilter(kappa_only=True), {"g2", "p1", "p2"}),
        (NeededFilter(available_only=True), {"g1", "g2", "p1", "p2"}),
        (NeededFilter(next_level_only=True), {"g1", "g2", "g3", "money", "p1"}),
        (NeededFilter(text="med 2"), {"p2"}),
        (NeededFilter(text="T3"), {"g3", "money"}),
        (NeededFilter(text="Y"), {"g3", "p2"}),
    ],
)
def test_filters_narrow_the_page(wanted: NeededFilter, keys: set[str]) -> None:
    items = page(a_document(), wanted)

    parts = [part for each in (*items.rows, *items.money) for part in each.parts]
    assert {part.need.key for part in (*parts, *items.choices)} == keys


def test_special_equipment_can_be_hidden_unless_found_in_raid() -> None:
    graph = a_graph(
        a_task(
            "T",
            objectives=[
                an_objective("mark", "mark", count=2, marker="beacon", fir=True),
                give("by type", 1, "a"),
                give("by category", 1, "b"),
                give("fir", 1, "a", fir=True),
                give("plain", 1, "c"),
                give("absent", 1, "d"),
            ],
        ),
        items=[an_item("a", "specialEquipment"), an_item("b", categories=["cat"]), an_item("c", "keys")],
        categories={"cat": "Special equipment"},
    )

    hidden = needed_items(derived(graph), NeededFilter(hides_special_equipment=True))

    assert {part.need.key for one in hidden.rows for part in one.parts} == {"fir", "plain", "absent"}


def test_items_without_a_list_are_a_choice_of_many() -> None:
    weapon = Objective(id=ObjectiveId("w"), source_id="w", type="buildWeapon", item=X)
    many = Objective(id=ObjectiveId("m"), source_id="m", type="giveItem", item_choices=3493)
    none = Objective(id=ObjectiveId("n"), source_id="n", type="mark", item_choices=5)
    items = needed_items(derived(a_graph(a_task("T", objectives=[weapon, many, none]))))

    assert [row.item for row in items.rows] == ["x"]
    assert [(part.need.key, part.need.choices) for part in items.choices] == [("m", 3493)]


@pytest.mark.parametrize(
    ("item", "document", "expected"),
    [
        ("x", a_document({"hideoutModules/med-1": {"complete": True}}, done=["T1"]), Craftability.NOW),
        ("x", a_document({"hideoutModules/med-1": {"complete": True}}), Craftability.LATER),
        ("x", a_document(done=["T1"]), Craftability.LATER),
        ("y", a_document({"hideoutModules/med-2": {"complete": True}}), Craftability.NOW),
        ("z", a_document(), Craftability.LATER),
        ("w", a_document(), Craftability.NO),
    ],
)
def test_crafts_say_whether_they_can_be_started(
    item: str, document: Document, expected: Craftability
) -> None:
    assert craftability(derived(WORLD, document), ItemId(item)) is expected
