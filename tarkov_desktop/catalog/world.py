"""Reads traders, maps, items, the level table, skills, editions and prestige levels (game-data 4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from tarkov_desktop.catalog.limits import MAX_ITEMS
from tarkov_desktop.catalog.objectives import read_objectives
from tarkov_desktop.catalog.overlay import Overlay
from tarkov_desktop.catalog.raw import (
    Record,
    Tree,
    elements,
    identifier,
    identifiers,
    keyed_records,
    number,
    picture_link,
    records,
    text,
    whole,
    wiki_link,
)
from tarkov_desktop.catalog.reading import Reading
from tarkov_desktop.domain.game import (
    Edition,
    Extract,
    GameMap,
    Item,
    PlayerLevel,
    Prestige,
    Skill,
    Trader,
    TraderLevel,
)
from tarkov_desktop.domain.ids import ItemId, MapId, PrestigeId, SkillId, TaskId, TraderId

_FEW: Final = 1_000


def read_traders(value: Tree, reading: Reading) -> dict[TraderId, Trader]:
    """Return the traders by id, their loyalty levels in ascending order."""
    traders: dict[TraderId, Trader] = {}
    for key, record, place in keyed_records(value, reading.place, _FEW):
        levels = [
            TraderLevel(
                level=whole(entry.get("level")),
                player_level=whole(entry.get("requiredPlayerLevel")),
                reputation=number(entry.get("requiredReputation")) or 0,
                commerce=number(entry.get("requiredCommerce")) or 0,
            )
            for entry, _ in records(record.get("levels"), place.at("levels"))
        ]
        traders[TraderId(key)] = Trader(
            id=TraderId(key),
            name=reading.wording.name(record.get("name"), key),
            normalized_name=text(record.get("normalizedName"))[:200],
            currency=text(record.get("currency"))[:8],
            levels=tuple(sorted(levels, key=lambda level: level.level)),
            image_link=picture_link(record.get("imageLink")),
        )
    return traders


def read_maps(value: Tree, reading: Reading) -> dict[MapId, GameMap]:
    """Return the maps by id, with the names of their ways out and without geometry."""
    maps: dict[MapId, GameMap] = {}
    for key, record, place in keyed_records(value, reading.place, _FEW):
        extracts = tuple(
            Extract(
                id=text(entry.get("id"))[:64],
                name=reading.wording.label(str(entry.get("name") or "")),
                faction=text(entry.get("faction"))[:16],
            )
            for entry, _ in records(record.get("extracts"), place.at("extracts"))
        )
        maps[MapId(key)] = GameMap(
            id=MapId(key),
            name=reading.wording.name(record.get("name"), key),
            normalized_name=text(record.get("normalizedName"))[:200],
            name_id=text(record.get("nameId"))[:64],
            scene_path=text(record.get("scenePath"))[:200],
            raid_minutes=whole(record.get("raidDuration")),
            players=text(record.get("players"))[:16],
            extracts=extracts,
            wiki_link=wiki_link(record.get("wiki")),
        )
    return maps


def read_items(value: Tree, reading: Reading, *, quest_items: bool = False) -> dict[ItemId, Item]:
    """Return items, or the quest items of the ``tasks`` document, by id."""
    items: dict[ItemId, Item] = {}
    for key, record, place in keyed_records(value, reading.place, MAX_ITEMS):
        items[ItemId(key)] = Item(
            id=ItemId(key),
            name=reading.wording.name(record.get("name"), key),
            short_name=reading.wording.find(record.get("shortName")) or _own_short_name(record, key),
            normalized_name=text(record.get("normalizedName"))[:200],
            types=tuple(text(word)[:64] for word in elements(record.get("types"), place) if word),
            categories=identifiers(record.get("categories"), place),
            is_quest_item=quest_items,
            wiki_link=wiki_link(record.get("wikiLink")),
        )
    return items


def _own_short_name(record: Record, key: str) -> str:
    given = text(record.get("shortName"))[:64]
    return "" if given.startswith(key) else given


def read_names(value: Tree, reading: Reading) -> dict[str, str]:
    """Return id to name of simple records such as item categories."""
    return {
        key: reading.wording.name(record.get("name"), key)
        for key, record, _ in keyed_records(value, reading.place, _FEW)
    }


def read_skills(value: Tree, reading: Reading) -> dict[SkillId, Skill]:
    """Return the skills by id."""
    names = read_names(value, reading)
    return {SkillId(key): Skill(SkillId(key), name) for key, name in names.items()}


def read_player_levels(value: Tree, reading: Reading) -> tuple[PlayerLevel, ...]:
    """Return the level table in ascending order; each row holds the step from the level below."""
    rows = {
        whole(record.get("level")): whole(record.get("exp"))
        for record, _ in records(value, reading.place)
        if whole(record.get("level")) > 0
    }
    return tuple(PlayerLevel(level, rows[level]) for level in sorted(rows))


def read_editions(overlay: Overlay, reading: Reading) -> tuple[Edition, ...]:
    """Return the game editions of the overlay, by their number."""
    editions = []
    for _key, record, place in keyed_records(overlay.section("editions"), reading.place, _FEW):
        bonus = record.get("traderRepBonus")
        editions.append(
            Edition(
                value=whole(record.get("value")),
                title=text(record.get("title"))[:100],
                stash_level=whole(record.get("defaultStashLevel"), 1),
                cultist_circle_level=whole(record.get("defaultCultistCircleLevel")),
                trader_reputation=tuple(
                    (str(name)[:64], value)
                    for name, content in (bonus.items() if isinstance(bonus, Mapping) else ())
                    if (value := number(content)) is not None
                ),
                exclusive_tasks=cast(
                    "tuple[TaskId, ...]",
                    identifiers(record.get("exclusiveTaskIds"), place.at("exclusiveTaskIds")),
                ),
                excluded_tasks=cast(
                    "tuple[TaskId, ...]",
                    identifiers(record.get("excludedTaskIds"), place.at("excludedTaskIds")),
                ),
            )
        )
    return tuple(sorted(editions, key=lambda edition: edition.value))


def read_prestiges(value: Tree, reading: Reading) -> tuple[Prestige, ...]:
    """Return the prestige levels in ascending order, from records that the overlay has patched."""
    prestiges = []
    for key, record, place in keyed_records(value, reading.place, _FEW):
        level = whole(record.get("prestigeLevel"))
        stories = [
            _story(entry)
            for entry, _ in records(record.get("storyRequirements"), place.at("storyRequirements"))
        ]
        prestiges.append(
            Prestige(
                id=PrestigeId(key),
                name=reading.wording.find(record.get("name")) or f"Prestige {level}",
                level=level,
                conditions=read_objectives(record.get("conditions"), reading.at(key, "conditions")),
                story_requirements=tuple(story for story in stories if story),
            )
        )
    return tuple(sorted(prestiges, key=lambda prestige: prestige.level))


def _story(record: Record) -> str:
    named = text(record.get("name"))[:200]
    return named or identifier(record.get("storyChapter")) or ""
