"""One template per type of objective (game-data 10), with named fields so that translators can reorder."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tarkov_desktop.domain.game import Comparison, Objective
from tarkov_desktop.domain.ids import TraderId
from tarkov_desktop.domain.objective_combat import build_weapon, shoot
from tarkov_desktop.domain.objective_phrases import Phrases, short_id

_SHOWN_OF_A_TYPE: Final = 40
_LOST: Final = frozenset(
    {"ExpBonusKilled", "ExpBonusMissingInAction", "ExpBonusLeft", "Killed", "MissingInAction", "Left"}
)
_TRANSIT: Final = frozenset({"marathon Name", "ExpBonusmarathon Name", "Transit"})
_SURVIVED: Final = frozenset({"ExpBonusSurvived", "Survived"})


def _accepted(phrases: Phrases, one: Objective) -> str:
    return phrases.amount(one.count, phrases.items(one.items, one.item_choices)) + phrases.quality(one)


def _find_item(phrases: Phrases, one: Objective) -> str:
    template = phrases.words.gettext("Find {items}{maps}")
    return template.format(items=_accepted(phrases, one), maps=phrases.maps(one.maps))


def _give_item(phrases: Phrases, one: Objective) -> str:
    return phrases.words.gettext("Hand over {items}").format(items=_accepted(phrases, one))


def _have_item(phrases: Phrases, one: Objective) -> str:
    return phrases.words.gettext("Own {items}").format(items=_accepted(phrases, one))


def _plant_item(phrases: Phrases, one: Objective) -> str:
    template = phrases.words.gettext("Place {items}{maps}{keys}")
    return template.format(
        items=_accepted(phrases, one), maps=phrases.maps(one.maps), keys=phrases.keys(one.required_keys)
    )


def _sell_item(phrases: Phrases, one: Objective) -> str:
    return phrases.words.gettext("Sell {items}").format(items=_accepted(phrases, one))


def _quest_item(phrases: Phrases, one: Objective) -> str:
    unknown = phrases.words.gettext("the task item")
    return phrases.amount(one.count, phrases.item(one.quest_item, unknown))


def _find_quest_item(phrases: Phrases, one: Objective) -> str:
    template = phrases.words.gettext("Obtain {item}{maps}{keys}")
    return template.format(
        item=_quest_item(phrases, one), maps=phrases.maps(one.maps), keys=phrases.keys(one.required_keys)
    )


def _give_quest_item(phrases: Phrases, one: Objective) -> str:
    return phrases.words.gettext("Hand over {items}").format(items=_quest_item(phrases, one))


def _plant_quest_item(phrases: Phrases, one: Objective) -> str:
    template = phrases.words.gettext("Place {items}{maps}{keys}")
    return template.format(
        items=_quest_item(phrases, one), maps=phrases.maps(one.maps), keys=phrases.keys(one.required_keys)
    )


def _mark(phrases: Phrases, one: Objective) -> str:
    if one.count > 1:
        template = phrases.words.ngettext(
            "Mark {n} place with {item}{maps}{keys}", "Mark {n} places with {item}{maps}{keys}", one.count
        )
    else:
        template = phrases.words.gettext("Mark a place with {item}{maps}{keys}")
    return template.format(
        n=phrases.number(one.count),
        item=phrases.item(one.marker_item, phrases.words.gettext("a marker")),
        maps=phrases.maps(one.maps),
        keys=phrases.keys(one.required_keys),
    )


def _visit(phrases: Phrases, one: Objective) -> str:
    if one.zones > 1:
        template = phrases.words.ngettext(
            "Reach one of {n} marked places{maps}{keys}",
            "Reach one of {n} marked places{maps}{keys}",
            one.zones,
        )
    else:
        template = phrases.words.gettext("Reach the marked place{maps}{keys}")
    return template.format(
        n=phrases.number(one.zones), maps=phrases.maps(one.maps), keys=phrases.keys(one.required_keys)
    )


def _extract(phrases: Phrases, one: Objective) -> str:
    words, statuses = phrases.words, frozenset(one.exit_status)
    if statuses & _SURVIVED:
        template = words.gettext("Survive and leave{exit}{maps}{effect}{times}")
    elif statuses and statuses <= _TRANSIT:
        template = words.gettext("Take a transit{exit}{maps}{effect}{times}")
    elif statuses and statuses <= _LOST:
        template = words.gettext("Do not return from the raid{exit}{maps}{effect}{times}")
    else:
        template = words.gettext("Leave the raid{exit}{maps}{effect}{times}")
    way = words.gettext(" through {exit}").format(exit=phrases.label(one.exit_name)) if one.exit_name else ""
    often = words.ngettext(" {n} time", " {n} times", one.count).format(n=phrases.number(one.count))
    return template.format(
        exit=way,
        maps=phrases.maps(one.maps),
        effect=phrases.under(one.player_effect),
        times=often if one.count > 1 else "",
    )


def _use_item(phrases: Phrases, one: Objective) -> str:
    template = phrases.words.gettext("Use {items}{maps}")
    items = phrases.amount(one.count, phrases.items(one.use_any))
    return template.format(items=items, maps=phrases.maps(one.maps))


def _skill(phrases: Phrases, one: Objective) -> str:
    skill = phrases.catalog.skills.get(one.skill) if one.skill is not None else None
    unknown = one.skill or phrases.words.gettext("the required skill")
    template = phrases.words.gettext("Reach level {level} in {skill}")
    return template.format(level=phrases.number(one.level), skill=skill.name if skill else unknown)


def _player_level(phrases: Phrases, one: Objective) -> str:
    return phrases.words.gettext("Reach player level {level}").format(level=phrases.number(one.level))


def _trader(phrases: Phrases, one: Objective) -> str:
    if one.trader is None:
        return phrases.words.gettext("the trader")
    return _trader_name(phrases, one.trader)


def _trader_name(phrases: Phrases, key: TraderId) -> str:
    found = phrases.catalog.traders.get(key)
    return found.name if found is not None else short_id(key)


def _trader_level(phrases: Phrases, one: Objective) -> str:
    template = phrases.words.gettext("Reach loyalty level {level} with {trader}")
    return template.format(level=phrases.number(one.level), trader=_trader(phrases, one))


def _trader_standing(phrases: Phrases, one: Objective) -> str:
    name = phrases.words.gettext("Reputation with {trader}").format(trader=_trader(phrases, one))
    return phrases.compared(name, Comparison(one.compare, one.value))


def _task_status(phrases: Phrases, one: Objective) -> str:
    words = phrases.words
    labels = {
        "complete": words.gettext("complete"),
        "active": words.gettext("started"),
        "failed": words.gettext("failed"),
    }
    statuses = [labels.get(status, status) for status in one.statuses] or [words.gettext("complete")]
    return words.gettext("Task {task}: {status}").format(
        task=_task(phrases, one), status=phrases.alternatives(statuses)
    )


def _task(phrases: Phrases, one: Objective) -> str:
    if one.task is None:
        return phrases.words.gettext("(not named)")
    task = phrases.catalog.tasks.get(one.task)
    return task.name if task is not None else phrases.catalog.target_names.get(one.task) or short_id(one.task)


def _hideout_station(phrases: Phrases, one: Objective) -> str:
    template = phrases.words.gettext("Build {station} to level {level}")
    return template.format(station=_station(phrases, one), level=phrases.number(one.station_level))


def _station(phrases: Phrases, one: Objective) -> str:
    if one.station is None:
        return phrases.words.gettext("the station")
    found = phrases.catalog.stations.get(one.station)
    return found.name if found is not None else short_id(one.station)


def _experience(phrases: Phrases, one: Objective) -> str:
    effect = phrases.effects(one.player_effect) or phrases.words.gettext("the required effect")
    seconds = one.player_effect.time_s if one.player_effect is not None else 0
    maps = phrases.maps(one.maps)
    if seconds <= 0:
        return phrases.words.gettext("Keep {effect}{maps}").format(effect=effect, maps=maps)
    template = phrases.words.gettext("Keep {effect} for {seconds} s{maps}")
    return template.format(effect=effect, seconds=phrases.number(seconds), maps=maps)


def _global_variable(phrases: Phrases, _one: Objective) -> str:
    return phrases.words.gettext("Follow the task in the game")


def _dialogue(phrases: Phrases, one: Objective) -> str:
    traders = [_trader_name(phrases, key) for key in one.traders]
    who = phrases.alternatives(traders) if traders else phrases.words.gettext("the trader")
    return phrases.words.gettext("Talk to {traders}").format(traders=who)


def _study_items(phrases: Phrases, one: Objective) -> str:
    return phrases.words.gettext("Study {items}").format(items=phrases.items(one.items, one.item_choices))


def other(phrases: Phrases, one: Objective) -> str:
    """Return the line of an objective whose type is not known."""
    kind = one.type[:_SHOWN_OF_A_TYPE]
    step = phrases.amount(one.count, phrases.words.gettext("Task step ({type})").format(type=kind))
    return step + phrases.maps(one.maps)


TEMPLATES: Final[dict[str, Callable[[Phrases, Objective], str]]] = {
    "findItem": _find_item,
    "giveItem": _give_item,
    "haveItem": _have_item,
    "plantItem": _plant_item,
    "sellItem": _sell_item,
    "findQuestItem": _find_quest_item,
    "giveQuestItem": _give_quest_item,
    "plantQuestItem": _plant_quest_item,
    "mark": _mark,
    "visit": _visit,
    "extract": _extract,
    "shoot": shoot,
    "useItem": _use_item,
    "buildWeapon": build_weapon,
    "skill": _skill,
    "playerLevel": _player_level,
    "traderLevel": _trader_level,
    "traderStanding": _trader_standing,
    "taskStatus": _task_status,
    "hideoutStation": _hideout_station,
    "experience": _experience,
    "globalVariable": _global_variable,
    "dialogue": _dialogue,
    "studyItems": _study_items,
}
"""By type of objective."""
