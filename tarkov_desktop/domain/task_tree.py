"""Tasks as a tree: what has to be done before what, each task once, long chains straight.

A task may need several others; it hangs under the one that comes last of all it needs, directly or through tasks that
are not in the tree, and names the rest. Of its followers the one with most behind it goes on straight below, the others branch off to the right: so a chain of forty
tasks is a straight line, and the depth grows only with the logarithm of the number of tasks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tarkov_desktop.domain.graph import GameGraph
from tarkov_desktop.domain.ids import TaskId, TraderId
from tarkov_desktop.domain.tally import tasks_of_bits


class Twig(NamedTuple):
    """One task in the tree. ``depth`` is its lane, 0 at the left.

    ``is_branch``: it leaves the lane to its left; else, with a parent, it goes on in its parent's lane.
    ``is_continued``: its own lane goes on below. ``is_direct``: it needs its parent itself, not through tasks outside
    the tree. ``also_after``: tasks of the tree it needs itself, beside its parent.
    """

    task: TaskId
    depth: int = 0
    parent: TaskId | None = None
    is_branch: bool = False
    is_continued: bool = False
    is_direct: bool = True
    also_after: tuple[TaskId, ...] = ()


def chain_of(graph: GameGraph, task_id: TaskId) -> frozenset[TaskId]:
    """Return a task with everything it needs and everything that needs it, directly or through others."""
    bits = graph.successor_bits[task_id] | graph.predecessor_bits[task_id]
    return frozenset(tasks_of_bits(graph, bits)) | {task_id}


def tasks_of_trader(graph: GameGraph, trader: TraderId) -> frozenset[TaskId]:
    """Return a trader's tasks."""
    return frozenset(task.id for task in graph.tasks if task.trader == trader)


def task_tree(graph: GameGraph, tasks: Iterable[TaskId]) -> list[Twig]:
    """Return *tasks* from the top down, every one exactly once, also where the game data go round in a circle."""
    wanted = frozenset(tasks)
    parents = {
        task_id: parent for task_id in wanted if (parent := _parent(graph, task_id, wanted)) is not None
    }
    children: dict[TaskId | None, list[TaskId]] = {}
    for task_id in sorted(wanted, key=lambda each: graph.nodes[each].position):
        children.setdefault(parents.get(task_id), []).append(task_id)
    weights = _weights(graph, wanted, parents)
    return [
        _twig(
            graph, wanted, Twig(task_id, depth, parents.get(task_id), is_branch, bool(children.get(task_id)))
        )
        for task_id, depth, is_branch in _walk(children, weights)
    ]


def _parent(graph: GameGraph, task_id: TaskId, wanted: frozenset[TaskId]) -> TaskId | None:
    """Return the task of *wanted* that is reached last of all a task needs, None where it needs none of them.

    Only such as come earlier in the order of requirements: where the data go round in a circle, that cuts it.
    """
    rank = graph.ranks.__getitem__
    before = [
        each
        for each in tasks_of_bits(graph, graph.predecessor_bits[task_id])
        if each in wanted and rank(each) < rank(task_id)
    ]
    return max(before, key=rank, default=None)


def _twig(graph: GameGraph, wanted: frozenset[TaskId], twig: Twig) -> Twig:
    """Return *twig* with what it needs itself."""
    needed = dict.fromkeys(need.task for need in graph.nodes[twig.task].needs if need.task in wanted)
    others = tuple(each for each in needed if each not in {twig.parent, twig.task})
    return twig._replace(is_direct=twig.parent is None or twig.parent in needed, also_after=others)


def _weights(graph: GameGraph, wanted: frozenset[TaskId], parents: dict[TaskId, TaskId]) -> dict[TaskId, int]:
    """Return how many tasks hang on each, itself included."""
    weights = dict.fromkeys(wanted, 1)
    for task_id in sorted(wanted, key=graph.ranks.__getitem__, reverse=True):
        parent = parents.get(task_id)
        if parent is not None:
            weights[parent] += weights[task_id]
    return weights


def _walk(
    children: dict[TaskId | None, list[TaskId]], weights: dict[TaskId, int]
) -> Iterator[tuple[TaskId, int, bool]]:
    """Yield task, depth and whether it branches off, from the top down; without recursion, chains are long."""
    left = [(root, 0, False) for root in reversed(children.get(None, []))]
    while left:
        task_id, depth, is_branch = left.pop()
        yield task_id, depth, is_branch
        followers = children.get(task_id, [])
        if not followers:
            continue
        heaviest = max(followers, key=lambda each: weights[each])
        left.append((heaviest, depth, False))
        left += [(each, depth + 1, True) for each in reversed(followers) if each != heaviest]
