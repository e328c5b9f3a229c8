"""Reads hideout stations and crafts (game-data 4)."""

from __future__ import annotations

from typing import Final

from tarkov_desktop.catalog.findings import FindingKind
from tarkov_desktop.catalog.limits import MAX_LIST
from tarkov_desktop.catalog.raw import (
    Place,
    Record,
    Tree,
    flag,
    identifier,
    keyed_records,
    number,
    picture_link,
    records,
    text,
    whole,
)
from tarkov_desktop.catalog.reading import Reading
from tarkov_desktop.catalog.tasks import read_trader_requirements
from tarkov_desktop.domain.game import Craft, PartRequirement, Station, StationLevel
from tarkov_desktop.domain.ids import ItemId, PartId, SkillId, StationId, StationLevelId, TaskId

_MOST_STATIONS: Final = 500


def read_stations(value: Tree, reading: Reading) -> dict[StationId, Station]:
    """Return the stations of the ``hideout`` document by id, levels in ascending order."""
    stations: dict[StationId, Station] = {}
    for key, record, place in keyed_records(value, reading.place, _MOST_STATIONS):
        below = reading.at(key)
        levels = [
            level
            for entry, _ in records(record.get("levels"), place.at("levels"))
            if (level := _level(key, entry, below)) is not None
        ]
        area = number(record.get("areaType"))
        stations[StationId(key)] = Station(
            id=StationId(key),
            name=reading.wording.name(record.get("name"), key),
            normalized_name=text(record.get("normalizedName"))[:200],
            area_type=int(area) if area is not None and abs(area) < _MOST_STATIONS else -1,
            levels=tuple(sorted(levels, key=lambda level: level.level)),
            image_link=picture_link(record.get("imageLink")),
        )
    return stations


def _level(station: str, record: Record, reading: Reading) -> StationLevel | None:
    number_of = whole(record.get("level"))
    key = identifier(record.get("id"))
    if key is None or number_of < 1:
        reading.note(FindingKind.BAD_RECORD, "station level")
        return None
    place = reading.place.at(number_of)
    return StationLevel(
        id=StationLevelId(key),
        level=number_of,
        construction_s=whole(record.get("constructionTime")),
        parts=_parts(record.get("itemRequirements"), place),
        stations=tuple(
            (StationId(needed), whole(entry.get("level"), 1))
            for entry, _ in records(record.get("stationLevelRequirements"), place.at("stations"))
            if (needed := identifier(entry.get("station"))) is not None
            and (needed != station or whole(entry.get("level"), 1) < number_of)
        ),
        skills=tuple(
            (SkillId(skill), whole(entry.get("level")))
            for entry, _ in records(record.get("skillRequirements"), place.at("skills"))
            if (skill := identifier(entry.get("skill"))) is not None
        ),
        traders=read_trader_requirements(record.get("traderRequirements"), reading.at(number_of, "traders")),
    )


def _parts(value: Tree, place: Place) -> tuple[PartRequirement, ...]:
    found: dict[str, PartRequirement] = {}
    for record, below in records(value, place.at("itemRequirements")):
        key, item = identifier(record.get("id")), identifier(record.get("item"))
        if key is None or item is None or key in found:
            below.note(FindingKind.BAD_ID, record.get("id"))
            continue
        attributes = record.get("attributes")
        attributes = attributes if isinstance(attributes, dict) else {}
        found[key] = PartRequirement(
            id=PartId(key),
            item=ItemId(item),
            count=whole(record.get("count"), 1),
            found_in_raid=flag(attributes.get("foundInRaid")) or False,
            is_tool=flag(attributes.get("tool")) or False,
        )
    return tuple(found.values())


def read_crafts(value: Tree, reading: Reading) -> tuple[Craft, ...]:
    """Return the crafts of the ``crafts`` document. ``taskUnlock`` null says: a task nobody has named."""
    crafts = []
    for key, record, place in keyed_records(value, reading.place, MAX_LIST):
        station, product = identifier(record.get("station")), record.get("productItem")
        item = identifier(product.get("item")) if isinstance(product, dict) else None
        if station is None or item is None:
            place.note(FindingKind.BAD_RECORD, "craft")
            continue
        task = identifier(record.get("taskUnlock"))
        crafts.append(
            Craft(
                id=key,
                station=StationId(station),
                level=whole(record.get("level"), 1),
                duration_s=whole(record.get("duration")),
                product=ItemId(item),
                product_count=whole(product.get("count"), 1) if isinstance(product, dict) else 1,
                inputs=_inputs(record, place),
                task=TaskId(task) if task else None,
                task_unknown="taskUnlock" in record and task is None,
            )
        )
    return tuple(crafts)


def _inputs(record: Record, place: Place) -> tuple[tuple[ItemId, int, bool], ...]:
    found = []
    for name in ("requiredItems", "requiredQuestItems"):
        for entry, _ in records(record.get(name), place.at(name)):
            attributes = entry.get("attributes")
            tool = flag(attributes.get("tool")) if isinstance(attributes, dict) else None
            if (item := identifier(entry.get("item"))) is not None:
                found.append((ItemId(item), whole(entry.get("count"), 1), tool or False))
    return tuple(found)
