"""Lists of tasks: what a filter lets through, what a search finds, in which order (game-rules 12 and 13)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from tarkov_desktop.domain.derived import Derived
from tarkov_desktop.domain.game import Catalog, Task
from tarkov_desktop.domain.graph import GameGraph
from tarkov_desktop.domain.ids import TaskId, TraderId
from tarkov_desktop.domain.maps import MapGroup, is_on_map

TRADER_ORDER: Final = (
    "prapor therapist fence skier peacekeeper mechanic ragman jaeger lightkeeper btr-driver ref mr-kerman taran "
    "voevoda radio-station"
).split()
"""Normalized names of traders in the game's order; others follow by name."""

LIGHTKEEPER: Final = "lightkeeper"


class SortMode(StrEnum):
    """What a list of tasks is sorted by; the words of the preference ``taskSortMode``."""

    DEFAULT = "default"
    IMPACT = "impact"
    ALPHABETICAL = "alphabetical"
    LEVEL = "level"
    TRADER = "trader"
    TEAMMATES = "teammates"
    XP = "xp"


@dataclass(frozen=True, slots=True)
class TypeFilter:
    """Three literal switches: each says what it shows, and any of them is enough."""

    kappa: bool = True
    lightkeeper: bool = True
    other: bool = True

    def shows(self, catalog: Catalog, task: Task) -> bool:
        """True when a switch that is on shows the task; the same for lists and map badges."""
        is_lightkeeper = task.lightkeeper is True or is_of_lightkeeper(catalog, task)
        return (
            (self.kappa and task.kappa is True)
            or (self.lightkeeper and is_lightkeeper)
            or (self.other and not task.kappa and not is_lightkeeper)
        )


@dataclass(frozen=True, slots=True)
class TaskOrder:
    """How a list is sorted. ``descending`` None: impact downwards, all others upwards."""

    mode: SortMode = SortMode.IMPACT
    descending: bool | None = None
    teammates: Mapping[TaskId, int] = field(default_factory=dict)
    """Members for whom a task is available."""
    open_bits_of_mates: int = 0
    """Tasks open for anyone else in view, as a bit set: impact counts those too."""

    @property
    def is_descending(self) -> bool:
        """The direction in force."""
        return self.mode is SortMode.IMPACT if self.descending is None else self.descending


def sort_tasks(derived: Derived, tasks: Iterable[TaskId], order: TaskOrder) -> list[TaskId]:
    """Return *tasks* in order: pinned first, ties by name and then by id."""
    names = {task_id: derived.graph.task(task_id).name.casefold() for task_id in tasks}
    key = _key(derived, order)
    in_order = sorted(names, key=lambda task_id: (names[task_id], task_id))
    in_order.sort(key=key, reverse=order.is_descending)
    pinned = [task_id for task_id in in_order if derived.is_pinned(task_id)]
    if not pinned:
        return in_order
    known = set(pinned)
    return [*pinned, *(task_id for task_id in in_order if task_id not in known)]


def searchable_text(derived: Derived, task: Task, objective_texts: Iterable[str] = ()) -> str:
    """Return everything a search looks at, folded: names of task, trader, maps and items, objective texts."""
    catalog = derived.graph.catalog
    trader = catalog.traders.get(task.trader)
    maps = {map_id for objective in task.objectives for map_id in objective.maps} | {task.map}
    items = derived.graph.items_of_task[task.id]
    words = [
        task.name,
        trader.name if trader else "",
        *(game_map.name for game_map in catalog.maps.values() if game_map.id in maps),
        *(catalog.items[item].name for item in items if item in catalog.items),
        *(catalog.items[item].short_name for item in items if item in catalog.items),
        *objective_texts,
    ]
    return "\n".join(words).casefold()


def finds(text: str, query: str) -> bool:
    """True when *text* (folded) holds every word of *query*.

    >>> finds("delivery from the past", "Past deliv")
    True
    """
    return holds_all(text, words_of(query))


def words_of(query: str) -> tuple[str, ...]:
    """Return the words a text has to hold, folded: for whoever asks of many texts."""
    return tuple(query.casefold().split())


def holds_all(text: str, words: tuple[str, ...]) -> bool:
    """True when *text* (folded) holds every one of *words*."""
    return all(word in text for word in words)


def is_on(task: Task, group: MapGroup) -> bool:
    """True when some objective of the task is done on a place."""
    return any(is_on_map(objective, group) for objective in task.objectives)


def is_of_lightkeeper(catalog: Catalog, task: Task) -> bool:
    """True when the task is given by Lightkeeper."""
    trader = catalog.traders.get(task.trader)
    return trader is not None and trader.normalized_name == LIGHTKEEPER


def trader_rank(catalog: Catalog, task: Task) -> tuple[int, str]:
    """Return where the task's trader stands among traders."""
    trader = catalog.traders.get(task.trader)
    name = trader.normalized_name if trader else task.trader
    if name in TRADER_ORDER:
        return TRADER_ORDER.index(name), ""
    return len(TRADER_ORDER), trader.name.casefold() if trader else name


def traders_in_order(graph: GameGraph) -> list[TraderId]:
    """Return the traders who have tasks, in the game's order."""
    firsts = {task.trader: task for task in graph.tasks}
    known = (trader for trader in firsts if trader in graph.catalog.traders)
    return sorted(known, key=lambda trader: trader_rank(graph.catalog, firsts[trader]))


def _key(derived: Derived, order: TaskOrder) -> Callable[[TaskId], tuple[float, str]]:
    nodes, catalog = derived.graph.nodes, derived.graph.catalog
    keys: dict[SortMode, Callable[[TaskId], tuple[float, str]]] = {
        SortMode.DEFAULT: lambda task_id: (nodes[task_id].position, ""),
        SortMode.IMPACT: lambda task_id: (derived.impact(task_id, order.open_bits_of_mates), ""),
        SortMode.ALPHABETICAL: lambda task_id: (0, nodes[task_id].task.name.casefold()),
        SortMode.LEVEL: lambda task_id: (nodes[task_id].task.min_level, ""),
        SortMode.TRADER: lambda task_id: trader_rank(catalog, nodes[task_id].task),
        SortMode.TEAMMATES: lambda task_id: (order.teammates.get(task_id, 0), ""),
        SortMode.XP: lambda task_id: (nodes[task_id].task.experience, ""),
    }
    return keys[order.mode]
