"""Small worlds for tests of the rules: catalogs and documents that read like sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tarkov_desktop.domain.account import AccountFacts
from tarkov_desktop.domain.derived import Derived
from tarkov_desktop.domain.document import Document, Entry, JsonValue
from tarkov_desktop.domain.game import (
    Catalog,
    Craft,
    Edition,
    GameMap,
    Item,
    Objective,
    OtherRequirement,
    PartRequirement,
    PlayerLevel,
    Prestige,
    Reward,
    Station,
    StationLevel,
    Task,
    TaskRequirement,
    Trader,
    TraderLevel,
    TraderRequirement,
)
from tarkov_desktop.domain.graph import GameGraph, prepare
from tarkov_desktop.domain.ids import (
    PVP,
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
from tarkov_desktop.domain.plans.plan import Plan, Refusal
from tarkov_desktop.domain.registers import check_write

NOW_MS = 1_763_700_000_000
PRAPOR = TraderId("prapor")
DONE: JsonValue = {"complete": True, "failed": False}
FAILED: JsonValue = {"complete": True, "failed": True}
UNDONE: JsonValue = {"complete": False, "failed": False}
STARTED: JsonValue = {"complete": False, "failed": False, "active": True}


def needs(task: str, *statuses: str) -> TaskRequirement:
    """A requirement on *task*; no statuses means complete."""
    return TaskRequirement(task=TaskId(task), statuses=statuses)


def an_objective(
    name: str,
    kind: str = "visit",
    *,
    count: int = 1,
    maps: Iterable[str] = (),
    items: Iterable[str] = (),
    optional: bool = False,
    fir: bool = False,
    keys: Iterable[Iterable[str]] = (),
    marker: str | None = None,
) -> Objective:
    return Objective(
        id=ObjectiveId(name),
        source_id=name,
        type=kind,
        count=count,
        maps=tuple(map(MapId, maps)),
        items=tuple(map(ItemId, items)),
        optional=optional,
        found_in_raid=fir,
        required_keys=tuple(tuple(map(ItemId, group)) for group in keys),
        marker_item=ItemId(marker) if marker else None,
    )


def fails_on(task: str, *statuses: str) -> Objective:
    """A fail condition: another task reaching a status."""
    return Objective(
        id=ObjectiveId(f"fail-{task}"),
        source_id=f"fail-{task}",
        type="taskStatus",
        task=TaskId(task),
        statuses=statuses or ("complete",),
    )


def a_task(
    name: str,
    *requirements: TaskRequirement,
    objectives: Iterable[Objective] = (),
    fails: Iterable[str] = (),
    trader: str = PRAPOR,
    traders: Iterable[TraderRequirement] = (),
    others: Iterable[str] = (),
    level: int = 0,
    xp: int = 0,
    faction: str = "Any",
    prestige: int | None = None,
    delay_s: tuple[int, int] = (0, 0),
    skills: Mapping[str, int] | None = None,
    **more: object,
) -> Task:
    """A task named *name*; ``fails`` are the tasks whose completion fails it."""
    fields: dict[str, object] = {
        "id": TaskId(name),
        "name": name,
        "normalized_name": name.lower(),
        "trader": TraderId(trader),
        "requirements": tuple(requirements),
        "objectives": tuple(objectives),
        "fail_conditions": tuple(map(fails_on, fails)),
        "trader_requirements": tuple(traders),
        "other_requirements": tuple(
            OtherRequirement(id=f"{name}-{kind}", kind=kind.partition("=")[0], detail=kind) for kind in others
        ),
        "min_level": level,
        "experience": xp,
        "faction": faction,
        "required_prestige": prestige,
        "delay_min_s": delay_s[0],
        "delay_max_s": delay_s[1],
        "finish_rewards": Reward(
            skills=tuple((SkillId(skill), levels) for skill, levels in (skills or {}).items())
        ),
    }
    return Task(**{**fields, **more})  # type: ignore[arg-type]  # keyword fields of Task by name


def wants_level(trader: str, value: float | None, compare: str = ">=") -> TraderRequirement:
    return TraderRequirement(f"{trader}-level", TraderId(trader), "level", compare, value)


def wants_reputation(trader: str, value: float | None, compare: str = ">=") -> TraderRequirement:
    return TraderRequirement(f"{trader}-rep", TraderId(trader), "reputation", compare, value)


def a_trader(name: str, *player_levels: int) -> Trader:
    """A trader whose loyalty levels open at these PMC levels."""
    levels = tuple(TraderLevel(loyalty, at) for loyalty, at in enumerate(player_levels or (1,), 1))
    return Trader(TraderId(name), name.title(), name, levels=levels)


def a_part(name: str, item: str, count: int, *, fir: bool = False) -> PartRequirement:
    return PartRequirement(PartId(name), ItemId(item), count, fir)


def a_station_level(
    station: str,
    level: int,
    *parts: PartRequirement,
    stations: Mapping[str, int] | None = None,
    skills: Mapping[str, int] | None = None,
    traders: Iterable[TraderRequirement] = (),
) -> StationLevel:
    return StationLevel(
        StationLevelId(f"{station}-{level}"),
        level,
        parts=parts,
        stations=tuple((StationId(name), least) for name, least in (stations or {}).items()),
        skills=tuple((SkillId(name), least) for name, least in (skills or {}).items()),
        traders=tuple(traders),
    )


def a_station(name: str, *levels: StationLevel) -> Station:
    return Station(StationId(name), name.title(), name, levels=levels)


def an_item(name: str, *types: str, categories: Iterable[str] = ()) -> Item:
    return Item(ItemId(name), name.title(), name, name, types=types, categories=tuple(categories))


def a_map(name: str, *, title: str = "") -> GameMap:
    return GameMap(MapId(name), title or name.title(), name)


def a_catalog(
    *tasks: Task,
    traders: Iterable[Trader] = (),
    stations: Iterable[Station] = (),
    maps: Iterable[GameMap] = (),
    items: Iterable[Item] = (),
    crafts: Iterable[Craft] = (),
    levels: Iterable[int] = range(0, 79_000, 1000),
    editions: Iterable[Edition] = (),
    prestiges: Iterable[Prestige] | int = 6,
    mode: GameMode = PVP,
    **more: object,
) -> Catalog:
    """A catalog of these tasks; ``levels`` are XP increments, ``prestiges`` a number or records."""
    if isinstance(prestiges, int):
        prestiges = [Prestige(PrestigeId(f"p{n}"), f"Prestige {n}", n) for n in range(1, prestiges + 1)]
    return Catalog(
        mode=mode,
        version="test",
        tasks={task.id: task for task in tasks},
        traders={trader.id: trader for trader in traders},
        maps={game_map.id: game_map for game_map in maps},
        items={item.id: item for item in items},
        stations={station.id: station for station in stations},
        crafts=tuple(crafts),
        levels=tuple(PlayerLevel(level, xp) for level, xp in enumerate(levels, 1)),
        editions=tuple(editions),
        prestiges=tuple(prestiges),
        **more,  # type: ignore[arg-type]  # the rarer fields of Catalog by name
    )


def a_graph(*tasks: Task, **more: object) -> GameGraph:
    return prepare(a_catalog(*tasks, **more))  # type: ignore[arg-type]  # fields of a_catalog


def a_document(
    registers: Mapping[str, JsonValue] | None = None,
    *,
    done: Iterable[str] = (),
    failed: Iterable[str] = (),
    started: Iterable[str] = (),
    ms: int = NOW_MS,
) -> Document:
    """A document in which tasks are done, failed or started, with *registers* by path beside; level 79."""
    values: dict[str, JsonValue] = {"level": 79}
    values |= {f"taskCompletions/{task}": DONE for task in done}
    values |= {f"taskCompletions/{task}": FAILED for task in failed}
    values |= {f"taskCompletions/{task}": STARTED for task in started}
    values |= dict(registers or {})
    return Document({path: Entry(value, ms) for path, value in values.items()})


def derived(
    graph: GameGraph,
    document: Document | None = None,
    *,
    edition: int = 1,
    automatic: bool = False,
    now_ms: int = NOW_MS,
) -> Derived:
    account = AccountFacts(edition, automatic)
    return Derived(graph, document if document is not None else a_document(), account, now_ms)


def carried_out(document: Document, plan: Plan | Refusal, ms: int = NOW_MS + 1) -> Document:
    """The document after *plan*, every write of which must be one that the server takes."""
    assert isinstance(plan, Plan), plan
    for path, value in plan.writes:
        assert check_write(PVP, path, value) is None, (path, value)
    return document.with_entries({path: Entry(value, ms) for path, value in plan.writes})


def written(plan: Plan | Refusal) -> dict[str, JsonValue]:
    """The writes of a plan as a mapping."""
    assert isinstance(plan, Plan), plan
    return dict(plan.writes)
