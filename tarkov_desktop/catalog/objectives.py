"""Reads objectives, fail conditions and prestige conditions: one record shape for all (game-data 4.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from tarkov_desktop.catalog.findings import FindingKind
from tarkov_desktop.catalog.limits import MAX_OBJECTIVES
from tarkov_desktop.catalog.raw import (
    Record,
    Tree,
    elements,
    flag,
    identifier,
    identifiers,
    number,
    records,
    text,
    whole,
    words,
)
from tarkov_desktop.catalog.reading import Reading
from tarkov_desktop.domain.game import Comparison, HealthEffect, Objective
from tarkov_desktop.domain.ids import ItemId, MapId, ObjectiveId, SkillId, StationId, TaskId, TraderId

KNOWN_TYPES: Final = frozenset(
    """giveItem visit shoot findItem plantItem findQuestItem giveQuestItem extract mark buildWeapon plantQuestItem
    skill traderLevel taskStatus useItem sellItem experience traderStanding playerLevel hideoutStation haveItem
    globalVariable dialogue studyItems""".split()
)
_KNOWN_FIELDS: Final = frozenset(
    """__typename id type description optional maps count zones requiredKeys items foundInRaid dogTagLevel
    minDurability maxDurability targetNames shotType bodyParts usingWeapon usingWeaponMods wearing notWearing
    distance timeFromHour timeUntilHour playerHealthEffect enemyHealthEffect healthEffect effects questItem
    possibleLocations exitStatus exitName markerItem item containsAll containsCategory buildAttributes skill level
    skillLevel trader compareMethod value task status useAny playerLevel station stationLevel traders variableId
    zoneNames zone_keys usingWeaponTypes itemsCount""".split()
)
_STATUS_WORDS: Final = {"accept": "active", "accepted": "active", "completed": "complete"}


def read_objectives(value: Tree, reading: Reading) -> tuple[Objective, ...]:
    """Return the objectives of a list; records without a usable id are counted and left out."""
    found: dict[str, Objective] = {}
    for record, place in records(value, reading.place):
        if len(found) >= MAX_OBJECTIVES:
            reading.note(FindingKind.TOO_MANY, len(value))
            break
        key = identifier(record.get("id"))
        if key is None or key in found:
            place.note(FindingKind.BAD_ID, record.get("id"))
            continue
        found[key] = read_objective(key, record, reading.at(key))
    return tuple(found.values())


def statuses(value: Tree) -> tuple[str, ...]:
    """Return status words in lower case, with the names the rules know them by."""
    found = [str(word).lower() for word in value if isinstance(word, str)] if isinstance(value, list) else []
    return tuple(dict.fromkeys(_STATUS_WORDS.get(word, word) for word in found))


_NAMED_FIELDS: Final = (
    "items usingWeapon questItem markerItem item useAny containsAll wearing notWearing usingWeaponMods requiredKeys"
).split()
"""Where overlay records bring names of items along, which are worth remembering."""


def read_objective(key: str, record: Record, reading: Reading) -> Objective:
    """Return the objective of *record*; a type nobody knows keeps what all types have in common."""
    kind = text(record.get("type"))[:64] or "unknown"
    if kind not in KNOWN_TYPES:
        reading.note(FindingKind.UNKNOWN_OBJECTIVE_TYPE, kind)
    reading.unknown_fields(record, _KNOWN_FIELDS)
    place = reading.place
    for name in _NAMED_FIELDS:
        reading.remember_names(record.get(name))
    level, skill = _level_and_skill(record, kind)
    trader, task = identifier(record.get("trader")), identifier(record.get("task"))
    item_field = "items" if kind != "mark" else ""
    effect = (
        record.get("healthEffect") if kind in {"experience", "extract"} else record.get("playerHealthEffect")
    )
    return Objective(
        id=ObjectiveId(key),
        source_id=key,
        type=kind,
        text=reading.wording.line(record.get("description"), key),
        optional=flag(record.get("optional")) or False,
        maps=cast("tuple[MapId, ...]", identifiers(record.get("maps"), place.at("maps"))),
        count=whole(record.get("count"), 1),
        items=_items(record.get(item_field), reading),
        found_in_raid=flag(record.get("foundInRaid")) or False,
        dog_tag_level=whole(record.get("dogTagLevel")),
        min_durability=number(record.get("minDurability")) or 0,
        max_durability=_number_or(record.get("maxDurability"), 100),
        zones=len(elements(record.get("zones"), place.at("zones"))),
        required_keys=_item_lists(record.get("requiredKeys"), reading),
        targets=reading.label_keys(words(record.get("targetNames"), place.at("targetNames"))),
        shot_type=text(record.get("shotType"))[:32],
        body_parts=reading.label_keys(words(record.get("bodyParts"), place.at("bodyParts"))),
        weapons=_items(record.get("usingWeapon"), reading),
        weapon_mods=_item_lists(record.get("usingWeaponMods"), reading),
        wearing=_item_lists(record.get("wearing"), reading),
        not_wearing=tuple(item for group in _item_lists(record.get("notWearing"), reading) for item in group),
        distance=_comparison(record.get("distance")),
        from_hour=whole(record.get("timeFromHour")),
        until_hour=whole(record.get("timeUntilHour")),
        player_effect=_effect(effect, reading),
        enemy_effect=_effect(record.get("enemyHealthEffect"), reading),
        quest_item=_item(record.get("questItem")),
        marker_item=_item(record.get("markerItem")),
        exit_status=reading.label_keys(words(record.get("exitStatus"), place.at("exitStatus"))),
        exit_name=_label(record.get("exitName"), reading),
        item=_item(record.get("item")),
        contains_all=_items(record.get("containsAll"), reading),
        contains_category=identifiers(record.get("containsCategory"), place.at("containsCategory")),
        build_attributes=_attributes(record.get("buildAttributes")),
        skill=skill,
        level=level,
        trader=TraderId(trader) if trader else None,
        compare=text(record.get("compareMethod"))[:2] or ">=",
        value=number(record.get("value")) or 0,
        traders=cast("tuple[TraderId, ...]", identifiers(record.get("traders"), place.at("traders"))),
        task=TaskId(task) if task else None,
        statuses=statuses(record.get("status")),
        use_any=_items(record.get("useAny"), reading),
        station=cast("StationId | None", identifier(record.get("station"))),
        station_level=whole(record.get("stationLevel")),
    )


def _level_and_skill(record: Record, kind: str) -> tuple[int, SkillId | None]:
    nested = record.get("skillLevel")
    source = nested if isinstance(nested, Mapping) else record
    skill = identifier(source.get("skill"))
    level = record.get("playerLevel") if kind == "playerLevel" else source.get("level")
    return whole(level), SkillId(skill) if skill else None


def _number_or(value: Tree, default: float) -> float:
    found = number(value)
    return default if found is None else found


def _label(value: Tree, reading: Reading) -> str | None:
    return reading.label_keys((value,))[0] if isinstance(value, str) and value else None


def _item(value: Tree) -> ItemId | None:
    key = identifier(value)
    return ItemId(key) if key else None


def _items(value: Tree, reading: Reading) -> tuple[ItemId, ...]:
    return cast("tuple[ItemId, ...]", identifiers(value, reading.place.at("items")))


def _item_lists(value: Tree, reading: Reading) -> tuple[tuple[ItemId, ...], ...]:
    """A list of lists of items; a bare item stands for a list of one."""
    groups = (
        _items(group if isinstance(group, list) else [group], reading)
        for group in elements(value, reading.place)
    )
    return tuple(group for group in groups if group)


def _comparison(value: Tree) -> Comparison | None:
    if not isinstance(value, Mapping):
        return None
    found = number(value.get("value"))
    return None if found is None else Comparison(text(value.get("compareMethod"))[:2] or ">=", found)


def _attributes(value: Tree) -> tuple[tuple[str, Comparison], ...]:
    if not isinstance(value, Mapping):
        return ()
    pairs = ((str(name)[:64], _comparison(content)) for name, content in list(value.items())[:64])
    return tuple((name, comparison) for name, comparison in pairs if comparison is not None)


def _effect(value: Tree, reading: Reading) -> HealthEffect | None:
    if not isinstance(value, Mapping):
        return None
    time = _comparison(value.get("time"))
    return HealthEffect(
        body_parts=reading.label_keys(words(value.get("bodyParts"), reading.place)),
        effects=reading.label_keys(words(value.get("effects"), reading.place)),
        time_s=time.value if time else number(value.get("time")) or 0,
    )
