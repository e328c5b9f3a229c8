"""The small game that pictures show: its own, so that other tests may change theirs."""

from __future__ import annotations

from tarkov_desktop.domain.game import (
    Catalog,
    GameMap,
    Objective,
    PlayerLevel,
    Reward,
    Task,
    TaskRequirement,
    Trader,
)
from tarkov_desktop.domain.ids import GameMode, MapId, ObjectiveId, TaskId, TraderId

PUNISHER = TaskId("punisher-6")
VITAMINS = TaskId("vitamins-1")
KILLS = ObjectiveId("kills")
TRADERS = ("Prapor", "Therapist", "Skier", "Ragman", "Jaeger")
MAPS = ("Customs", "Shoreline", "Woods", "Interchange", "Reserve", "Lighthouse")


def _objective(name: str, kind: str, text: str, *, count: int = 1, maps: tuple[str, ...] = ()) -> Objective:
    places = tuple(MapId(each.lower()) for each in maps)
    return Objective(id=ObjectiveId(name), source_id=name, type=kind, text=text, count=count, maps=places)


def _task(
    name: str, title: str, trader: str, level: int, experience: int, *objectives: Objective, **more: object
) -> Task:
    return Task(
        id=TaskId(name),
        name=title,
        normalized_name=name,
        trader=TraderId(trader.lower()),
        min_level=level,
        experience=experience,
        objectives=objectives,
        **more,  # type: ignore[arg-type]  # the few other fields a task here has
    )


def _after(*names: str) -> tuple[TaskRequirement, ...]:
    return tuple(TaskRequirement(task=TaskId(name), statuses=("complete",)) for name in names)


class PictureGame:
    """A catalog source with the same tasks in every mode."""

    def catalog(self, mode: GameMode) -> Catalog:
        """Return the game of the pictures."""
        tasks = (
            _task(
                "punisher-5",
                "The Punisher - Part 5",
                "Prapor",
                20,
                15_000,
                _objective("p5", "visit", "Survive"),
            ),
            _task(
                PUNISHER,
                "The Punisher - Part 6",
                "Prapor",
                21,
                19_400,
                _objective(
                    KILLS,
                    "shoot",
                    "Eliminate PMC operatives while using an SVD rifle (excluding Factory)",
                    count=15,
                ),
                _objective("bear", "giveItem", "Hand over any BEAR dogtags", count=7),
                _objective("usec", "giveItem", "Hand over any USEC dogtags", count=7),
                requirements=_after("punisher-5"),
                kappa=True,
                finish_rewards=Reward(standings=((TraderId("prapor"), 0.04), (TraderId("therapist"), 0.05))),
            ),
            _task(
                VITAMINS,
                "Vitamins - Part 1",
                "Skier",
                22,
                13_000,
                _objective(
                    "v1", "findQuestItem", "Obtain the first chemical container", maps=("Shoreline", "Woods")
                ),
                _objective("v2", "giveItem", "Hand over the container"),
                kappa=True,
            ),
            _task(
                "shooter-1",
                "The Tarkov Shooter - Part 1",
                "Jaeger",
                2,
                12_300,
                _objective("s1", "shoot", "Eliminate Scavs", count=5),
                kappa=True,
                lightkeeper=True,
            ),
            _task(
                "database-2",
                "Database - Part 2",
                "Ragman",
                17,
                8_500,
                _objective("d1", "visit", "Locate the manifest", maps=("Interchange",)),
            ),
            _task(
                "lost-contact",
                "Lost Contact",
                "Therapist",
                26,
                7_000,
                _objective("l1", "visit", "Locate the convoy", maps=("Lighthouse",)),
            ),
            _task("choice", "The Choice", "Prapor", 30, 30_000, requirements=_after(PUNISHER)),
        )
        return Catalog(
            mode=mode,
            version="pictures",
            tasks={task.id: task for task in tasks},
            traders={TraderId(t.lower()): Trader(TraderId(t.lower()), t, t.lower()) for t in TRADERS},
            maps={MapId(m.lower()): GameMap(MapId(m.lower()), m, m.lower()) for m in MAPS},
            items={},
            stations={},
            levels=tuple(PlayerLevel(level, 0 if level == 1 else 1_000 * level) for level in range(1, 80)),
        )
