"""A small game with maps, keys and things to plant, for the pages that plan raids."""

from __future__ import annotations

from tarkov_desktop.domain.game import (
    Catalog,
    Extract,
    GameMap,
    Item,
    NeededKeys,
    Objective,
    PlayerLevel,
    Task,
    Trader,
)
from tarkov_desktop.domain.ids import GameMode, ItemId, MapId, ObjectiveId, TaskId, TraderId

WOODS, CUSTOMS, FACTORY, NIGHT = (MapId(name) for name in ("woods", "customs", "factory", "night-factory"))
BEACON, KEY_A, KEY_B, FLASH = (ItemId(name) for name in ("beacon", "key-a", "key-b", "flash"))
SCOUT, HUNT, COURIER, TALK = (TaskId(name) for name in ("scout", "hunt", "courier", "talk"))
MARK, WALK, KILL, STASH, FIND, LEAVE, ASK = (
    ObjectiveId(name) for name in ("mark", "walk", "kill", "stash", "find", "leave", "ask")
)
PRAPOR = TraderId("prapor")


def _objective(objective: ObjectiveId, kind: str, **facts: object) -> Objective:
    return Objective(id=objective, source_id=objective, type=kind, **facts)  # type: ignore[arg-type]  # facts of the test


def _task(
    task: TaskId,
    name: str,
    *objectives: Objective,
    kappa: bool | None = True,
    lightkeeper: bool = False,
    needed_keys: tuple[NeededKeys, ...] = (),
) -> Task:
    return Task(
        id=task,
        name=name,
        normalized_name=task,
        trader=PRAPOR,
        experience=100,
        objectives=objectives,
        kappa=kappa,
        lightkeeper=lightkeeper,
        needed_keys=needed_keys,
    )


def raid_catalog(mode: GameMode) -> Catalog:
    """Four tasks: Scout, Hunt, Courier and Talk.

    Scout is on Customs (mark 2, visit behind a key), Hunt on Woods and Customs (kill 5), Courier on Woods (find and
    plant a quest item, plant 3), Talk anywhere.
    """
    customs, woods = (CUSTOMS,), (WOODS,)
    tasks = [
        _task(
            SCOUT,
            "Scout",
            _objective(MARK, "mark", maps=customs, count=2, marker_item=BEACON, text="Mark the tankers"),
            _objective(WALK, "visit", maps=customs, required_keys=((KEY_A, KEY_B),), text="Visit the room"),
            needed_keys=(NeededKeys(CUSTOMS, (KEY_A,)),),
            lightkeeper=True,
        ),
        _task(
            HUNT,
            "Hunt",
            _objective(KILL, "shoot", maps=(WOODS, CUSTOMS), count=5, wearing=((FLASH,),), text="Kill Scavs"),
            kappa=None,
        ),
        _task(
            COURIER,
            "Courier",
            _objective(FIND, "findQuestItem", maps=woods, text="Find the letter"),
            _objective(LEAVE, "plantQuestItem", maps=woods, text="Leave the letter"),
            _objective(STASH, "plantItem", maps=woods, count=3, items=(FLASH,), text="Stash drives"),
        ),
        _task(TALK, "Talk", _objective(ASK, "shoot", text="Kill anyone")),
    ]
    maps = [
        GameMap(
            CUSTOMS,
            "Customs",
            "customs",
            raid_minutes=40,
            players="8-12",
            extracts=(Extract("x1", "Crossroads", "pmc"), Extract("x2", "Old Gate", "scav")),
        ),
        GameMap(WOODS, "Woods", "woods", raid_minutes=40, extracts=(Extract("x3", "Outskirts", "shared"),)),
        GameMap(FACTORY, "Factory", "factory", raid_minutes=20),
        GameMap(NIGHT, "Night Factory", "night-factory", raid_minutes=25),
    ]
    names = {BEACON: "MS2000 Marker", KEY_A: "Room 1 key", KEY_B: "Room 2 key", FLASH: "Flash drive"}
    return Catalog(
        mode=mode,
        version="test",
        tasks={task.id: task for task in tasks},
        traders={PRAPOR: Trader(id=PRAPOR, name="Prapor", normalized_name="prapor")},
        maps={game_map.id: game_map for game_map in maps},
        items={item: Item(id=item, name=name, short_name=name.split()[0]) for item, name in names.items()},
        stations={},
        levels=tuple(PlayerLevel(level, 0 if level == 1 else 500) for level in range(1, 11)),
    )


class RaidGame:
    """A catalog source with :func:`raid_catalog` for every mode."""

    def catalog(self, mode: GameMode) -> Catalog:
        return raid_catalog(mode)
