"""What an edit reaches: from register paths to the tasks, stations and scalars whose derived state follows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tarkov_desktop.domain.document import unescape_key
from tarkov_desktop.domain.graph import GameGraph
from tarkov_desktop.domain.ids import ItemId, ObjectiveId, StationId, TaskId, TraderId


@dataclass(slots=True)
class Reach:
    """The things that a set of changed paths names directly."""

    records: set[TaskId] = field(default_factory=set)
    """Tasks whose record changed; those the catalog misses included."""
    objectives: set[ObjectiveId] = field(default_factory=set)
    marks: set[TaskId] = field(default_factory=set)
    """Tasks whose ignored mark, pin, note or gate changed."""
    traders: set[TraderId] = field(default_factory=set)
    stations: set[StationId] = field(default_factory=set)
    items: set[ItemId] = field(default_factory=set)
    is_skill_changed: bool = False


def reach_of(graph: GameGraph, paths: Iterable[str]) -> Reach:
    """Return what *paths* name; paths nobody reads are left out."""
    reach = Reach()
    for path in paths:
        field_name, _, rest = path.partition("/")
        match field_name:
            case "taskCompletions":
                if path in graph.tasks_of_path:
                    reach.records.add(graph.tasks_of_path[path])
            case "taskObjectives":
                reach.objectives.update(graph.objectives_of_path.get(path, ()))
            case "ignoredTasks" | "pinnedTasks" | "taskNotes" | "taskGates":
                reach.marks.add(TaskId(unescape_key(rest)))
            case "traders":
                reach.traders.add(TraderId(unescape_key(rest.partition("/")[0])))
            case "hideoutModules" | "hideoutParts":
                _reach_hideout(graph, path, reach)
            case "skillOffsets":
                reach.is_skill_changed = True
            case _:
                # Level, faction and prestige are compared as a whole; names and extras derive nothing.
                pass
    reach.marks &= graph.nodes.keys()
    return reach


def _reach_hideout(graph: GameGraph, path: str, reach: Reach) -> None:
    station = graph.stations_of_path.get(path)
    if station is not None:
        reach.stations.add(station)
        reach.items.update(graph.items_of_path[path])
