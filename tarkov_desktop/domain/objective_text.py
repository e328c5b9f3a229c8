"""Gives every objective a line to show: the game's own text where it is at hand, else one composed from facts.

Templates follow game-data 10. They have named fields, so that translators can put the parts in another order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tarkov_desktop.domain.game import Catalog, Comparison, Objective
from tarkov_desktop.domain.ids import TraderId
from tarkov_desktop.domain.objective_phrases import Phrases, Words, short_id

MAX_LENGTH: Final = 300
_MOST_TARGETS: Final = 3
_MOST_PARTS: Final = 3
_SHOWN_OF_A_TYPE: Final = 40
_LOST: Final = frozenset(
    {"ExpBonusKilled", "ExpBonusMissingInAction", "ExpBonusLeft", "Killed", "MissingInAction", "Left"}
)
_TRANSIT: Final = frozenset({"marathon Name", "ExpBonusmarathon Name", "Transit"})
_SURVIVED: Final = frozenset({"ExpBonusSurvived", "Survived"})


@dataclass(frozen=True, slots=True)
class ObjectiveLine:
    """What is shown for an objective; a composed one is marked so in the window."""

    text: str
    is_composed: bool


def objective_line(
    catalog: Catalog, objective: Objective, words: Words, *, number: Callable[[float], str] | None = None
) -> ObjectiveLine:
    """Return the line for *objective*: its text if the catalogue has one, else a composed one.

    Args:
        catalog: where names come from.
        objective: an objective, a fail condition or a prestige condition.
        words: the translation of the interface.
        number: formats numbers for the locale; plain digits without it.
    """
    if objective.text:
        return ObjectiveLine(objective.text, is_composed=False)
    return ObjectiveLine(compose(catalog, objective, words, number=number), is_composed=True)


def compose(
    catalog: Catalog, objective: Objective, words: Words, *, number: Callable[[float], str] | None = None
) -> str:
    """Return a line for *objective* made of facts only, at most 300 characters, never empty."""
    phrases = Phrases(catalog, words, number or plain_number)
    line = _TEMPLATES.get(objective.type, _other)(phrases, objective).strip()
    if objective.optional:
        line = words.gettext("(optional) {line}").format(line=line)
    return line if len(line) <= MAX_LENGTH else line[: MAX_LENGTH - 3].rstrip() + "..."


def plain_number(value: float) -> str:
    """Return *value* without a needless fraction."""
    return str(int(value)) if value == int(value) else f"{value:g}"


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
        effect=_while(phrases, one),
        times=often if one.count > 1 else "",
    )


def _while(phrases: Phrases, one: Objective) -> str:
    effect = phrases.effects(one.player_effect)
    return phrases.words.gettext(" while under {effect}").format(effect=effect) if effect else ""


def target_label(phrases: Phrases, key: str) -> str:
    """Return what the player calls the target kind *key*."""
    words = phrases.words
    labels = {
        "Any": words.gettext("any target"),
        "AnyPmc": words.gettext("PMCs"),
        "Savage": words.gettext("Scavs"),
        "Usec": words.gettext("USEC"),
        "Bear": words.gettext("BEAR"),
        "Marksman": words.gettext("sniper Scavs"),
        "ExUsec": words.gettext("Rogues"),
        "PmcBot": words.gettext("Raiders"),
        "sectantPriest": words.gettext("Cultists"),
        "sectantWarrior": words.gettext("Cultists"),
    }
    return labels.get(key) or phrases.label(key)


def _targets(phrases: Phrases, one: Objective) -> str:
    labels = list(dict.fromkeys(target_label(phrases, key) for key in one.targets))
    if not labels:
        return phrases.words.gettext("any target")
    if len(labels) > _MOST_TARGETS:
        template = phrases.words.ngettext("any of {n} target kinds", "any of {n} target kinds", len(labels))
        return template.format(n=phrases.number(len(labels)))
    return phrases.alternatives(labels)


def _shoot(phrases: Phrases, one: Objective) -> str:
    words = phrases.words
    template = (
        words.gettext("Hit {targets}{parts}{maps}{gear}{distance}{hours}{effects}")
        if one.shot_type == "hit"
        else words.gettext("Kill {targets}{parts}{maps}{gear}{distance}{hours}{effects}")
    )
    parts = ", ".join(dict.fromkeys(phrases.label(key) for key in one.body_parts))
    return template.format(
        targets=phrases.amount(one.count, _targets(phrases, one)),
        parts=words.gettext(" ({parts})").format(parts=parts) if parts else "",
        maps=phrases.maps(one.maps),
        gear=_gear(phrases, one),
        distance=phrases.distance(one.distance),
        hours=phrases.hours(one.from_hour, one.until_hour),
        effects=_while(phrases, one) + _enemy_effect(phrases, one),
    )


def _gear(phrases: Phrases, one: Objective) -> str:
    words, found = phrases.words, ""
    if one.weapons:
        found += words.gettext(" with {items}").format(items=phrases.items(one.weapons))
    if one.weapon_mods:
        found += words.gettext(" fitted with {items}").format(items=phrases.outfits(one.weapon_mods))
    if one.wearing:
        found += words.gettext(" wearing {items}").format(items=phrases.outfits(one.wearing))
    if one.not_wearing:
        found += words.gettext(" without {items}").format(items=phrases.items(one.not_wearing))
    return found


def _enemy_effect(phrases: Phrases, one: Objective) -> str:
    effect = phrases.effects(one.enemy_effect)
    template = phrases.words.gettext(" while the target is under {effect}")
    return template.format(effect=effect) if effect else ""


def _use_item(phrases: Phrases, one: Objective) -> str:
    template = phrases.words.gettext("Use {items}{maps}")
    items = phrases.amount(one.count, phrases.items(one.use_any))
    return template.format(items=items, maps=phrases.maps(one.maps))


def _attribute(phrases: Phrases, name: str, comparison: Comparison) -> str:
    words = phrases.words
    labels = {
        "accuracy": words.gettext("accuracy"),
        "durability": words.gettext("durability"),
        "effectiveDistance": words.gettext("effective distance"),
        "ergonomics": words.gettext("ergonomics"),
        "height": words.gettext("height"),
        "magazineCapacity": words.gettext("magazine capacity"),
        "muzzleVelocity": words.gettext("muzzle velocity"),
        "recoil": words.gettext("recoil"),
        "weight": words.gettext("weight"),
        "width": words.gettext("width"),
    }
    return phrases.compared(labels.get(name, name), comparison)


def _parts(phrases: Phrases, one: Objective) -> str:
    count = len(one.contains_all)
    if count > _MOST_PARTS:
        message = phrases.words.ngettext("{n} required part", "{n} required parts", count)
        return message.format(n=phrases.number(count))
    return phrases.together([phrases.item(key, "") for key in one.contains_all]) if count else ""


def _build_weapon(phrases: Phrases, one: Objective) -> str:
    words = phrases.words
    wanted = ", ".join(
        _attribute(phrases, name, comparison)
        for name, comparison in one.build_attributes
        if comparison.value > 0 or not comparison.compare.startswith(">")
    )
    parts = _parts(phrases, one)
    names = phrases.catalog.categories
    kinds = [names.get(key) or short_id(key) for key in one.contains_category]
    return words.gettext("Modify {item}{attributes}{parts}{kinds}").format(
        item=phrases.item(one.item, words.gettext("the weapon")),
        attributes=words.gettext(": {attributes}").format(attributes=wanted) if wanted else "",
        parts=words.gettext(", with {parts}").format(parts=parts) if parts else "",
        kinds=words.gettext(", and a part of {kinds}").format(kinds=phrases.alternatives(kinds))
        if kinds
        else "",
    )


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


def _other(phrases: Phrases, one: Objective) -> str:
    kind = one.type[:_SHOWN_OF_A_TYPE]
    step = phrases.amount(one.count, phrases.words.gettext("Task step ({type})").format(type=kind))
    return step + phrases.maps(one.maps)


_TEMPLATES: Final[dict[str, Callable[[Phrases, Objective], str]]] = {
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
    "shoot": _shoot,
    "useItem": _use_item,
    "buildWeapon": _build_weapon,
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
