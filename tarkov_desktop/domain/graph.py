"""A catalog prepared for the rules: who depends on whom, who rules out whom, where each thing is stored.

Game-rules, section 2. Preparing costs some milliseconds; whoever holds the catalog keeps its graph.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from tarkov_desktop.domain.edges import (
    TaskEdges,
    alternatives_of,
    closure_bits,
    edges_where,
    requirements_first,
    reversed_edges,
    tasks_by_trader,
)
from tarkov_desktop.domain.game import Catalog, Edition, Task
from tarkov_desktop.domain.ids import ItemId, ObjectiveId, PartId, StationId, TaskId, TraderId
from tarkov_desktop.domain.item_needs import ItemNeed, need_of_objective, need_of_part
from tarkov_desktop.domain.levels import LevelTable
from tarkov_desktop.domain.node_making import part_nodes, task_node
from tarkov_desktop.domain.nodes import ObjectiveNode, PartNode, TaskNode
from tarkov_desktop.domain.registers import module_path, task_path
from tarkov_desktop.domain.shared_objectives import name_shared_objectives

COMPENSATION_TASKS: Final = frozenset(
    map(
        TaskId,
        (
            "61e6e5e0f5b9633f6719ed95 61e6e60223374d168a4576a6 61e6e621bfeab00251576265 "
            "61e6e615eea2935bc018a2c5 61e6e60c5ca3b3783662be27"
        ).split(),
    )
)
"""The five "Compensation for Damage" tasks: a penalty of the game's Lightkeeper, nothing to work on."""


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class GameGraph:
    """What the rules read of one catalog. Edges lead to tasks of the catalog, in its order."""

    catalog: Catalog
    nodes: Mapping[TaskId, TaskNode]
    dependents: TaskEdges
    """Tasks with a requirement on the key."""
    active_dependents: TaskEdges
    """Those whose requirement accepts an active task: their availability follows from the key's."""
    needing: TaskEdges
    """Those that die with the key (game-rules 6)."""
    needing_failure: TaskEdges
    """Those that die when the key is completed."""
    alternatives: TaskEdges
    """Tasks that fail when the key is completed; keys are also tasks that the catalog has not."""
    ruled_out_by: TaskEdges
    """Alternatives read backwards: tasks whose completion fails the key."""
    ranks: Mapping[TaskId, int]
    """Tasks in an order in which each comes after all it needs; void when ``has_cycle``."""
    has_cycle: bool
    successor_bits: Mapping[TaskId, int]
    """Transitive dependents as a bit set over ``TaskNode.position``."""
    predecessor_bits: Mapping[TaskId, int]
    """The same backwards: tasks whose impact counts the key."""
    objectives: Mapping[ObjectiveId, ObjectiveNode]
    objectives_of_path: Mapping[str, tuple[ObjectiveId, ...]]
    """Register path to the objectives that read it."""
    parts: Mapping[PartId, PartNode]
    needs: tuple[ItemNeed, ...]
    """What tasks ask for, then what the hideout does, in catalogue order."""
    items_of_task: Mapping[TaskId, frozenset[ItemId]]
    items_of_objective: Mapping[ObjectiveId, frozenset[ItemId]]
    """Accepted items, of tasks and objectives that ask for any (empty for the others)."""
    stations_of_path: Mapping[str, StationId]
    """Register path of a station level or part to the station."""
    items_of_path: Mapping[str, tuple[ItemId, ...]]
    """Register path of a station level or part to the items that are needed more or less by it."""
    order: tuple[TaskId, ...]
    """Tasks by ``TaskNode.position``."""
    by_min_level: tuple[tuple[int, TaskId], ...]
    """Tasks with the level they open at, lowest first."""
    bound_to_faction: tuple[TaskId, ...]
    bound_to_prestige: tuple[TaskId, ...]
    by_trader: Mapping[TraderId, tuple[TaskId, ...]]
    """Tasks with a gate on a trader's loyalty level or reputation."""
    levels: LevelTable
    editions: Mapping[int, Edition]
    exclusive_tasks: frozenset[TaskId]
    """Tasks that only some editions have."""
    tasks_of_path: Mapping[str, TaskId]
    """Register path to task; those the catalog has not, but whose records count, included."""

    @property
    def tasks(self) -> Iterator[Task]:
        """The tasks that count, in catalogue order."""
        return (node.task for node in self.nodes.values())

    def task(self, task_id: TaskId) -> Task:
        """Return one task.

        Raises:
            KeyError: the catalog has no such task, or it is left out.
        """
        return self.nodes[task_id].task

    def successors(self, task_id: TaskId) -> frozenset[TaskId]:
        """Return all tasks that need *task_id*, directly or through others."""
        bits = self.successor_bits[task_id]
        return frozenset(task for task, node in self.nodes.items() if bits >> node.position & 1)


