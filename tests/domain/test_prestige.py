"""Conditions of a prestige, and what a new generation begins with (game-rules 12, progress document 6.1)."""

from __future__ import annotations

import pytest

from tarkov_desktop.domain.document import Document, JsonValue
from tarkov_desktop.domain.game import Objective, Prestige
from tarkov_desktop.domain.ids import ObjectiveId, PrestigeId, SkillId, StationId, TaskId
from tarkov_desktop.domain.plans.generations import NewBeginning, plan_beginning, plan_restoration
from tarkov_desktop.domain.prestige import prestige_views
from tarkov_desktop.domain.state import Verdict
from tests.domain.worlds import DONE, a_document, a_graph, a_station, a_station_level, a_task, derived


def a_condition(kind: str, **fields: object) -> Objective:
    return Objective(id=ObjectiveId(kind), source_id=kind, type=kind, **fields)  # type: ignore[arg-type]  # fields by name


CONDITIONS = (
    a_condition("playerLevel", level=25),
    a_condition("skill", skill=SkillId("Strength"), level=10),
    a_condition("hideoutStation", station=StationId("med"), station_level=1),
    a_condition("taskStatus", task=TaskId("T"), statuses=("complete",)),
    a_condition("haveItem"),
    a_condition("skill"),
)
GRAPH = a_graph(
    a_task("T"),
    stations=[a_station("med", a_station_level("med", 1))],
    prestiges=[
        Prestige(PrestigeId("p2"), "Two", 2),
        Prestige(PrestigeId("p1"), "One", 1, CONDITIONS, ("tour",)),
    ],
)


def test_conditions_are_met_missed_or_not_known() -> None:
    met = a_document(
        {
            "level": 25,
            "skillOffsets/Strength": 10,
            "hideoutModules/med-1": {"complete": True},
            "prestigeLevel": 1,
        },
        done="T",
    )
    first, second = prestige_views(derived(GRAPH, met))
    missed, _ = prestige_views(derived(GRAPH, a_document({"level": 24})))

    yes, no, unknown = Verdict.YES, Verdict.NO, Verdict.UNKNOWN
    assert [one.verdict for one in first.conditions] == [yes, yes, yes, yes, unknown, unknown]
    assert [one.verdict for one in missed.conditions] == [no, no, no, no, unknown, unknown]
    assert (first.is_reached, second.is_reached, missed.is_reached) == (True, False, False)
    assert first.stories == ("tour",)


OLD: dict[str, JsonValue] = {
    "level": 42,
    "displayName": "Rook",
    "pmcFaction": "BEAR",
    "prestigeLevel": 2,
    "taskNotes/T": "note",
    "taskNotes/U": None,
    "ignoredTasks/T": True,
    "ignoredTasks/U": False,
    "taskCompletions/T": DONE,
}
KEPT: dict[str, JsonValue] = {
    "displayName": "Rook",
    "pmcFaction": "BEAR",
    "taskNotes/T": "note",
    "ignoredTasks/T": True,
}


@pytest.mark.parametrize(
    ("why", "prestige"),
    [
        (NewBeginning.WIPE, {"prestigeLevel": 2}),
        (NewBeginning.PRESTIGE, {"prestigeLevel": 3}),
        (NewBeginning.RESET, {}),
        (NewBeginning.NEW_SEASON, {}),
    ],
)
def test_a_new_generation_keeps_name_faction_notes_and_ignored(
    why: NewBeginning, prestige: dict[str, JsonValue]
) -> None:
    assert dict(plan_beginning(a_document(OLD), why)) == {**KEPT, **prestige}


def test_an_empty_document_carries_nothing_over() -> None:
    assert plan_beginning(Document(), NewBeginning.WIPE) == ()


def test_an_archive_comes_back_with_everything_it_said() -> None:
    writes = dict(plan_restoration(a_document(OLD)))

    assert writes == {
        path: value for path, value in OLD.items() if path not in {"taskNotes/U", "ignoredTasks/U"}
    }
