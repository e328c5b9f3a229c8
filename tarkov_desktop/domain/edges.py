"""Edges between tasks: who depends on whom, who rules out whom, and what follows from what (game-rules 2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from tarkov_desktop.domain.game import Task, TaskStatus
from tarkov_desktop.domain.ids import TaskId, TraderId
from tarkov_desktop.domain.nodes import Need, TaskNode
from tarkov_desktop.domain.statuses import STATUS_OF_WORD

TaskEdges = Mapping[TaskId, tuple[TaskId, ...]]


def edges_where(nodes: Mapping[TaskId, TaskNode], counts: Callable[[Need], bool]) -> TaskEdges:
    """Return needed task to needing ones; tasks the catalog has not are keys too, their records count."""
    found: dict[TaskId, dict[TaskId, None]] = {task_id: {} for task_id in nodes}
    for task_id, node in nodes.items():
        for need in node.needs:
            dependents = found.setdefault(need.task, {})
            if counts(need):
                dependents[task_id] = None
    return {task_id: tuple(dependents) for task_id, dependents in found.items()}


def alternatives_of(nodes: Mapping[TaskId, TaskNode]) -> TaskEdges:
    """Return, for each task, those that fail when it is completed (game-rules 2.6).

    Tasks that the catalog has not are keys too: whoever completed one before it was taken out has made the choice.
    """
    fails_on: dict[TaskId, frozenset[TaskId]] = {
        task_id: frozenset(_fatal_tasks(node.task)) for task_id, node in nodes.items()
    }
    found: dict[TaskId, dict[TaskId, None]] = {task_id: {} for task_id in nodes}
    for task_id, node in nodes.items():
        kept_alive_by = {need.task for need in node.needs if need.is_active_only}
        for rival in fails_on[task_id] | kept_alive_by:
            is_fatal = rival in fails_on[task_id] or task_id in fails_on.get(rival, ())
            if is_fatal and rival != task_id:
                found.setdefault(rival, {})[task_id] = None
    for task_id, node in nodes.items():
        given = (other for other in node.task.given_alternatives if other in nodes and other != task_id)
        found[task_id] = found[task_id] or dict.fromkeys(given)
    return {task_id: tuple(others) for task_id, others in found.items()}


def _fatal_tasks(task: Task) -> Iterator[TaskId]:
    for condition in task.fail_conditions:
        words = {STATUS_OF_WORD.get(word.lower()) for word in condition.statuses}
        if condition.type == "taskStatus" and condition.task and TaskStatus.COMPLETE in words:
            yield condition.task


def reversed_edges(edges: TaskEdges, nodes: Mapping[TaskId, TaskNode]) -> TaskEdges:
    """Return *edges* read backwards."""
    found: dict[TaskId, list[TaskId]] = {task_id: [] for task_id in nodes}
    for task_id, others in edges.items():
        for other in others:
            found[other].append(task_id)
    return {task_id: tuple(others) for task_id, others in found.items()}


def closure_bits(nodes: Mapping[TaskId, TaskNode], dependents: TaskEdges) -> dict[TaskId, int]:
    """Return the transitive closure; one pass when the graph has no cycle, some more when it has."""
    order = [task_id for task_id in _dependents_first(dependents) if task_id in nodes]
    bits = dict.fromkeys(nodes, 0)
    has_changed = True
    while has_changed:
        has_changed = False
        for task_id in order:
            reached = 0
            for dependent in dependents[task_id]:
                reached |= bits[dependent] | 1 << nodes[dependent].position
            has_changed = has_changed or reached != bits[task_id]
            bits[task_id] = reached
    return {task_id: reached & ~(1 << nodes[task_id].position) for task_id, reached in bits.items()}


def requirements_first(dependents: TaskEdges) -> tuple[dict[TaskId, int], bool]:
    """Return each task's rank, after the ranks of all it needs, and whether that is so (it is not on a cycle)."""
    order = _dependents_first(dependents)
    ranks = {task_id: len(order) - rank for rank, task_id in enumerate(order)}
    has_cycle = any(
        ranks[dependent] <= ranks[task_id] for task_id, found in dependents.items() for dependent in found
    )
    return ranks, has_cycle


def _dependents_first(dependents: TaskEdges) -> dict[TaskId, None]:
    """Return all tasks, each after the tasks that depend on it (as far as cycles allow)."""
    order: dict[TaskId, None] = {}
    seen: set[TaskId] = set()
    stack = list(dependents)
    while stack:
        task_id = stack[-1]
        if task_id in seen:
            order[stack.pop()] = None
        else:
            seen.add(task_id)
            stack.extend(dependent for dependent in dependents[task_id] if dependent not in seen)
    return order


def tasks_by_trader(nodes: Mapping[TaskId, TaskNode]) -> dict[TraderId, tuple[TaskId, ...]]:
    """Return each trader with the tasks that ask for his loyalty level or reputation."""
    found: defaultdict[TraderId, dict[TaskId, None]] = defaultdict(dict)
    for task_id, node in nodes.items():
        for requirement in node.task.trader_requirements:
            found[requirement.trader][task_id] = None
    return {trader: tuple(tasks) for trader, tasks in found.items()}
