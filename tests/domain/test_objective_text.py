from __future__ import annotations

from gettext import NullTranslations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tarkov_desktop.domain.game import (
    Catalog,
    Comparison,
    GameMap,
    HealthEffect,
    Item,
    Objective,
    Skill,
    Station,
    Task,
    Trader,
)
from tarkov_desktop.domain.ids import (
    PVP,
    ItemId,
    MapId,
    ObjectiveId,
    SkillId,
    StationId,
    TaskId,
    TraderId,
)
from tarkov_desktop.domain.objective_text import MAX_LENGTH, compose, objective_line, plain_number

WORDS = NullTranslations()
UNNAMED = "abcdef0123456789abcdef01"


def item(key: str, name: str) -> Item:
    return Item(ItemId(key), name, key)


CATALOG = Catalog(
    mode=PVP,
    version="test",
    tasks={TaskId("delivery"): Task(TaskId("delivery"), "Delivery", "delivery", TraderId("prapor"))},
    traders={
        TraderId("prapor"): Trader(TraderId("prapor"), "Prapor", "prapor"),
        TraderId("skier"): Trader(TraderId("skier"), "Skier", "skier"),
    },
    maps={
        MapId(key): GameMap(MapId(key), key.title(), key) for key in ("woods", "customs", "shoreline", "labs")
    },
    items={
        one.id: one
        for one in (
            item("salewa", "Salewa"),
            item("ifak", "IFAK"),
            item("grizzly", "Grizzly"),
            item("key", "Dorm room key"),
            item("ak", "AK-74N"),
            item("helmet", "Helmet"),
            item("vest", "Vest"),
            item("marker", "MS2000 Marker"),
            item("letter", "Letter"),
        )
    },
    stations={StationId("medstation"): Station(StationId("medstation"), "Medstation", "medstation")},
    skills={SkillId("Vitality"): Skill(SkillId("Vitality"), "Vitality")},
    categories={"sight": "Sight"},
    target_names={"bossBully": "Reshala", "Parts/Head": "head", "gone": "A removed task", "exit": "Gate 3"},
)


def objective(kind: str, **fields: object) -> Objective:
    return Objective(ObjectiveId("o"), "o", kind, **fields)  # type: ignore[arg-type] # a table of cases


def items(*keys: str) -> tuple[ItemId, ...]:
    return tuple(map(ItemId, keys))


def maps(*keys: str) -> tuple[MapId, ...]:
    return tuple(map(MapId, keys))


