"""Records of the game as the rules read them: tasks, objectives, hideout, traders, maps, items, levels.

They are made by ``catalog/`` (bundled facts, live API, cache) and never change once made. Names are in the
language of the game data; texts of objectives may be None (then composed from the facts, game-data 10).
Field meanings follow tarkov.dev's JSON API (game-data 4).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

import msgspec

from tarkov_desktop.domain.ids import (
    GameMode,
    ItemId,
    MapId,
    ObjectiveId,
    PartId,
    PrestigeId,
    SkillId,
    StationId,
    StationLevelId,
    TaskId,
    TraderId,
)


class _Record(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    pass


class TaskStatus(StrEnum):
    """Status word of a task requirement; unknown words make the requirement unreadable."""

    COMPLETE = "complete"
    ACTIVE = "active"
    FAILED = "failed"


class TaskRequirement(_Record, frozen=True, gc=False):
    """One prerequisite: any of ``statuses`` on ``task``. ``task`` None, or an unknown word, is unreadable."""

    task: TaskId | None = None
    statuses: tuple[str, ...] = ()
    readable: bool = True


class TraderRequirement(_Record, frozen=True, gc=False):
    """A gate on a trader's loyalty level or reputation; decided by ``kind`` alone (game-rules 4.6)."""

    id: str
    trader: TraderId
    kind: str
    compare: str = ">="
    value: float | None = None


class OtherRequirement(_Record, frozen=True, gc=False):
    """A gate whose counters are not public (globalVariable, dialogue, studyItems, later kinds)."""

    id: str
    kind: str
    detail: str = ""
    """The whole requirement as compact JSON with sorted keys: what the gate's signature is made of."""


class Comparison(_Record, frozen=True, gc=False):
    """A number with the way to compare it."""

    compare: str
    value: float


class HealthEffect(_Record, frozen=True, gc=False):
    """Effect on body parts of player or enemy; ``time_s`` 0 means no limit."""

    body_parts: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    time_s: float = 0


class Objective(_Record, frozen=True, gc=False):
    """One objective, or one fail condition, of a task. Zero means no limit.

    ``id`` is the id progress uses (composite where shared); ``source_id`` the bare one of the data.
    Where the bundle keeps only the length of a long item list, ``items`` is empty and ``item_choices`` > 0.
    """

    id: ObjectiveId
    source_id: str
    type: str
    text: str | None = None
    optional: bool = False
    maps: tuple[MapId, ...] = ()
    count: int = 1
    items: tuple[ItemId, ...] = ()
    item_choices: int = 0
    found_in_raid: bool = False
    dog_tag_level: int = 0
    min_durability: float = 0
    max_durability: float = 100
    zones: int = 0
    required_keys: tuple[tuple[ItemId, ...], ...] = ()
    targets: tuple[str, ...] = ()
    shot_type: str = ""
    body_parts: tuple[str, ...] = ()
    weapons: tuple[ItemId, ...] = ()
    weapon_mods: tuple[tuple[ItemId, ...], ...] = ()
    wearing: tuple[tuple[ItemId, ...], ...] = ()
    not_wearing: tuple[ItemId, ...] = ()
    distance: Comparison | None = None
    from_hour: int = 0
    until_hour: int = 0
    player_effect: HealthEffect | None = None
    enemy_effect: HealthEffect | None = None
    quest_item: ItemId | None = None
    marker_item: ItemId | None = None
    exit_status: tuple[str, ...] = ()
    exit_name: str | None = None
    item: ItemId | None = None
    contains_all: tuple[ItemId, ...] = ()
    contains_category: tuple[str, ...] = ()
    build_attributes: tuple[tuple[str, Comparison], ...] = ()
    skill: SkillId | None = None
    level: int = 0
    trader: TraderId | None = None
    compare: str = ">="
    value: float = 0
    traders: tuple[TraderId, ...] = ()
    task: TaskId | None = None
    statuses: tuple[str, ...] = ()
    use_any: tuple[ItemId, ...] = ()
    station: StationId | None = None
    station_level: int = 0


class NeededKeys(_Record, frozen=True, gc=False):
    """Keys a task needs on a map: any one of ``keys``."""

    map: MapId | None
    keys: tuple[ItemId, ...]


class Reward(_Record, frozen=True, gc=False):
    """What finishing (or failing, starting) a task gives."""

    standings: tuple[tuple[TraderId, float], ...] = ()
    items: tuple[tuple[ItemId, int], ...] = ()
    offers: tuple[tuple[TraderId, int, ItemId], ...] = ()
    """Unlocked offers: trader, loyalty level, item."""
    skills: tuple[tuple[SkillId, int], ...] = ()
    unlocked_traders: tuple[TraderId, ...] = ()
    unlocked_crafts: tuple[str, ...] = ()


