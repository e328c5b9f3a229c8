"""Makes the nodes of a graph: what a record of the game asks for, and where progress on it is stored."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from tarkov_desktop.domain.document import escape_key
from tarkov_desktop.domain.game import Catalog, Objective, Task, TaskStatus
from tarkov_desktop.domain.ids import PartId, TaskId
from tarkov_desktop.domain.nodes import AmountPaths, Need, ObjectiveNode, PartNode, TaskNode
from tarkov_desktop.domain.registers import gate_path, ignored_path, part_path, task_path
from tarkov_desktop.domain.statuses import statuses_of

COUNTABLE_TYPES: Final = frozenset(
    (
        "shoot findItem giveItem plantItem sellItem haveItem findQuestItem giveQuestItem mark extract useItem "
        "globalVariable"
    ).split()
)
"""Objective types that are counted when ``count`` is more than one; all others are yes or no (game-data 4.1)."""


def is_counted(objective: Objective) -> bool:
    """True when the objective is counted rather than ticked."""
    return objective.count > 1 and objective.type in COUNTABLE_TYPES


def required(objective: Objective) -> int:
    """Return how often an objective has to be done: 1 unless it is counted."""
    return objective.count if is_counted(objective) else 1


def task_node(task: Task, index: int, known: Collection[TaskId]) -> TaskNode:
    """Return a task as the rules walk it; *known* are the tasks of the catalog."""
    needs, unreadable = [], []
    for requirement in task.requirements:
        statuses = statuses_of(requirement)
        if statuses is None or requirement.task is None:
            unreadable.append(requirement)
            continue
        needs.append(
            Need(
                requirement.task,
                task_path(requirement.task),
                complete=TaskStatus.COMPLETE in statuses,
                active=TaskStatus.ACTIVE in statuses,
                failed=TaskStatus.FAILED in statuses,
                is_known=requirement.task in known,
            )
        )
    return TaskNode(
        task=task,
        position=index,
        path=task_path(task.id),
        needs=tuple(needs),
        unreadable=tuple(unreadable),
        objectives=tuple(_objective_node(objective, task.id) for objective in task.objectives),
        ignored_path=ignored_path(task.id),
        gate_path=gate_path(task.id),
    )


def _objective_node(objective: Objective, task: TaskId) -> ObjectiveNode:
    is_shared = objective.id != objective.source_id
    other = objective.source_id if is_shared else f"{objective.source_id}:{task}"
    own, stand_in = f"taskObjectives/{escape_key(objective.id)}", f"taskObjectives/{escape_key(other)}"
    # The same as objective_path() gives; there are thousands, and they are made before the first window.
    paths = AmountPaths(f"{own}/complete", f"{own}/count", f"{stand_in}/complete", f"{stand_in}/count")
    return ObjectiveNode(objective, task, required(objective), is_counted(objective), paths)


def part_nodes(catalog: Catalog) -> dict[PartId, PartNode]:
    """Return every item requirement of the hideout by its id."""
    return {
        part.id: PartNode(
            part,
            station.id,
            level.level,
            level.id,
            AmountPaths(part_path(part.id, "complete"), part_path(part.id, "count")),
        )
        for station in catalog.stations.values()
        for level in station.levels
        for part in level.parts
    }
