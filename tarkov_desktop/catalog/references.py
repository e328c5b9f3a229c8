"""Checks what records refer to: composite ids, references to nothing, prerequisite cycles (game-data 4.1, 6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping

from msgspec.structs import replace

from tarkov_desktop.catalog.findings import FindingKind, Tally
from tarkov_desktop.domain.game import Catalog, Objective, Task, TaskRequirement
from tarkov_desktop.domain.ids import ItemId, ObjectiveId, TaskId

Tasks = Mapping[TaskId, Task]


def with_composite_ids(tasks: Iterable[Task]) -> list[Task]:
    """Return the tasks with ``<objective>:<task>`` as the id of every objective that several tasks share."""
    listed = list(tasks)
    owners = Counter(
        source_id for task in listed for source_id in {one.source_id for one in objectives_of(task)}
    )
    shared = {source_id for source_id, count in owners.items() if count > 1}
    return [_composite(task, shared) if shared else task for task in listed]


def objectives_of(task: Task) -> Iterator[Objective]:
    """Yield the objectives and the fail conditions of a task."""
    yield from task.objectives
    yield from task.fail_conditions


def _composite(task: Task, shared: set[str]) -> Task:
    if not any(one.source_id in shared for one in objectives_of(task)):
        return task

    def renamed(objectives: tuple[Objective, ...]) -> tuple[Objective, ...]:
        return tuple(
            replace(one, id=ObjectiveId(f"{one.source_id}:{task.id}")) if one.source_id in shared else one
            for one in objectives
        )

    return replace(task, objectives=renamed(task.objectives), fail_conditions=renamed(task.fail_conditions))


def with_readable_edges(tasks: Iterable[Task], tally: Tally) -> list[Task]:
    """Return the tasks with one edge of every cycle made unreadable; edges to nothing are counted.

    An unreadable requirement keeps the gate unknown, so nothing is offered on the strength of missing data. So does
    a task that is missing, unless the player's record of it says otherwise: its id stays (game-rules 4.1).
    """
    by_id = {task.id: task for task in tasks}
    for task in by_id.values():
        needed_tasks = (one.task for one in task.requirements)
        _missing(FindingKind.DANGLING_TASK, needed_tasks, by_id, tally, f"/tasks/{task.id}/taskRequirements")
    while cycle := _find_cycle(by_id):
        owner = max(cycle)
        needed = cycle[(cycle.index(owner) + 1) % len(cycle)]
        tally.note(FindingKind.CYCLE, owner, f"/tasks/{owner}/taskRequirements")
        task = by_id[owner]
        requirements = tuple(
            TaskRequirement(None, one.statuses, readable=False) if one.task == needed else one
            for one in task.requirements
        )
        by_id[owner] = replace(task, requirements=requirements)
    return list(by_id.values())


def _find_cycle(tasks: Tasks) -> list[TaskId] | None:
    """Return the tasks of one prerequisite cycle, each needing the next; None if there is none."""
    finished: set[TaskId] = set()
    for start in tasks:
        if start in finished:
            continue
        path: list[TaskId] = [start]
        on_path = {start}
        pending = [_needed(tasks, start)]
        while path:
            following = next(pending[-1], None)
            if following is None:
                finished.add(path[-1])
                on_path.discard(path.pop())
                pending.pop()
            elif following in on_path:
                return path[path.index(following) :]
            elif following not in finished:
                path.append(following)
                on_path.add(following)
                pending.append(_needed(tasks, following))
    return None


def _needed(tasks: Tasks, task_id: TaskId) -> Iterator[TaskId]:
    return (one.task for one in tasks[task_id].requirements if one.task is not None and one.task in tasks)


def note_dangling(catalog: Catalog, tally: Tally) -> None:
    """Count every reference of *catalog* to a record that it does not hold. Nothing is changed."""
    known_tasks = set(catalog.tasks) | set(catalog.disabled)
    for task in catalog.tasks.values():
        where = f"/tasks/{task.id}"
        _missing(FindingKind.DANGLING_TRADER, (task.trader,), catalog.traders, tally, where)
        _missing(FindingKind.DANGLING_MAP, (task.map,), catalog.maps, tally, where)
        traders = [one.trader for one in task.trader_requirements]
        _missing(FindingKind.DANGLING_TRADER, traders, catalog.traders, tally, where)
        for reward in (task.start_rewards, task.finish_rewards, task.failure_rewards):
            _missing(
                FindingKind.DANGLING_ITEM, (item for item, _ in reward.items), catalog.items, tally, where
            )
        for needed in task.needed_keys:
            _missing(FindingKind.DANGLING_ITEM, needed.keys, catalog.items, tally, where)
        for objective in objectives_of(task):
            below = f"{where}/objectives/{objective.source_id}"
            _missing(FindingKind.DANGLING_MAP, objective.maps, catalog.maps, tally, below)
            _missing(FindingKind.DANGLING_ITEM, items_of(objective), catalog.items, tally, below)
            _missing(FindingKind.DANGLING_TASK, (objective.task,), known_tasks, tally, below)
            _missing(FindingKind.DANGLING_TRADER, (objective.trader,), catalog.traders, tally, below)
    for station in catalog.stations.values():
        for level in station.levels:
            where = f"/hideout/{level.id}"
            _missing(
                FindingKind.DANGLING_ITEM, (part.item for part in level.parts), catalog.items, tally, where
            )
            _missing(
                FindingKind.DANGLING_STATION,
                (one for one, _ in level.stations),
                catalog.stations,
                tally,
                where,
            )
    for craft in catalog.crafts:
        where = f"/crafts/{craft.id}"
        needed_items = [craft.product, *(item for item, _, _ in craft.inputs)]
        _missing(FindingKind.DANGLING_ITEM, needed_items, catalog.items, tally, where)
        _missing(FindingKind.DANGLING_STATION, (craft.station,), catalog.stations, tally, where)


def items_of(objective: Objective) -> Iterator[ItemId]:
    """Yield the id of every item that an objective names."""
    yield from objective.items
    yield from objective.weapons
    yield from objective.not_wearing
    yield from objective.contains_all
    yield from objective.use_any
    for groups in (objective.required_keys, objective.weapon_mods, objective.wearing):
        for group in groups:
            yield from group
    for single in (objective.quest_item, objective.marker_item, objective.item):
        if single is not None:
            yield single


def _missing(
    kind: FindingKind,
    ids: Iterable[str | None],
    known: Container[str],
    tally: Tally,
    where: str,
) -> None:
    for one in ids:
        if one is not None and one not in known:
            tally.note(kind, one, where)
