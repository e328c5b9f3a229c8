"""Objectives that several tasks share, named apart: one entry each in progress (progress document 2.3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

from tarkov_desktop.domain.game import Objective, Task
from tarkov_desktop.domain.ids import ObjectiveId, TaskId


def name_shared_objectives(tasks: Iterable[Task]) -> dict[TaskId, Task]:
    """Give objectives that several tasks share the composite id in all of them (progress document 2.3)."""
    by_id = {task.id: task for task in tasks}
    owners: Counter[str] = Counter()
    for task in by_id.values():
        owners.update({objective.source_id for objective in task.objectives})
    shared = {source_id for source_id, count in owners.items() if count > 1}
    if not shared:
        return by_id
    return {task_id: _with_composite_ids(task, shared) for task_id, task in by_id.items()}


def _with_composite_ids(task: Task, shared: set[str]) -> Task:
    if all(objective.id == _composite(objective, task, shared) for objective in task.objectives):
        return task
    named = tuple(
        msgspec.structs.replace(objective, id=_composite(objective, task, shared))
        for objective in task.objectives
    )
    return msgspec.structs.replace(task, objectives=named)


def _composite(objective: Objective, task: Task, shared: set[str]) -> ObjectiveId:
    if objective.source_id not in shared:
        return objective.id
    return ObjectiveId(f"{objective.source_id}:{task.id}")
