"""Plans on the profile, XP and skills (game-rules 7 and 11)."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from tarkov_desktop.domain.account import AccountFacts
from tarkov_desktop.domain.document import Document
from tarkov_desktop.domain.game import Skill
from tarkov_desktop.domain.ids import SkillId, TraderId
from tarkov_desktop.domain.plans.plan import Plan, Refusal, RefusalCode
from tarkov_desktop.domain.plans.profile import (
    plan_edition,
    plan_faction,
    plan_level,
    plan_name,
    plan_preference,
    plan_prestige_level,
    plan_skill,
    plan_total_xp,
    plan_trader_level,
    plan_trader_reputation,
)
from tests.domain.worlds import PRAPOR, a_document, a_graph, a_task, a_trader, carried_out, derived, written

ACCOUNT = AccountFacts()
AUTOMATIC = AccountFacts(automatic_level=True)
STRESS = SkillId("StressResistance")
GRAPH = a_graph(
    a_task("A", xp=1000, skills={STRESS: 1}),
    a_task("B", xp=2000, skills={STRESS: 1, "Sniper": 1}),
    traders=[a_trader(PRAPOR, 1, 15)],
    levels=(0, 1000, 2000, 3000, 4000),
)
BOTH_DONE = a_document(done="AB")


def code(answer: Plan | Refusal) -> RefusalCode:
    assert isinstance(answer, Refusal)
    return answer.code


def test_the_level_is_stored_as_stated() -> None:
    assert written(plan_level(GRAPH, a_document(), ACCOUNT, 3)) == {"level": 3}
    assert written(plan_level(GRAPH, a_document({"level": 3}), ACCOUNT, 3)) == {}


def test_an_automatic_level_is_set_through_xp() -> None:
    plan = plan_level(GRAPH, BOTH_DONE, AUTOMATIC, 5)

    assert written(plan) == {"xpOffset": 7000}
    assert derived(GRAPH, carried_out(BOTH_DONE, plan), automatic=True).experience().level == 5


def test_total_xp_keeps_what_tasks_gave_apart() -> None:
    assert written(plan_total_xp(GRAPH, BOTH_DONE, ACCOUNT, 500)) == {"xpOffset": -2500}


@pytest.mark.parametrize(("offset", "total", "level"), [(-500, 2500, 2), (-99999, 0, 1)])
def test_the_offset_corrects_the_total(offset: int, total: int, level: int) -> None:
    document = BOTH_DONE.with_entries(a_document({"xpOffset": offset}).entries)

    xp = derived(GRAPH, document, automatic=True).experience()

    assert (xp.of_tasks, xp.total, xp.standing.level, xp.level) == (3000, total, level, level)


@pytest.mark.parametrize(
    "answer",
    [
        plan_level(GRAPH, a_document(), ACCOUNT, 0),
        plan_level(GRAPH, a_document(), ACCOUNT, 6),
        plan_total_xp(GRAPH, a_document(), ACCOUNT, -1),
        plan_total_xp(GRAPH, a_document(), ACCOUNT, 2_000_000_000),
        plan_faction(GRAPH, a_document(), ACCOUNT, "SCAV"),
        plan_edition(ACCOUNT, 0),
        plan_trader_level(GRAPH, a_document(), ACCOUNT, PRAPOR, 11),
        plan_trader_reputation(GRAPH, a_document(), ACCOUNT, PRAPOR, math.nan),
        plan_skill(GRAPH, a_document(), ACCOUNT, STRESS, -5),
        plan_skill(GRAPH, a_document(), ACCOUNT, STRESS, math.nan),
        plan_skill(GRAPH, a_document(), ACCOUNT, STRESS, math.inf),
        plan_skill(GRAPH, a_document(), ACCOUNT, STRESS, 101),
    ],
)
def test_what_lies_outside_the_range_is_refused(answer: Plan | Refusal) -> None:
    assert code(answer) is RefusalCode.OUT_OF_RANGE


@pytest.mark.parametrize(("wanted", "offset"), [(10, 8), (10.7, 8), (2, 0)])
def test_a_skill_is_set_on_top_of_what_tasks_gave(wanted: float, offset: int) -> None:
    document = BOTH_DONE.with_entries(a_document({"skillOffsets/StressResistance": 3}).entries)

    assert written(plan_skill(GRAPH, document, ACCOUNT, STRESS, wanted)) == {
        "skillOffsets/StressResistance": offset
    }


@pytest.mark.parametrize(("offset", "level"), [(3, 5), (-9, 0), (60, 51)])
def test_a_skill_is_shown_within_what_the_game_has(offset: int, level: int) -> None:
    document = BOTH_DONE.with_entries(a_document({"skillOffsets/StressResistance": offset}).entries)

    assert derived(GRAPH, document).skill(STRESS) == level


def test_traders_are_stated_and_withdrawn() -> None:
    document = a_document({"traders/prapor/level": 2})

    assert written(plan_trader_level(GRAPH, a_document(), ACCOUNT, PRAPOR, 2)) == {"traders/prapor/level": 2}
    assert written(plan_trader_level(GRAPH, document, ACCOUNT, PRAPOR, None)) == {
        "traders/prapor/level": None
    }
    assert written(plan_trader_reputation(GRAPH, document, ACCOUNT, PRAPOR, 0.12345)) == {
        "traders/prapor/reputation": 0.1235
    }
    assert written(plan_trader_reputation(GRAPH, document, ACCOUNT, PRAPOR, None)) == {}


@pytest.mark.parametrize("plan", [plan_trader_level, plan_trader_reputation])
def test_a_trader_the_catalog_does_not_have_is_refused(plan: Callable[..., Plan | Refusal]) -> None:
    assert code(plan(GRAPH, a_document(), ACCOUNT, TraderId("x"), 1)) is RefusalCode.UNKNOWN_TRADER


def test_faction_name_and_prestige() -> None:
    document = a_document({"displayName": "Rook"})

    assert written(plan_faction(GRAPH, document, ACCOUNT, "BEAR")) == {"pmcFaction": "BEAR"}
    assert written(plan_name(GRAPH, document, ACCOUNT, " Kn\tight ")) == {"displayName": "Knight"}
    assert written(plan_name(GRAPH, document, ACCOUNT, " ")) == {"displayName": None}
    assert code(plan_name(GRAPH, document, ACCOUNT, "x" * 16)) is RefusalCode.TOO_LONG
    assert written(plan_prestige_level(GRAPH, document, ACCOUNT, 9)) == {"prestigeLevel": 6}


def test_edition_and_preferences_belong_to_the_account() -> None:
    path = "preferences/showKappaTasks"

    assert written(plan_edition(ACCOUNT, 4)) == {"gameEdition": 4}
    assert written(plan_edition(ACCOUNT, 1)) == {}
    assert written(plan_preference(Document(), path, value=False)) == {path: False}
    assert written(plan_preference(a_document({path: False}), path, value=False)) == {}


def test_a_skill_the_game_has_not_is_refused_unless_there_is_one_to_correct() -> None:
    graph = a_graph(a_task("A"), skills={STRESS: Skill(STRESS, "Stress Resistance")})
    juggling = SkillId("Juggling")
    stored = a_document({"skillOffsets/Juggling": 3})

    assert plan_skill(graph, a_document(), ACCOUNT, juggling, 5) == Refusal(RefusalCode.UNKNOWN_SKILL)
    assert written(plan_skill(graph, stored, ACCOUNT, juggling, 0)) == {"skillOffsets/Juggling": 0}
    assert written(plan_skill(graph, a_document(), ACCOUNT, STRESS, 5)) == {f"skillOffsets/{STRESS}": 5}