AT_LEAST = Comparison(">=", 40)
AT_MOST = Comparison("<=", 25.5)
CASES: tuple[tuple[Objective, str], ...] = (
    (
        objective("findItem", count=3, items=items("salewa", "ifak"), found_in_raid=True, maps=maps("woods")),
        "Find 3 x Salewa or IFAK found in raid on Woods",
    ),
    (
        objective("giveItem", items=items("salewa"), dog_tag_level=15),
        "Hand over Salewa of level 15 or higher",
    ),
    (
        objective("giveItem", items=items("salewa"), min_durability=50),
        "Hand over Salewa with durability 50-100 %",
    ),
    (
        objective("giveItem", items=items("salewa"), max_durability=60),
        "Hand over Salewa with durability 0-60 %",
    ),
    (
        objective("haveItem", count=2, items=items("salewa", "ifak", "grizzly")),
        "Own 2 x Salewa, IFAK or Grizzly",
    ),
    (
        objective(
            "plantItem",
            items=items("salewa"),
            maps=maps("woods", "customs"),
            required_keys=(items("key", "letter"), items("vest")),
        ),
        "Place Salewa on Woods, Customs (key: Dorm room key or Letter; Vest)",
    ),
    (objective("sellItem", count=50, item_choices=3493), "Sell 50 x any of 3493 items"),
    (objective("sellItem", items=items("a", "b", "c", "d")), "Sell any of 4 items"),
    (objective("findItem"), "Find the required items"),
    (objective("findItem", items=items(UNNAMED)), "Find abcdef01..."),
    (objective("findQuestItem", quest_item=ItemId("letter")), "Obtain Letter"),
    (objective("giveQuestItem", quest_item=ItemId("letter"), count=2), "Hand over 2 x Letter"),
    (objective("plantQuestItem", maps=maps("woods")), "Place the task item on Woods"),
    (
        objective("mark", marker_item=ItemId("marker"), maps=maps("nowhere-at-all")),
        "Mark a place with MS2000 Marker on nowhere-...",
    ),
    (objective("mark", count=3), "Mark 3 places with a marker"),
    (
        objective("visit", maps=maps("woods", "customs", "shoreline", "labs")),
        "Reach the marked place on any of 4 maps",
    ),
    (objective("visit", zones=3), "Reach one of 3 marked places"),
    (
        objective("extract", exit_status=("ExpBonusSurvived", "ExpBonusRunner"), count=7),
        "Survive and leave 7 times",
    ),
    (objective("extract", exit_status=("marathon Name",), maps=maps("labs")), "Take a transit on Labs"),
    (objective("extract", exit_status=("ExpBonusKilled", "ExpBonusLeft")), "Do not return from the raid"),
    (objective("extract", exit_name="exit"), "Leave the raid through Gate 3"),
    (
        objective("extract", exit_status=("ExpBonusRunner",), player_effect=HealthEffect(effects=("Pain",))),
        "Leave the raid while under Pain",
    ),
    (objective("shoot", count=15, targets=("Savage",)), "Kill 15 x Scavs"),
    (objective("shoot", targets=("sectantPriest", "sectantWarrior")), "Kill Cultists"),
    (objective("shoot", targets=("bossBully", "newBoss")), "Kill Reshala or newBoss"),
    (objective("shoot"), "Kill any target"),
    (objective("shoot", targets=("a", "b", "c", "d")), "Kill any of 4 target kinds"),
    (
        objective(
            "shoot",
            shot_type="hit",
            targets=("AnyPmc",),
            body_parts=("Parts/Head", "Parts/LeftLeg"),
            weapons=items("ak"),
            distance=AT_LEAST,
            from_hour=21,
            until_hour=5,
        ),
        "Hit PMCs (head, LeftLeg) with AK-74N from 40 m or more between 21:00 and 5:00",
    ),
    (objective("shoot", targets=("Any",), distance=AT_MOST), "Kill any target from less than 25.5 m"),
    (objective("shoot", targets=("Any",), distance=Comparison(">=", 0)), "Kill any target"),
    (
        objective(
            "shoot",
            targets=("Usec",),
            wearing=(items("helmet", "vest"),),
            not_wearing=items("salewa"),
            weapon_mods=(items("key"), items("marker")),
        ),
        "Kill USEC fitted with Dorm room key or MS2000 Marker wearing Helmet and Vest without Salewa",
    ),
    (
        objective("shoot", targets=("Bear",), wearing=(items("a"), items("b"), items("c"), items("d"))),
        "Kill BEAR wearing any of 4 sets",
    ),
    (
        objective("shoot", targets=("Bear",), wearing=(items("a", "b", "c", "d"),)),
        "Kill BEAR wearing all of 4 items",
    ),
    (
        objective(
            "shoot",
            targets=("Marksman",),
            player_effect=HealthEffect(effects=(f"{UNNAMED} Name",)),
            enemy_effect=HealthEffect(effects=("Stun",)),
        ),
        "Kill sniper Scavs while under abcdef01... while the target is under Stun",
    ),
    (objective("useItem", count=2, use_any=items("salewa")), "Use 2 x Salewa"),
    (
        objective(
            "buildWeapon",
            item=ItemId("ak"),
            build_attributes=(
                ("accuracy", Comparison(">=", 0)),
                ("ergonomics", AT_LEAST),
                ("weight", AT_MOST),
                ("glow", Comparison("=", 1)),
            ),
            contains_all=items("helmet", "vest"),
            contains_category=("sight", UNNAMED),
        ),
        "Modify AK-74N: ergonomics at least 40, weight at most 25.5, glow exactly 1, with Helmet and Vest, and a part of Sight or abcdef01...",
    ),
    (
        objective("buildWeapon", contains_all=items("a", "b", "c", "d")),
        "Modify the weapon, with 4 required parts",
    ),
    (objective("skill", skill=SkillId("Vitality"), level=5), "Reach level 5 in Vitality"),
    (objective("skill", level=5), "Reach level 5 in the required skill"),
    (objective("skill", skill=SkillId("Juggling"), level=5), "Reach level 5 in Juggling"),
    (objective("playerLevel", level=25), "Reach player level 25"),
    (objective("traderLevel", trader=TraderId("prapor"), level=3), "Reach loyalty level 3 with Prapor"),
    (objective("traderStanding", compare=">=", value=0.2), "Reputation with the trader at least 0.2"),
    (objective("traderLevel", trader=TraderId(UNNAMED), level=2), "Reach loyalty level 2 with abcdef01..."),
    (
        objective("taskStatus", task=TaskId("delivery"), statuses=("complete", "failed")),
        "Task Delivery: complete or failed",
    ),
    (objective("taskStatus", task=TaskId("gone"), statuses=("active",)), "Task A removed task: started"),
    (objective("taskStatus", task=TaskId(UNNAMED)), "Task abcdef01...: complete"),
    (objective("taskStatus", statuses=("odd",)), "Task (not named): odd"),
    (
        objective("hideoutStation", station=StationId("medstation"), station_level=2),
        "Build Medstation to level 2",
    ),
    (
        objective("hideoutStation", station=StationId(UNNAMED), station_level=2),
        "Build abcdef01... to level 2",
    ),
    (objective("hideoutStation", station_level=1), "Build the station to level 1"),
    (
        objective(
            "experience", player_effect=HealthEffect(effects=("Dehydration",), time_s=300), maps=maps("woods")
        ),
        "Keep Dehydration for 300 s on Woods",
    ),
    (objective("experience"), "Keep the required effect"),
    (objective("globalVariable", count=2), "Follow the task in the game"),
    (objective("dialogue", traders=(TraderId("prapor"), TraderId("skier"))), "Talk to Prapor or Skier"),
    (objective("dialogue"), "Talk to the trader"),
    (objective("studyItems", items=items("letter")), "Study Letter"),
    (objective("teleport", count=4, maps=maps("woods")), "4 x Task step (teleport) on Woods"),
    (objective("visit", optional=True), "(optional) Reach the marked place"),
)


