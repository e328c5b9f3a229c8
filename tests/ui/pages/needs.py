"""A small game that asks for items: what the tests of Items and Hideout play."""

from __future__ import annotations

from dataclasses import replace as replace_fields
from pathlib import Path

from msgspec.structs import replace

from tarkov_desktop.app.cloud.hub import CloudHub, CloudState
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.squad.state import Card, Squad, SquadView
from tarkov_desktop.domain.game import (
    Catalog,
    Craft,
    Item,
    Objective,
    PartRequirement,
    Skill,
    Station,
    StationLevel,
    Task,
    TraderRequirement,
)
from tarkov_desktop.domain.ids import (
    PVP,
    GameMode,
    ItemId,
    ObjectiveId,
    PartId,
    SkillId,
    StationId,
    StationLevelId,
    TaskId,
    TeamId,
    UserId,
)
from tarkov_desktop.domain.item_needs import EUROS, ROUBLES
from tarkov_desktop.remote.team_records import Team
from tarkov_desktop.ui.page import PageContext
from tests.app.worlds import GENERATOR, PRAPOR, a_catalog, a_session

WIRES, LAMP, SALEWA, CAR = ItemId("wires"), ItemId("lamp"), ItemId("salewa"), ItemId("car")
FERTILIZERS, CAMERA, MEDS, LATER = TaskId("fertilizers"), TaskId("camera"), TaskId("meds"), TaskId("later")
GIVE_WIRES, GIVE_LAMP, GIVE_MEDS, GIVE_MONEY, GIVE_LATER = map(
    ObjectiveId, ("give-wires", "give-lamp", "give-meds", "give-money", "give-later")
)
VENTS, MEDSTATION, STASH = StationId("vents"), StationId("medstation"), StationId("5d484fc0654e76006657e0ab")
VENTS_1_WIRES, VENTS_2_WIRES, VENTS_1_LAMP = map(PartId, ("vents-1-wires", "vents-2-wires", "vents-1-lamp"))
ENDURANCE = SkillId("Endurance")


def a_need(objective: ObjectiveId, count: int, *items: ItemId, fir: bool = False) -> Objective:
    """An objective that hands items over."""
    return Objective(
        id=objective, source_id=objective, type="giveItem", count=count, items=items, found_in_raid=fir
    )


def a_task(task_id: TaskId, name: str, *objectives: Objective, level: int = 0, kappa: bool = False) -> Task:
    """A task of Prapor."""
    return Task(
        id=task_id,
        name=name,
        normalized_name=task_id,
        trader=PRAPOR,
        objectives=objectives,
        min_level=level,
        kappa=kappa,
    )


def a_level(
    station: str,
    level: int,
    *parts: PartRequirement,
    stations: tuple[tuple[StationId, int], ...] = (),
    skills: tuple[tuple[SkillId, int], ...] = (),
    traders: tuple[TraderRequirement, ...] = (),
) -> StationLevel:
    """One level of a station that takes ten hours to build."""
    return StationLevel(
        id=StationLevelId(f"{station}-{level}"),
        level=level,
        construction_s=36_000,
        parts=parts,
        stations=stations,
        skills=skills,
        traders=traders,
    )


def a_part(part: PartId, item: ItemId, count: int, *, fir: bool = False) -> PartRequirement:
    """Items a level asks for."""
    return PartRequirement(id=part, item=item, count=count, found_in_raid=fir)


def a_game(mode: GameMode) -> Catalog:
    """Wires wanted by a task (found in raid) and two levels of the vents, a lamp, a choice, money, three stations."""
    base = a_catalog(mode)
    tasks = (
        a_task(FERTILIZERS, "Fertilizers", a_need(GIVE_WIRES, 5, WIRES, fir=True), kappa=True),
        a_task(CAMERA, "Camera, Action!", a_need(GIVE_LAMP, 2, LAMP), a_need(GIVE_MONEY, 1_500_000, ROUBLES)),
        a_task(MEDS, "First Aid", a_need(GIVE_MEDS, 3, SALEWA, CAR)),
        a_task(LATER, "Later", a_need(GIVE_LATER, 4, CAR), level=20),
    )
    vents = (
        a_level("vents", 1, a_part(VENTS_1_WIRES, WIRES, 2), a_part(VENTS_1_LAMP, LAMP, 1, fir=True)),
        a_level("vents", 2, a_part(VENTS_2_WIRES, WIRES, 10)),
    )
    loyal = TraderRequirement(id="loyal", trader=PRAPOR, kind="level", value=2)
    medstation = (
        a_level(
            "medstation",
            1,
            a_part(PartId("medstation-1-euro"), EUROS, 100),
            stations=((VENTS, 2), (GENERATOR, 1)),
            skills=((ENDURANCE, 3),),
            traders=(loyal,),
        ),
    )
    stash = tuple(a_level("stash", level) for level in (1, 2))
    names = ((WIRES, "Bundle of wires", "Wires"), (LAMP, "Lamp", "Lamp"), (SALEWA, "Salewa", "Salewa"))
    items = [Item(id=each, name=name, short_name=short) for each, name, short in names]
    items += [Item(id=CAR, name="Car first aid kit", short_name="Car", normalized_name="car-first-aid-kit")]
    items += [
        Item(id=ROUBLES, name="Roubles", short_name="RUB"),
        Item(id=EUROS, name="Euros", short_name="EUR"),
    ]
    stations = [
        Station(id=VENTS, name="Vents", normalized_name="vents", levels=vents),
        Station(id=MEDSTATION, name="Medstation", normalized_name="medstation", levels=medstation),
        Station(id=STASH, name="Stash", normalized_name="stash", levels=stash),
    ]
    return replace(
        base,
        tasks=base.tasks | {task.id: task for task in tasks},
        items=base.items | {item.id: item for item in items},
        stations=base.stations | {station.id: station for station in stations},
        crafts=(Craft(id="craft", station=VENTS, level=1, duration_s=60, product=LAMP),),
        skills=base.skills | {ENDURANCE: Skill(id=ENDURANCE, name="Endurance")},
    )


def a_context_with_mira(context: PageContext) -> PageContext:
    """The same page in a squad with Mira, who is online and whose progress is not at hand."""
    me, mira = UserId("me"), UserId("mira")
    cards = {me: Card(me, "Rado"), mira: Card(mira, "Mira", is_online=True)}
    squad = Squad(Team(TeamId("t"), "Night Shift", PVP, me, 5), cards, 0, is_live=True)
    hub = CloudHub(new_id=str, account_changed=lambda: None)
    hub.state = CloudState(user_id=me, squad=SquadView(PVP, squad, is_known=True))
    return replace_fields(context, cloud=hub)


class NeedsGame:
    """A catalog source with :func:`a_game` for every mode."""

    def catalog(self, mode: GameMode) -> Catalog:
        return a_game(mode)


def a_needs_session(folder: Path) -> Session:
    """A session that plays :func:`a_game`."""
    return a_session(folder, catalogs=NeedsGame())
