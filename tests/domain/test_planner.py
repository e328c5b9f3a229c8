"""The raid planner (game-rules 16)."""

from __future__ import annotations

import pytest

from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.game import Comparison, NeededKeys, Objective, Task
from tarkov_desktop.domain.graph import prepare
from tarkov_desktop.domain.ids import ItemId, MapId, ObjectiveId, UserId
from tarkov_desktop.domain.planner import Bring, MapPlan, anywhere, members_for, plan_maps, what_to_bring
from tarkov_desktop.domain.team_views import Member
from tests.domain.worlds import a_catalog, a_document, a_map, a_task, an_objective, derived

MAPS = [a_map(name) for name in ("customs", "woods", "factory", "night-factory")]
ME, A, B = map(UserId, ("me", "A", "B"))
FIRST_ROW = {
    ME: [an_objective("v", maps=["customs"]), an_objective("m", "mark", maps=["customs"], marker="beacon")],
    A: [an_objective("s", "shoot", maps=["woods"])],
    B: [an_objective("t", "shoot", maps=["woods"]), an_objective("n", maps=["night-factory"])],
}


def a_team(
    objectives: dict[UserId, list[Objective]], registers: dict[str, JsonValue] | None = None
) -> list[Member]:
    """Members each with one available task of these objectives; the tasks of others they have completed."""
    tasks = [a_task(f"task-{user}", objectives=own) for user, own in objectives.items()]
    graph = prepare(a_catalog(*tasks, maps=MAPS))
    return [
        Member(
            user,
            derived(
                graph,
                a_document(registers, done=[f"task-{other}" for other in objectives if other != user]),
            ),
            is_self=user == ME,
        )
        for user in objectives
    ]


def ranked(team: list[Member]) -> dict[str, tuple[int, int | None]]:
    return {str(plan.group.id): (plan.score, plan.rank) for plan in plan_maps(team)}


def test_more_members_win_at_equal_score() -> None:
    assert ranked(a_team(FIRST_ROW)) == {"woods": (2, 1), "customs": (2, 2), "factory": (1, 3)}


def test_an_objective_on_two_maps_counts_on_both() -> None:
    more = {**FIRST_ROW, ME: [*FIRST_ROW[ME], an_objective("k", "shoot", count=5, maps=["customs", "woods"])]}

    scores = ranked(a_team(more, {"taskObjectives/k/count": 4}))

    assert scores == {"woods": (3, 1), "customs": (3, 2), "factory": (1, 3)}


@pytest.mark.parametrize(
    ("include", "expected"),
    [
        ("all", {"woods": (2, 1), "customs": (2, 2), "factory": (1, 3)}),
        ("online", {"customs": (2, 1), "factory": (1, 2), "woods": (1, 3)}),
        ("none", {"customs": (2, 1), "factory": (0, None), "woods": (0, None)}),
    ],
)
def test_members_left_out_do_not_count(include: str, expected: dict[str, tuple[int, int | None]]) -> None:
    assert ranked(members_for(a_team(FIRST_ROW), include, {B})) == expected


def test_optional_and_full_objectives_do_not_count() -> None:
    more = {**FIRST_ROW, ME: [*FIRST_ROW[ME], an_objective("x", "extract", maps=["customs"], optional=True)]}

    assert ranked(a_team(more))["customs"] == (2, 2)
    assert ranked(a_team(more, {"taskObjectives/v/complete": True}))["customs"][0] == 1


def test_what_has_no_map_is_listed_beside() -> None:
    more = {**FIRST_ROW, ME: [*FIRST_ROW[ME], an_objective("k", "shoot", maps=[])]}
    team = a_team(more)

    assert ranked(team)["customs"] == (2, 2)
    assert team[0].derived is not None
    assert [node.objective.id for node in anywhere(team[0].derived)] == ["k"]