@pytest.mark.parametrize(("given", "line"), CASES, ids=[line for _, line in CASES])
def test_the_line_says_what_the_facts_say(given: Objective, line: str) -> None:
    assert compose(CATALOG, given, WORDS) == line


def test_the_text_of_the_game_comes_first() -> None:
    live = objective_line(CATALOG, objective("visit", text="Find the old bridge"), WORDS)
    composed = objective_line(CATALOG, objective("visit"), WORDS)

    assert (live.text, live.is_composed) == ("Find the old bridge", False)
    assert (composed.text, composed.is_composed) == ("Reach the marked place", True)


def test_a_translation_may_put_the_parts_in_another_order() -> None:
    class Backwards(NullTranslations):
        def gettext(self, message: str) -> str:
            return {"Find {items}{maps}": "{maps}: {items} finden", " on {maps}": "{maps}"}.get(
                message, message
            )

    line = compose(CATALOG, objective("findItem", items=items("salewa"), maps=maps("woods")), Backwards())

    assert line == "Woods: Salewa finden"


def test_numbers_are_written_as_the_player_writes_them() -> None:
    line = compose(
        CATALOG, objective("haveItem", count=10_000_000), WORDS, number=lambda value: f"{int(value):,}"
    )

    assert line == "Own 10,000,000 x the required items"


def test_a_line_too_long_for_a_list_is_cut() -> None:
    kinds = tuple(f"kind-{number}" for number in range(60))

    line = compose(CATALOG, objective("buildWeapon", contains_category=kinds), WORDS)

    assert len(line) == MAX_LENGTH
    assert line.endswith("...")


@pytest.mark.parametrize(("value", "text"), [(5, "5"), (5.0, "5"), (0.2, "0.2"), (1_000_000.0, "1000000")])
def test_plain_numbers_have_no_needless_fraction(value: float, text: str) -> None:
    assert plain_number(value) == text


@given(
    kind=st.text(max_size=80),
    count=st.integers(0, 10**9),
    names=st.lists(st.text(alphabet="{}ab %s", min_size=1, max_size=20), max_size=5),
)
@settings(max_examples=60, deadline=None)
def test_whatever_the_words_a_line_is_short_and_not_empty(kind: str, count: int, names: list[str]) -> None:
    odd = objective(kind, count=count, maps=tuple(map(MapId, names)), items=tuple(map(ItemId, names)))

    assert 0 < len(compose(CATALOG, odd, WORDS)) <= MAX_LENGTH