def prepare(catalog: Catalog) -> GameGraph:
    """Return *catalog* with its edges drawn, shared objectives named apart and left-out tasks gone."""
    left_out = catalog.disabled | COMPENSATION_TASKS
    tasks = name_shared_objectives(task for key, task in catalog.tasks.items() if key not in left_out)
    nodes = {task.id: task_node(task, index, tasks.keys()) for index, task in enumerate(tasks.values())}
    alternatives = alternatives_of(nodes)
    dependents = edges_where(nodes, lambda _: True)
    ranks, has_cycle = requirements_first(dependents)
    parts = part_nodes(catalog)
    objectives = {node.objective.id: node for task in nodes.values() for node in task.objectives}
    needs = _item_needs(objectives, parts)
    items_of_objective = _items_by_objective(objectives, needs)
    return GameGraph(
        catalog=catalog,
        nodes=nodes,
        dependents=dependents,
        active_dependents=edges_where(nodes, lambda need: need.active),
        needing=edges_where(nodes, lambda need: need.dies_with_failure),
        needing_failure=edges_where(nodes, lambda need: need.is_failed_only),
        alternatives=alternatives,
        ruled_out_by=reversed_edges(alternatives, nodes),
        ranks=ranks,
        has_cycle=has_cycle,
        successor_bits=closure_bits(nodes, dependents),
        predecessor_bits=closure_bits(nodes, _requirements(nodes)),
        objectives=objectives,
        objectives_of_path=_readers(objectives),
        parts=parts,
        needs=needs,
        items_of_task={task_id: _items_of(node, items_of_objective) for task_id, node in nodes.items()},
        items_of_objective=items_of_objective,
        stations_of_path=_stations_of_path(catalog, parts),
        items_of_path=_items_of_path(catalog, parts),
        order=tuple(nodes),
        by_min_level=tuple(sorted((node.task.min_level, task_id) for task_id, node in nodes.items())),
        bound_to_faction=tuple(task for task, node in nodes.items() if node.task.faction != "Any"),
        bound_to_prestige=tuple(
            task for task, node in nodes.items() if node.task.required_prestige is not None
        ),
        by_trader=tasks_by_trader(nodes),
        levels=LevelTable.of(catalog.levels),
        editions={edition.value: edition for edition in catalog.editions},
        exclusive_tasks=frozenset(task for edition in catalog.editions for task in edition.exclusive_tasks),
        tasks_of_path={task_path(task_id): task_id for task_id in dependents.keys() | alternatives.keys()},
    )


def _requirements(nodes: Mapping[TaskId, TaskNode]) -> TaskEdges:
    return {
        task_id: tuple({need.task: None for need in node.needs if need.is_known})
        for task_id, node in nodes.items()
    }


def _readers(objectives: Mapping[ObjectiveId, ObjectiveNode]) -> dict[str, tuple[ObjectiveId, ...]]:
    found: defaultdict[str, list[ObjectiveId]] = defaultdict(list)
    for objective_id, node in objectives.items():
        for path in node.paths:
            found[path].append(objective_id)
    return {path: tuple(readers) for path, readers in found.items()}


def _stations_of_path(catalog: Catalog, parts: Mapping[PartId, PartNode]) -> dict[str, StationId]:
    found = {
        module_path(level.id): station.id for station in catalog.stations.values() for level in station.levels
    }
    for node in parts.values():
        found[node.paths.flag] = found[node.paths.number] = node.station
    return found


def _items_of_path(catalog: Catalog, parts: Mapping[PartId, PartNode]) -> dict[str, tuple[ItemId, ...]]:
    found = {
        module_path(level.id): tuple(part.item for part in level.parts)
        for station in catalog.stations.values()
        for level in station.levels
    }
    for node in parts.values():
        found[node.paths.flag] = found[node.paths.number] = (node.part.item,)
    return found


def _item_needs(
    objectives: Mapping[ObjectiveId, ObjectiveNode], parts: Mapping[PartId, PartNode]
) -> tuple[ItemNeed, ...]:
    of_tasks = (need_of_objective(node) for node in objectives.values())
    return (*(need for need in of_tasks if need is not None), *map(need_of_part, parts.values()))


def _items_by_objective(
    objectives: Mapping[ObjectiveId, ObjectiveNode], needs: Iterable[ItemNeed]
) -> dict[ObjectiveId, frozenset[ItemId]]:
    asking = {ObjectiveId(need.key): frozenset(need.accepted) for need in needs if need.task is not None}
    return dict.fromkeys(objectives, frozenset[ItemId]()) | asking


def _items_of(node: TaskNode, items: Mapping[ObjectiveId, frozenset[ItemId]]) -> frozenset[ItemId]:
    wanted = [own for objective in node.objectives if (own := items[objective.objective.id])]
    # One objective accepts thousands of items: share its set rather than copy it.
    return wanted[0] if len(wanted) == 1 else frozenset[ItemId]().union(*wanted)
