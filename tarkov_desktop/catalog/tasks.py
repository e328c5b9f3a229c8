"""Reads tasks with their gates and rewards (game-data 4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Literal, cast

import msgspec

from tarkov_desktop.catalog.findings import FindingKind
from tarkov_desktop.catalog.objectives import read_objectives, statuses
from tarkov_desktop.catalog.raw import (
    Record,
    Tree,
    flag,
    gate_identifier,
    identifier,
    identifiers,
    number,
    picture_link,
    records,
    text,
    whole,
    wiki_link,
)
from tarkov_desktop.catalog.reading import Reading
from tarkov_desktop.domain.game import (
    NeededKeys,
    OtherRequirement,
    Reward,
    Task,
    TaskRequirement,
    TaskStatus,
    TraderRequirement,
)
from tarkov_desktop.domain.ids import ItemId, MapId, SkillId, TaskId, TraderId

_KNOWN_FIELDS: Final = frozenset(
    """id name normalizedName trader map minPlayerLevel experience factionName kappaRequired lightkeeperRequired
    restartable wikiLink taskImageLink availableDelaySecondsMin availableDelaySecondsMax requiredPrestige gameMode
    neededKeys taskRequirements traderRequirements otherRequirements objectives failConditions startRewards
    finishRewards failureOutcome alternatives description startMessage successMessage failMessage tarkovDataId
    descriptionMessageId startMessageId successMessageId failMessageId""".split()
)
_KNOWN_STATUSES: Final = frozenset(TaskStatus)
_KNOWN_GATES: Final = frozenset({"globalVariable", "dialogue", "studyItems"})
_TRADER_GATES: Final = frozenset({"level", "reputation"})
UNRESOLVABLE: Final = -1
_MACHINE_INTEGER: Final = 1 << 63


def read_task(key: str, record: Record, reading: Reading, prestige_levels: Mapping[str, int]) -> Task | None:
    """Return the task of *record*; None (counted) if it names no trader, for then it cannot be listed.

    Args:
        key: the task's id.
        record: the record, after the overlay.
        reading: where and in which language.
        prestige_levels: the level of each prestige id of the mode.
    """
    reading.unknown_fields(record, _KNOWN_FIELDS)
    trader = identifier(record.get("trader"))
    if trader is None:
        reading.note(FindingKind.BAD_RECORD, "task without a trader")
        return None
    reading.remember_names([record.get("trader"), record.get("map")])
    game_map = identifier(record.get("map"))
    return Task(
        id=TaskId(key),
        name=reading.wording.name(record.get("name"), key),
        normalized_name=text(record.get("normalizedName"))[:200],
        trader=TraderId(trader),
        map=MapId(game_map) if game_map else None,
        min_level=whole(record.get("minPlayerLevel")),
        experience=whole(record.get("experience")),
        faction=_faction(record.get("factionName"), reading),
        restartable=flag(record.get("restartable")) or False,
        kappa=flag(record.get("kappaRequired")),
        lightkeeper=flag(record.get("lightkeeperRequired")),
        required_prestige=_prestige(record.get("requiredPrestige"), prestige_levels, reading),
        delay_min_s=whole(record.get("availableDelaySecondsMin")),
        delay_max_s=whole(record.get("availableDelaySecondsMax")),
        requirements=tuple(
            _task_requirement(one, reading)
            for one, _ in records(record.get("taskRequirements"), reading.place.at("taskRequirements"))
        ),
        trader_requirements=read_trader_requirements(
            record.get("traderRequirements"), reading.at("traderRequirements")
        ),
        other_requirements=_other_requirements(record.get("otherRequirements"), reading),
        needed_keys=_needed_keys(record.get("neededKeys"), reading),
        objectives=read_objectives(record.get("objectives"), reading.at("objectives")),
        fail_conditions=read_objectives(record.get("failConditions"), reading.at("failConditions")),
        start_rewards=_reward(record.get("startRewards"), reading.at("startRewards")),
        finish_rewards=_reward(record.get("finishRewards"), reading.at("finishRewards")),
        failure_rewards=_reward(record.get("failureOutcome"), reading.at("failureOutcome")),
        given_alternatives=cast(
            "tuple[TaskId, ...]", identifiers(record.get("alternatives"), reading.place.at("alternatives"))
        ),
        wiki_link=wiki_link(record.get("wikiLink")),
        image_link=picture_link(record.get("taskImageLink")),
    )


def read_trader_requirements(value: Tree, reading: Reading) -> tuple[TraderRequirement, ...]:
    """Return the trader gates of a list. One of an unknown kind is kept, for its gate is unknown, not open."""
    found = []
    for record, place in records(value, reading.place):
        key, trader = gate_identifier(record.get("id")), identifier(record.get("trader"))
        if key is None or trader is None:
            place.note(FindingKind.BAD_RECORD, "trader requirement")
            continue
        reading.remember_names(record.get("trader"))
        kind = text(record.get("requirementType"))[:32]
        if kind not in _TRADER_GATES:
            place.note(FindingKind.UNKNOWN_REQUIREMENT, kind or "trader requirement")
        compare = text(record.get("compareMethod"))[:2] or ">="
        found.append(TraderRequirement(key, TraderId(trader), kind, compare, number(record.get("value"))))
    return tuple(found)


def _faction(value: Tree, reading: Reading) -> Literal["Any", "USEC", "BEAR"]:
    match text(value):
        case "USEC" | "Usec":
            return "USEC"
        case "BEAR" | "Bear":
            return "BEAR"
        case "Any" | "":
            return "Any"
        case other:
            reading.note(FindingKind.BAD_VALUE, f"faction {other}")
            return "Any"


def _prestige(value: Tree, levels: Mapping[str, int], reading: Reading) -> int | None:
    if value is None:
        return None
    stated = number(value.get("prestigeLevel")) if isinstance(value, Mapping) else number(value)
    if stated is not None:
        return whole(stated, UNRESOLVABLE)
    key = identifier(value)
    if key in levels:
        return levels[key or ""]
    reading.note(FindingKind.DANGLING_PRESTIGE, key)
    return UNRESOLVABLE


def _task_requirement(record: Record, reading: Reading) -> TaskRequirement:
    """Return one prerequisite; no status at all means complete, one that nobody knows makes it unreadable."""
    task, wanted = identifier(record.get("task")), statuses(record.get("status"))
    reading.remember_names(record.get("task"))
    unknown = [word for word in wanted if word not in _KNOWN_STATUSES]
    for word in unknown:
        reading.note(FindingKind.UNKNOWN_STATUS, word)
    is_stated = bool(wanted) or record.get("status") in (None, [])
    readable = task is not None and is_stated and not unknown
    return TaskRequirement(TaskId(task) if task else None, wanted, readable)


def _other_requirements(value: Tree, reading: Reading) -> tuple[OtherRequirement, ...]:
    """Return the gates of a list; whatever else stands there is a gate too, one that cannot be read (game-rules 4.7)."""
    if value is not None and not isinstance(value, list):
        return (_unreadable_gate(value),)
    found = [_unreadable_gate(one) for one in value or () if not isinstance(one, Mapping)]
    for record, place in records(value, reading.place.at("otherRequirements")):
        kind = text(record.get("type"))[:64] or "unknown"
        if kind not in _KNOWN_GATES:
            place.note(FindingKind.UNKNOWN_REQUIREMENT, kind)
        detail = msgspec.json.encode(_plain(record), order="deterministic").decode()
        found.append(OtherRequirement(gate_identifier(record.get("id")) or "", kind, detail))
    return tuple(found)


def _unreadable_gate(value: Tree) -> OtherRequirement:
    return OtherRequirement("", "unknown", msgspec.json.encode(_plain(value), order="deterministic").decode())


def _plain(tree: Tree) -> Tree:
    """The tree with bare strings and machine numbers only, for the encoder knows no others."""
    if isinstance(tree, Mapping):
        return {str(key): _plain(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_plain(value) for value in tree]
    if isinstance(tree, int) and abs(tree) >= _MACHINE_INTEGER:
        return str(tree)
    return str(tree) if isinstance(tree, str) else tree


def _needed_keys(value: Tree, reading: Reading) -> tuple[NeededKeys, ...]:
    found = []
    for record, place in records(value, reading.place.at("neededKeys")):
        reading.remember_names(record.get("keys"))
        keys = cast("tuple[ItemId, ...]", identifiers(record.get("keys"), place))
        game_map = identifier(record.get("map"))
        if keys:
            found.append(NeededKeys(MapId(game_map) if game_map else None, keys))
    return tuple(found)


def _reward(value: Tree, reading: Reading) -> Reward:
    if not isinstance(value, Mapping):
        return Reward()

    def entries(name: str) -> Iterator[Record]:
        return (record for record, _ in records(value.get(name), reading.place.at(name)))

    for record in entries("items"):
        reading.remember_names(record.get("item"))
    return Reward(
        standings=tuple(
            (TraderId(trader), standing)
            for record in entries("traderStanding")
            if (trader := identifier(record.get("trader"))) is not None
            and (standing := number(record.get("standing"))) is not None
        ),
        items=tuple(
            (ItemId(item), whole(record.get("count"), 1))
            for record in entries("items")
            if (item := identifier(record.get("item"))) is not None
        ),
        offers=tuple(
            (TraderId(trader), whole(record.get("level"), 1), ItemId(item))
            for record in entries("offerUnlock")
            if (trader := identifier(record.get("trader"))) is not None
            and (item := identifier(record.get("item"))) is not None
        ),
        skills=tuple(
            (SkillId(skill), whole(record.get("level")))
            for record in entries("skillLevelReward")
            if (skill := identifier(record.get("skill"))) is not None
        ),
        unlocked_traders=_unlocked(value.get("traderUnlock"), reading),
        unlocked_crafts=tuple(
            craft
            for record in entries("craftUnlock")
            if (craft := identifier(record.get("id")) or identifier(record.get("item"))) is not None
        ),
    )


def _unlocked(value: Tree, reading: Reading) -> tuple[TraderId, ...]:
    """Traders of a list whose entries are ids, or objects that are or name a trader."""
    named = [
        entry.get("trader", entry) if isinstance(entry, Mapping) else entry
        for entry in (value if isinstance(value, list) else [])
    ]
    return cast("tuple[TraderId, ...]", identifiers(named, reading.place.at("traderUnlock")))
