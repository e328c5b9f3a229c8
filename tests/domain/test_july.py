"""The rules on the real game of July 2026, whose branches the tables of the rules speak of."""

from __future__ import annotations

from functools import cache

import pytest

from tarkov_desktop.catalog.assembly import Documents, assemble
from tarkov_desktop.catalog.wording import Wording
from tarkov_desktop.domain.account import AccountFacts
from tarkov_desktop.domain.document import Document
from tarkov_desktop.domain.graph import GameGraph, prepare
from tarkov_desktop.domain.ids import PVP, TaskId
from tarkov_desktop.domain.plans.make_available import plan_make_available
from tarkov_desktop.domain.plans.plan import Plan
from tarkov_desktop.domain.plans.tasks import plan_completion
from tarkov_desktop.domain.state import DisplayState, ReasonKind
from tests.catalog.sources import needs_data, tree
from tests.domain.worlds import a_document, carried_out, derived, written

pytestmark = needs_data
ACCOUNT = AccountFacts()
COLLECTOR = TaskId("5c51aac186f77432ea65c552")


@cache
def july() -> GameGraph:
    documents = Documents(
        tasks=tree("json_api/regular/tasks")["data"],
        traders=tree("json_api/regular/traders")["data"],
        items=tree("json_api/regular/items")["data"],
        wording=Wording(english=tree("json_api/regular/tasks_en")["data"]),
    )
    return prepare(assemble(PVP, "july", documents).catalog)


def named(name: str) -> TaskId:
    return next(task.id for task in july().tasks if task.name == name)


def names(tasks: object) -> set[str]:
    assert isinstance(tasks, tuple | list | set | frozenset)
    return {july().task(task).name for task in tasks}


@pytest.mark.parametrize(
    ("name", "rivals"),
    [
        ("Chemical - Part 4", {"Big Customer", "Out of Curiosity"}),
        ("Big Customer", {"Chemical - Part 4", "Out of Curiosity"}),
        ("Out of Curiosity", {"Chemical - Part 4", "Big Customer"}),
        ("Supply Plans", {"Kind of Sabotage"}),
        ("Kind of Sabotage", {"Supply Plans"}),
        ("Loyalty Buyout", set()),
    ],
)
def test_the_branches_of_the_game(name: str, rivals: set[str]) -> None:
    assert names(july().alternatives[named(name)]) == rivals


def test_some_rivals_fail_one_way_only() -> None:
    edges = {(task, rival) for task, rivals in july().alternatives.items() for rival in rivals}
    one_way = {edge for edge in edges if edge[::-1] not in edges}

    assert (len(edges), len(one_way)) == (36, 14)


def test_12_chemical_part_4_rules_out_loyalty_buyout_only() -> None:
    document = a_document(
        done=[named("Chemical - Part 4")], failed=[named("Big Customer"), named("Out of Curiosity")]
    )
    now = derived(july(), document)

    invalid = [task.id for task in july().tasks if now.is_invalid(task.id) and task.faction == "Any"]

    assert names(invalid) == {"Loyalty Buyout"}
    view = now.view(named("Loyalty Buyout"))
    assert view.state is DisplayState.BLOCKED
    assert [reason.kind for reason in view.reasons] == [ReasonKind.PREREQUISITE_DONE]


def test_completing_chemical_part_4_fails_its_rivals_and_not_loyalty_buyout() -> None:
    plan = plan_completion(july(), a_document(), ACCOUNT, named("Chemical - Part 4"))

    assert isinstance(plan, Plan)
    assert names(plan.fails) == {"Big Customer", "Out of Curiosity"}
    assert f"taskCompletions/{named('Loyalty Buyout')}" not in written(plan)


def test_making_big_customer_available_leaves_chemical_part_4_alone() -> None:
    plan = plan_make_available(july(), a_document(), ACCOUNT, named("Big Customer"))

    assert isinstance(plan, Plan)
    assert "Chemical - Part 3" in names(plan.completes)
    assert f"taskCompletions/{named('Chemical - Part 4')}" not in written(plan)
    after = derived(july(), carried_out(a_document(), plan))
    assert after.state(named("Big Customer")) is DisplayState.AVAILABLE


def test_make_amends_share_objectives_under_composite_ids() -> None:
    composite = [objective for objective in july().objectives if ":" in objective]

    assert len(composite) == 12
    assert {objective.partition(":")[0] for objective in composite} == {
        "6391d9ba4b15ca31f76bc325",
        "6391d9e7ee79ee703e3012e5",
        "6391d9fd8ba6894d155e77db",
        "63ab6a89e842787ad2135719",
    }


def test_collector_follows_from_a_great_part_of_the_game() -> None:
    node = july().nodes[COLLECTOR]

    assert (len(node.needs), len(node.objectives)) == (70, 41)
    plan = plan_make_available(july(), Document(), ACCOUNT, COLLECTOR)
    assert isinstance(plan, Plan)
    after = derived(july(), carried_out(Document(), plan))
    assert after.state(COLLECTOR) is DisplayState.AVAILABLE
