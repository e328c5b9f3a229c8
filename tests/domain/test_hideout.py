"""The hideout: the tables of game-rules 9."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tarkov_desktop.domain.account import AccountFacts
from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.game import Edition, Station
from tarkov_desktop.domain.hideout import CULTIST_CIRCLE, STASH, StationState, StationView
from tarkov_desktop.domain.ids import PartId, StationId
from tarkov_desktop.domain.plans.hideout import (
    plan_build,
    plan_part_count,
    plan_part_toggle,
    plan_removal,
)
from tarkov_desktop.domain.plans.plan import Plan, Refusal, RefusalCode
from tests.domain.worlds import (
    a_document,
    a_graph,
    a_part,
    a_station,
    a_station_level,
    a_task,
    a_trader,
    carried_out,
    derived,
    wants_level,
    written,
)

ACCOUNT = AccountFacts()
MED, GEN = StationId("med"), StationId("gen")
EDITIONS = tuple(
    Edition(value, f"Edition {value}", stash_level=stash, cultist_circle_level=circle)
    for value, stash, circle in [(1, 1, 0), (2, 2, 0), (3, 3, 0), (4, 4, 0), (5, 5, 1), (6, 5, 1)]
)


def with_levels(station: str, count: int) -> Station:
    return a_station(station, *(a_station_level(station, level) for level in range(1, count + 1)))


GIVEN = a_graph(stations=[with_levels(STASH, 4), with_levels(CULTIST_CIRCLE, 1)], editions=EDITIONS)
MEDSTATION = a_graph(
    a_task("T", skills={"Health": 1}),
    stations=[
        a_station(
            MED,
            a_station_level(MED, 1, a_part("m1", "bandage", 5), a_part("m1b", "salewa", 1)),
            a_station_level(
                MED,
                2,
                a_part("m2", "cms", 3),
                stations={GEN: 1, MED: 1},
                skills={"Health": 2},
                traders=[wants_level("therapist", 2)],
            ),
        ),
        a_station(GEN, a_station_level(GEN, 1)),
    ],
    traders=[a_trader("therapist", 1, 14)],
)
MET: dict[str, JsonValue] = {
    "hideoutModules/gen-1": {"complete": True},
    "hideoutModules/med-1": {"complete": True},
    "skillOffsets/Health": 1,
}


@pytest.mark.parametrize(
    ("edition", "registers", "stash", "circle"),
    [
        (4, {}, (4, StationState.MAXED), (0, StationState.AVAILABLE)),
        (5, {}, (4, StationState.MAXED), (1, StationState.MAXED)),
        (
            1,
            {f"hideoutModules/{STASH}-2": {"complete": True}},
            (2, StationState.AVAILABLE),
            (0, StationState.AVAILABLE),
        ),
        (
            3,
            {f"hideoutModules/{STASH}-2": {"complete": True}},
            (3, StationState.AVAILABLE),
            (0, StationState.AVAILABLE),
        ),
        (9, {}, (1, StationState.AVAILABLE), (0, StationState.AVAILABLE)),
    ],
)
def test_stash_and_circle_start_with_the_edition(
    edition: int,
    registers: dict[str, JsonValue],
    stash: tuple[int, StationState],
    circle: tuple[int, StationState],
) -> None:
    stations = derived(GIVEN, a_document(registers), edition=edition).stations()

    assert (stations[STASH].level, stations[STASH].state) == stash
    assert (stations[CULTIST_CIRCLE].level, stations[CULTIST_CIRCLE].state) == circle


@pytest.mark.parametrize(
    ("edition", "stash", "circle"),
    [(1, 1, 0), (2, 2, 0), (3, 3, 0), (4, 4, 0), (5, 5, 1), (6, 5, 1), (9, 1, 0)],
)
def test_levels_given_by_an_edition_are_known_without_the_list_of_editions(
    edition: int, stash: int, circle: int
) -> None:
    graph = a_graph(stations=[with_levels(STASH, 6), with_levels(CULTIST_CIRCLE, 1)])

    stations = derived(graph, edition=edition).stations()

    assert (stations[STASH].level, stations[CULTIST_CIRCLE].level) == (stash, circle)


def medstation(registers: dict[str, JsonValue]) -> StationView:
    return derived(MEDSTATION, a_document({**MET, **registers}, done="T")).stations()[MED]


@pytest.mark.parametrize(
    ("registers", "expected"),
    [
        ({"level": 13}, StationState.LOCKED),
        ({"level": 14}, StationState.UNKNOWN),
        ({"traders/therapist/level": 2}, StationState.AVAILABLE),
        ({"traders/therapist/level": 2, "skillOffsets/Health": 0}, StationState.LOCKED),
        (
            {"traders/therapist/level": 2, "hideoutModules/gen-1": {"complete": False}},
            StationState.LOCKED,
        ),
    ],
)
def test_the_next_level_has_conditions(registers: dict[str, JsonValue], expected: StationState) -> None:
    assert medstation(registers).state is expected


def test_full_parts_make_a_level_ready_without_opening_it() -> None:
    view = medstation({"level": 13, "hideoutParts/m2/count": 3})

    assert (view.is_ready, view.state) == (True, StationState.LOCKED)
    assert not medstation({"level": 13}).is_ready


def test_a_flag_without_a_count_means_all() -> None:
    node = MEDSTATION.parts[PartId("m1")]

    amount = node.paths.read(a_document({"hideoutParts/m1/complete": True}))

    assert amount.got(node.required) == 5


def test_building_fills_the_missing_levels_below() -> None:
    assert written(plan_build(MEDSTATION, a_document(), ACCOUNT, MED, 2)) == {
        "hideoutModules/med-1": {"complete": True},
        "hideoutParts/m1/complete": True,
        "hideoutParts/m1/count": 5,
        "hideoutParts/m1b/complete": True,
        "hideoutParts/m1b/count": 1,
        "hideoutModules/med-2": {"complete": True},
        "hideoutParts/m2/complete": True,
        "hideoutParts/m2/count": 3,
    }


def test_building_what_stands_does_nothing() -> None:
    document = carried_out(a_document(), plan_build(MEDSTATION, a_document(), ACCOUNT, MED, 2))

    assert written(plan_build(MEDSTATION, document, ACCOUNT, MED, 1)) == {}


def test_removing_takes_the_levels_above_too() -> None:
    document = carried_out(a_document(), plan_build(MEDSTATION, a_document(), ACCOUNT, MED, 2))
    document = document.with_entries(a_document({"hideoutParts/m1/count": 2}).entries)

    assert written(plan_removal(MEDSTATION, document, ACCOUNT, MED, 1)) == {
        "hideoutModules/med-1": {"complete": False},
        "hideoutParts/m1/complete": False,
        "hideoutParts/m1b/complete": False,
        "hideoutParts/m1b/count": 0,
        "hideoutModules/med-2": {"complete": False},
        "hideoutParts/m2/complete": False,
        "hideoutParts/m2/count": 0,
    }


def test_stations_that_needed_a_removed_one_are_named_only() -> None:
    document = a_document({**MET, "hideoutModules/med-2": {"complete": True}})

    plan = plan_removal(MEDSTATION, document, ACCOUNT, GEN, 1)

    assert written(plan) == {"hideoutModules/gen-1": {"complete": False}}
    assert isinstance(plan, Plan)
    assert plan.stations == (MED,)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (plan_removal(GIVEN, a_document(), AccountFacts(3), STASH, 2), RefusalCode.GIVEN_BY_EDITION),
        (plan_removal(GIVEN, a_document(), ACCOUNT, StationId("x"), 1), RefusalCode.UNKNOWN_STATION),
        (plan_build(GIVEN, a_document(), ACCOUNT, StationId("x"), 1), RefusalCode.UNKNOWN_STATION),
        (plan_build(GIVEN, a_document(), ACCOUNT, STASH, 5), RefusalCode.NO_SUCH_LEVEL),
        (plan_part_count(GIVEN, a_document(), ACCOUNT, PartId("x"), 1), RefusalCode.UNKNOWN_PART),
        (plan_part_toggle(GIVEN, a_document(), ACCOUNT, PartId("x")), RefusalCode.UNKNOWN_PART),
        (plan_part_count(MEDSTATION, a_document(MET), ACCOUNT, PartId("m1"), 1), RefusalCode.LEVEL_BUILT),
    ],
)
def test_what_cannot_be_built_or_counted_is_refused(answer: Plan | Refusal, expected: RefusalCode) -> None:
    assert isinstance(answer, Refusal)
    assert answer.code is expected


@pytest.mark.parametrize(
    ("plan", "stored", "count", "complete"),
    [
        (lambda d: plan_part_count(MEDSTATION, d, ACCOUNT, PartId("m1"), 9), 0, 5, True),
        (lambda d: plan_part_count(MEDSTATION, d, ACCOUNT, PartId("m1"), 2), 5, 2, False),
        (lambda d: plan_part_toggle(MEDSTATION, d, ACCOUNT, PartId("m1")), 0, 5, True),
        (lambda d: plan_part_toggle(MEDSTATION, d, ACCOUNT, PartId("m1")), 5, 4, False),
        (lambda d: plan_part_toggle(MEDSTATION, d, ACCOUNT, PartId("m1")), 3, 5, True),
    ],
)
def test_parts_are_counted_and_toggled(
    plan: Callable[..., Plan | Refusal], stored: int, count: int, complete: bool
) -> None:
    document = a_document({"hideoutParts/m1/count": stored, "hideoutParts/m1/complete": stored >= 5})

    assert written(plan(document)) == {
        "hideoutParts/m1/count": count,
        **({} if complete == (stored >= 5) else {"hideoutParts/m1/complete": complete}),
    }


def test_a_station_the_catalog_does_not_have_is_level_zero() -> None:
    assert derived(GIVEN).station_level_of(StationId("x")) == 0