def test_maps_without_anything_come_last_without_rank() -> None:
    team = a_team({ME: [an_objective("v", maps=["woods"])]})

    assert ranked(team) == {"woods": (1, 1), "customs": (0, None), "factory": (0, None)}
    assert plan_maps([Member(ME, None)]) == []


def test_a_raid_that_finishes_a_task_wins_at_equal_score() -> None:
    both = [an_objective("a", maps=["customs"]), an_objective("b", maps=["factory"])]
    tasks = [a_task("T1", objectives=both), a_task("T2", objectives=[an_objective("c", maps=["woods"])])]
    team = [Member(A, derived(prepare(a_catalog(*tasks, maps=MAPS))))]

    plans = plan_maps(team)

    assert [(plan.group.id, plan.finishes) for plan in plans] == [
        ("woods", 1),
        ("customs", 0),
        ("factory", 0),
    ]


def bring(*tasks: Task, registers: dict[str, JsonValue] | None = None) -> Bring:
    graph = prepare(a_catalog(*tasks, maps=MAPS))
    team = [Member(ME, derived(graph, a_document(registers)), is_self=True)]
    return what_to_bring(team, customs(plan_maps(team)))


def customs(plans: list[MapPlan]) -> MapPlan:
    return next(plan for plan in plans if plan.group.id == "customs")


def keys(*groups: tuple[str, ...]) -> list[frozenset[str]]:
    return [frozenset(group) for group in groups]


def test_equal_groups_of_keys_are_one() -> None:
    task = a_task(
        "T",
        objectives=[
            an_objective("o1", maps=["customs"], keys=[["k1", "k2"], ["k3"], []]),
            an_objective("o2", maps=["customs"], keys=[["k2", "k1"]]),
        ],
    )

    found = bring(task).keys

    assert [group.keys for group in found] == keys(("k1", "k2"), ("k3",))
    assert {group.users for group in found} == {(ME,)}


def test_keys_of_the_task_count_where_no_objective_covers_them() -> None:
    needed = (
        NeededKeys(MapId("customs"), (ItemId("k1"), ItemId("k4"))),
        NeededKeys(None, (ItemId("k5"),)),
        NeededKeys(MapId("woods"), (ItemId("k6"),)),
    )
    task = a_task("T", objectives=[an_objective("o", maps=["customs"], keys=[["k1"]])], needed_keys=needed)

    assert [group.keys for group in bring(task).keys] == keys(("k1",), ("k5",))


def test_everyone_carries_their_own() -> None:
    plant = {
        user: [an_objective(f"p-{user}", "plantItem", count=3, maps=["customs"], items=["x"])]
        for user in (ME, A)
    }
    team = a_team(plant, {"taskObjectives/p-me/count": 1})

    found = what_to_bring(team, customs(plan_maps(team)))

    assert [(carry.user, carry.left) for carry in found.items] == [(ME, 2), (A, 3)]


def test_markers_quest_items_and_equipment() -> None:
    find = Objective(id=ObjectiveId("f"), source_id="f", type="findQuestItem", quest_item=ItemId("q"))
    plant = Objective(
        id=ObjectiveId("p"),
        source_id="p",
        type="plantQuestItem",
        quest_item=ItemId("q"),
        maps=(MapId("customs"),),
    )
    far = Objective(
        id=ObjectiveId("far"),
        source_id="far",
        type="shoot",
        maps=(MapId("customs"),),
        distance=Comparison(">=", 100),
    )
    mark = an_objective("m", "mark", count=2, maps=["customs"], marker="beacon")
    bare = an_objective("bare", "mark", maps=["customs"])
    task = a_task("T", objectives=[find, plant, far, mark, bare])

    before = bring(task)
    after = bring(task, registers={"taskObjectives/f/complete": True})

    assert [(carry.items, carry.left, carry.is_marker) for carry in before.items] == [(("beacon",), 2, True)]
    assert [node.objective.id for node in before.equipment] == ["far"]
    assert [item.is_found for item in (*before.quest_items, *after.quest_items)] == [False, True]