class Task(_Record, frozen=True, gc=False):
    """One task. ``kappa`` and ``lightkeeper`` are None where the source does not know."""

    id: TaskId
    name: str
    normalized_name: str
    trader: TraderId
    map: MapId | None = None
    min_level: int = 0
    experience: int = 0
    faction: Literal["Any", "USEC", "BEAR"] = "Any"
    restartable: bool = False
    kappa: bool | None = None
    lightkeeper: bool | None = None
    required_prestige: int | None = None
    """Prestige level; resolved from the prestige record where the data gives an id; -1: unresolvable."""
    delay_min_s: int = 0
    delay_max_s: int = 0
    requirements: tuple[TaskRequirement, ...] = ()
    trader_requirements: tuple[TraderRequirement, ...] = ()
    other_requirements: tuple[OtherRequirement, ...] = ()
    needed_keys: tuple[NeededKeys, ...] = ()
    objectives: tuple[Objective, ...] = ()
    fail_conditions: tuple[Objective, ...] = ()
    start_rewards: Reward = Reward()
    finish_rewards: Reward = Reward()
    failure_rewards: Reward = Reward()
    given_alternatives: tuple[TaskId, ...] = ()
    """Alternatives as the source itself lists them; used only where none can be derived."""
    wiki_link: str | None = None
    image_link: str | None = None


class TraderLevel(_Record, frozen=True, gc=False):
    """What a loyalty level asks for."""

    level: int
    player_level: int = 1
    reputation: float = 0
    commerce: float = 0


class Trader(_Record, frozen=True, gc=False):
    """One trader with loyalty levels, lowest first."""

    id: TraderId
    name: str
    normalized_name: str
    currency: str = ""
    levels: tuple[TraderLevel, ...] = ()
    image_link: str | None = None


class Extract(_Record, frozen=True, gc=False):
    """A way out of a map; ``faction`` is pmc, scav or shared."""

    id: str
    name: str
    faction: str = ""


class GameMap(_Record, frozen=True, gc=False):
    """One map; ``raid_minutes`` is 0 where not known."""

    id: MapId
    name: str
    normalized_name: str
    name_id: str = ""
    scene_path: str = ""
    raid_minutes: int = 0
    players: str = ""
    extracts: tuple[Extract, ...] = ()
    wiki_link: str | None = None


class Item(_Record, frozen=True, gc=False):
    """One item. ``types`` and ``categories`` are normalised words and category ids."""

    id: ItemId
    name: str
    short_name: str
    normalized_name: str = ""
    types: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    is_quest_item: bool = False
    wiki_link: str | None = None


class PartRequirement(_Record, frozen=True, gc=False):
    """Items a station level needs: the unit of ``hideoutParts``."""

    id: PartId
    item: ItemId
    count: int
    found_in_raid: bool = False
    is_tool: bool = False


class StationLevel(_Record, frozen=True, gc=False):
    """One level of a hideout station."""

    id: StationLevelId
    level: int
    construction_s: int = 0
    parts: tuple[PartRequirement, ...] = ()
    stations: tuple[tuple[StationId, int], ...] = ()
    skills: tuple[tuple[SkillId, int], ...] = ()
    traders: tuple[TraderRequirement, ...] = ()


class Station(_Record, frozen=True, gc=False):
    """One hideout station with its levels, lowest first."""

    id: StationId
    name: str
    normalized_name: str
    area_type: int = -1
    levels: tuple[StationLevel, ...] = ()
    image_link: str | None = None


class Craft(_Record, frozen=True, gc=False):
    """One craft of a station level; ``task`` unlocks it, ``task_unknown`` says that an unnamed one does."""

    id: str
    station: StationId
    level: int
    duration_s: int
    product: ItemId
    product_count: int = 1
    inputs: tuple[tuple[ItemId, int, bool], ...] = ()
    """Item, count, whether it is a tool that is given back."""
    task: TaskId | None = None
    task_unknown: bool = False


class PlayerLevel(_Record, frozen=True, gc=False):
    """One row of the level table; ``experience`` is the increment from the level below."""

    level: int
    experience: int


class Skill(_Record, frozen=True, gc=False):
    """One skill."""

    id: SkillId
    name: str


class Edition(_Record, frozen=True, gc=False):
    """A game edition of the overlay; ``value`` is the number stored in progress."""

    value: int
    title: str
    stash_level: int = 1
    cultist_circle_level: int = 0
    trader_reputation: tuple[tuple[str, float], ...] = ()
    exclusive_tasks: tuple[TaskId, ...] = ()
    excluded_tasks: tuple[TaskId, ...] = ()


class Prestige(_Record, frozen=True, gc=False):
    """One prestige level; conditions are objectives."""

    id: PrestigeId
    name: str
    level: int
    conditions: tuple[Objective, ...] = ()
    story_requirements: tuple[str, ...] = ()


class Catalog(_Record, frozen=True, gc=False):
    """The game as one immutable value: everything the rules read, of one mode, after the overlay.

    Mappings are in catalogue order. ``disabled`` holds ids that the overlay took out: their progress is kept
    and not shown. ``version`` says what the data is of, for people and for exports.
    """

    mode: GameMode
    version: str
    tasks: dict[TaskId, Task]
    traders: dict[TraderId, Trader]
    maps: dict[MapId, GameMap]
    items: dict[ItemId, Item]
    stations: dict[StationId, Station]
    crafts: tuple[Craft, ...] = ()
    levels: tuple[PlayerLevel, ...] = ()
    skills: dict[SkillId, Skill] = {}
    editions: tuple[Edition, ...] = ()
    prestiges: tuple[Prestige, ...] = ()
    categories: dict[str, str] = {}
    """Category id to name."""
    target_names: dict[str, str] = {}
    """Names of what a shoot objective aims at, body parts, effects, exits and disabled tasks, by their key."""
    disabled: frozenset[TaskId] = frozenset()
