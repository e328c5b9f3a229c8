"""A plan in the making: the building blocks of game-rules 7, laid over one document."""

from __future__ import annotations

from collections.abc import Iterable

from tarkov_desktop.domain.account import AccountFacts
from tarkov_desktop.domain.document import Document, JsonValue, Write
from tarkov_desktop.domain.experience import stated_level
from tarkov_desktop.domain.graph import GameGraph
from tarkov_desktop.domain.ids import TaskId
from tarkov_desktop.domain.nodes import AmountPaths, TaskNode
from tarkov_desktop.domain.records import TaskRecord, is_set, task_record
from tarkov_desktop.domain.registers import LEVEL, neutral, same_value, task_path


class Draft:
    """Collects writes; the last one of a path counts, and those that change nothing are left out."""

    def __init__(self, graph: GameGraph, document: Document, account: AccountFacts) -> None:
        self.graph = graph
        self.document = document
        self._account = account
        self._writes: dict[str, JsonValue] = {}
        self._raised_to: int | None = None

    @property
    def raised_to(self) -> int | None:
        """The level this draft raises the player to, None if it does not."""
        return self._raised_to

    def writes(self) -> tuple[Write, ...]:
        """Return what really changes something."""
        return tuple(
            Write(path, value)
            for path, value in self._writes.items()
            if not same_value(value, seen(self.graph, self.document, path))
        )

    def write(self, path: str, value: JsonValue) -> None:
        """Plan one register."""
        self._writes[path] = value

    def record(self, task_id: TaskId) -> TaskRecord:
        """Return what the document says of a task, be it in the catalog or not."""
        return task_record(self.document, task_path(task_id))

    def done(self, task_id: TaskId, *, manual: bool) -> None:
        """Complete a task and all its objectives."""
        node = self.graph.nodes[task_id]
        self.write(node.path, _state(complete=True, manual=manual))
        self.fill(node)

    def fail(self, task_id: TaskId, *, manual: bool) -> None:
        """Fail a task and clear its objectives."""
        node = self.graph.nodes[task_id]
        self.write(node.path, _state(complete=True, failed=True, manual=manual))
        self.clear(node)

    def undone(self, task_id: TaskId) -> None:
        """Take a task back; counts that were not full stay."""
        node = self.graph.nodes[task_id]
        self.write(node.path, _state(complete=False))
        for objective in node.objectives:
            amount = objective.paths.read(self.document)
            self.write(objective.paths.flag, value=False)
            if amount.number >= objective.required:
                self.write(objective.paths.number, 0)

    def started(self, task_id: TaskId) -> None:
        """Say that a task is under way."""
        state: JsonValue = {"complete": False, "failed": False, "active": True, "manual": True}
        self.write(self.graph.nodes[task_id].path, state)

    def fill(self, node: TaskNode) -> None:
        """Make every objective full, optional ones too."""
        for objective in node.objectives:
            self.write(objective.paths.flag, value=True)
            if objective.counted or objective.paths.has_count(self.document):
                self.write(objective.paths.number, objective.required)

    def clear(self, node: TaskNode) -> None:
        """Empty every objective."""
        for objective in node.objectives:
            self.write(objective.paths.flag, value=False)
            self.write(objective.paths.number, 0)

    def set_amount(self, paths: AmountPaths, count: int, *, required: int) -> None:
        """Store a count with the flag that fits it."""
        self.write(paths.number, count)
        self.write(paths.flag, count >= required)

    def raise_level(self, task_ids: Iterable[TaskId]) -> None:
        """Raise the stated level to what the tasks need, unless the level follows from XP."""
        needed = max((self.graph.nodes[task_id].task.min_level for task_id in task_ids), default=0)
        if needed > stated_level(self.document) and not self._account.automatic_level:
            self.write(LEVEL, needed)
            self._raised_to = needed

    def stop_ignoring(self, task_id: TaskId) -> None:
        """Take the ignored mark off, where there is one."""
        path = self.graph.nodes[task_id].ignored_path
        if is_set(self.document, path):
            self.write(path, value=False)


def seen(graph: GameGraph, document: Document, path: str) -> JsonValue:
    """Return the value at *path* as the rules see it: stored, read from the other id, or neutral."""
    entry = document.entries.get(path)
    if entry is not None:
        return entry.value
    other = stand_in(graph, document, path)
    return neutral(path) if other is None else other


def stand_in(graph: GameGraph, document: Document, path: str) -> JsonValue:
    """Return what the rules read where nothing stands at *path*: the value under a shared objective's other id.

    None when there is none. Undo of a first write must bring this back, not the neutral value.
    """
    if path in document.entries:
        return None
    for objective in graph.objectives_of_path.get(path, ()):
        paths = graph.objectives[objective].paths
        for own, other in ((paths.flag, paths.other_flag), (paths.number, paths.other_number)):
            if path == own and other in document.entries:
                return document.value(other)
    return None


def _state(*, complete: bool, failed: bool = False, manual: bool = False) -> JsonValue:
    return {"complete": complete, "failed": failed, **({"manual": True} if manual else {})}
