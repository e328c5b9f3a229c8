"""Small worlds for tests of the app: a session on a real file with the bundled game, or a small one."""

from __future__ import annotations

import itertools
from pathlib import Path

from tarkov_desktop.app.catalogs import Catalogs
from tarkov_desktop.app.open_modes import CatalogSource
from tarkov_desktop.app.session import Session
from tarkov_desktop.catalog.library import Library
from tarkov_desktop.domain.changes import Changes
from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.game import (
    Catalog,
    Item,
    Objective,
    OtherRequirement,
    PartRequirement,
    PlayerLevel,
    Prestige,
    Skill,
    Station,
    StationLevel,
    Task,
    TaskRequirement,
    Trader,
)
from tarkov_desktop.domain.ids import (
    GameMode,
    ItemId,
    ObjectiveId,
    PartId,
    PrestigeId,
    SkillId,
    StationId,
    StationLevelId,
    TaskId,
    TraderId,
)
from tarkov_desktop.domain.plans.plan import Refusal
from tarkov_desktop.domain.registers import neutral, same_value
from tarkov_desktop.store.account_store import AccountStore

DEBUT = TaskId("debut")
SHORTAGE = TaskId("shortage")
GATED = TaskId("gated")
SPLIT_A = TaskId("split-a")
SPLIT_B = TaskId("split-b")
HANDS = ObjectiveId("hands")
KILLS = ObjectiveId("kills")
PRAPOR = TraderId("prapor")
GENERATOR = StationId("generator")
FILTER = PartId("generator-1-0")
STRENGTH = SkillId("Strength")
START_MS = 1_763_700_000_000
WAIT_S = 10


def a_catalog(mode: GameMode) -> Catalog:
    """Five tasks: debut (a tick and a count of 3, level 5), shortage after it, one gated, two that rule each other out.

    A station with two levels, the first of which needs three of an item; two prestiges, one skill, 30 levels.
    """
    kills = Objective(id=KILLS, source_id=KILLS, type="shoot", count=3)
    hands = Objective(id=HANDS, source_id=HANDS, type="visit")
    rivals = [
        Task(
            id=mine,
            name=mine,
            normalized_name=mine,
            trader=PRAPOR,
            experience=100,
            fail_conditions=(
                Objective(
                    id=ObjectiveId(f"fail-{mine}"),
                    source_id=f"fail-{mine}",
                    type="taskStatus",
                    task=other,
                    statuses=("complete",),
                ),
            ),
        )
        for mine, other in ((SPLIT_A, SPLIT_B), (SPLIT_B, SPLIT_A))
    ]
    tasks = [
        Task(
            id=DEBUT,
            name="Debut",
            normalized_name="debut",
            trader=PRAPOR,
            min_level=5,
            experience=1_000,
            objectives=(hands, kills),
        ),
        Task(
            id=SHORTAGE,
            name="Shortage",
            normalized_name="shortage",
            trader=PRAPOR,
            requirements=(TaskRequirement(task=DEBUT, statuses=("complete",)),),
        ),
        Task(
            id=GATED,
            name="Gated",
            normalized_name="gated",
            trader=PRAPOR,
            other_requirements=(OtherRequirement(id="gate", kind="dialogue"),),
        ),
        *rivals,
    ]
    part = PartRequirement(id=FILTER, item=ItemId("filter"), count=3)
    generator = Station(
        id=GENERATOR,
        name="Generator",
        normalized_name="generator",
        levels=(
            StationLevel(id=StationLevelId("generator-1"), level=1, parts=(part,)),
            StationLevel(id=StationLevelId("generator-2"), level=2),
        ),
    )
    return Catalog(
        mode=mode,
        version="test",
        tasks={task.id: task for task in tasks},
        traders={PRAPOR: Trader(id=PRAPOR, name="Prapor", normalized_name="prapor")},
        maps={},
        items={part.item: Item(id=part.item, name="Filter", short_name="Filter")},
        stations={GENERATOR: generator},
        skills={STRENGTH: Skill(id=STRENGTH, name="Strength")},
        prestiges=tuple(Prestige(id=PrestigeId(f"p{n}"), name=f"Prestige {n}", level=n) for n in (1, 2)),
        levels=tuple(PlayerLevel(level, 0 if level == 1 else 500) for level in range(1, 31)),
    )


class SmallGame:
    """A catalog source with :func:`a_catalog` for every mode."""

    def catalog(self, mode: GameMode) -> Catalog:
        return a_catalog(mode)


def a_session(folder: Path, *, catalogs: CatalogSource | None = None, start_ms: int = START_MS) -> Session:
    """A session on the guest's file below *folder*; its clock goes on by a second at every reading."""
    times = itertools.count(start_ms, 1_000)
    ids = (f"00000000-0000-0000-0000-{number:012}" for number in itertools.count(1))
    store = AccountStore.open(folder / "guest.sqlite", new_device_id=lambda: next(ids))
    return Session(
        store, catalogs or SmallGame(), now_ms=lambda: next(times), new_id=lambda: f"{next(ids)}-{start_ms}"
    )


def a_real_session(folder: Path) -> Session:
    """A session with the bundled game."""
    return a_session(folder, catalogs=Catalogs(Library(folder / "cache")))


def done(outcome: Changes | Refusal) -> Changes:
    """The changes of an operation that must not be refused."""
    assert isinstance(outcome, Changes), outcome
    return outcome


def effective(session: Session) -> dict[str, JsonValue]:
    """Values of the mode in use, without those that say nothing (neutral)."""
    return {
        path: entry.value
        for path, entry in session.document.entries.items()
        if not same_value(entry.value, neutral(path, current=entry.value))
    }


def on_disk(folder: Path, session: Session) -> dict[str, JsonValue]:
    """Close *session* and return what a new one reads from the file, by path."""
    session.close()
    again = a_session(folder)
    values = {path: entry.value for path, entry in again.document.entries.items()}
    again.close()
    return values
