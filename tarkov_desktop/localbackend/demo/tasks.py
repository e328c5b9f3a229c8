"""The tasks bots play: ids and order from the bundled facts, nothing more."""

from __future__ import annotations

import gzip

import msgspec

from tarkov_desktop import resources

_EARLY_LEVEL = 10
_EVERY = 3


class Objective(msgspec.Struct, frozen=True):
    """One objective; tasks that share one keep it under an id of their own, which the facts spell out."""

    id: str
    optional: bool = False


class Requirement(msgspec.Struct, frozen=True):
    """A task that comes first."""

    task: str


class Task(msgspec.Struct, frozen=True):
    """What a bot needs to know of a task."""

    id: str
    map: str | None = None
    min_level: int = 1
    faction: str | None = None
    objectives: tuple[Objective, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    required_prestige: int | None = None


class _Bundle(msgspec.Struct, frozen=True):
    put: tuple[Task, ...]


def playable_tasks() -> tuple[Task, ...]:
    """The tasks in an order in which they can be done: what a task requires stands before it."""
    packed = resources.read_bytes("catalog/tasks.pvp.json.gz")
    tasks = msgspec.json.decode(gzip.decompress(packed), type=_Bundle).put
    left = sorted(
        (task for task in tasks if task.required_prestige is None), key=lambda task: (task.min_level, task.id)
    )
    order: dict[str, Task] = {}
    while left:
        ready = [task for task in left if all(need.task in order for need in task.requirements)]
        if not ready:
            break  # what requires a task that cannot be played cannot be played either
        order.update((task.id, task) for task in ready)
        left = [task for task in left if task.id not in order]
    return tuple(order.values())


def within_reach(tasks: tuple[Task, ...], done: set[str], level: int, faction: str) -> list[Task]:
    """The tasks somebody of *level* who has finished *done* can do next."""
    return [
        task
        for task in tasks
        if task.id not in done
        and task.min_level <= level
        and task.faction in {None, "Any", faction}
        and all(need.task in done for need in task.requirements)
    ]


def for_tonight(tasks: tuple[Task, ...]) -> frozenset[str]:
    """A few early tasks that nothing follows: nobody has done them yet, so that a squad has something in common."""
    required = {need.task for task in tasks for need in task.requirements}
    ends = [task.id for task in tasks if task.id not in required and task.min_level <= _EARLY_LEVEL]
    return frozenset(ends[::_EVERY])
