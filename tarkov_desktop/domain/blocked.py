"""Tasks that records have made impossible: the invalid set of game-rules 6, kept up to date edit by edit.

The faction pass is not here (it spreads nothing and follows from the task alone, see ``availability``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import heapify, heappop, heappush

from tarkov_desktop.domain.document import Document
from tarkov_desktop.domain.graph import GameGraph
from tarkov_desktop.domain.ids import TaskId
from tarkov_desktop.domain.records import TaskRecord, task_record
from tarkov_desktop.domain.registers import task_path
from tarkov_desktop.domain.state import Reason, ReasonKind


class BlockedTasks:
    """The marked tasks of one document. ``refresh`` costs as much as the edit reaches, not as the game is big."""

    def __init__(self, graph: GameGraph, document: Document) -> None:
        self._graph = graph
        self._document = document
        self._marked: set[TaskId] = set()
        self._spreading: set[TaskId] = set()
        self._mark_all()

    def __contains__(self, task_id: TaskId) -> bool:
        return task_id in self._marked

    def refresh(self, document: Document, touched: Iterable[TaskId]) -> set[TaskId]:
        """Take a document in which the records of *touched* changed; return the tasks whose mark, or its reasons, changed."""
        self._document = document
        graph = self._graph
        near: set[TaskId] = set()
        for task_id in touched:
            near.add(task_id)
            near.update(graph.needing.get(task_id, ()), graph.needing_failure.get(task_id, ()))
            near.update(graph.alternatives.get(task_id, ()), graph.ruled_out_by.get(task_id, ()))
        near &= graph.nodes.keys()
        before = self._mark_anew() if graph.has_cycle else self._follow(near)
        changed: set[TaskId] = set()
        for task_id, (was_marked, was_spreading) in before.items():
            if was_marked != (task_id in self._marked):
                changed.add(task_id)
            if was_spreading != (task_id in self._spreading):
                changed.update(graph.needing[task_id])
        return changed

    def is_ruled_out(self, task_id: TaskId) -> bool:
        """True when another task was completed that fails this one."""
        return any(True for _ in self._ruling_out(task_id))

    def reasons(self, task_id: TaskId) -> list[Reason]:
        """Return why a task is impossible, the nearest causes only; empty when it is not."""
        found = [Reason(ReasonKind.OTHER_BRANCH, task=rival) for rival in self._ruling_out(task_id)]
        if task_id not in self._marked:
            return found
        for need in self._graph.nodes[task_id].needs:
            record = task_record(self._document, need.path)
            if need.is_failed_only and record.complete:
                found.append(Reason(ReasonKind.PREREQUISITE_DONE, task=need.task))
            elif need.dies_with_failure and record.failed:
                found.append(Reason(ReasonKind.PREREQUISITE_FAILED, task=need.task))
            elif need.dies_with_failure and need.task in self._spreading:
                found.append(Reason(ReasonKind.PREREQUISITE_BLOCKED, task=need.task))
        return found

    def _follow(self, near: Iterable[TaskId]) -> dict[TaskId, tuple[bool, bool]]:
        """Judge *near* again and, in the order of the game, what follows from a change; return former answers."""
        before: dict[TaskId, tuple[bool, bool]] = {}
        ranks = self._graph.ranks
        waiting = [(ranks[task_id], task_id) for task_id in near]
        heapify(waiting)
        while waiting:
            _, task_id = heappop(waiting)
            old = task_id in self._marked, task_id in self._spreading
            new = self._judge(task_id)
            if old != new:
                before[task_id] = old
                self._set(task_id, new)
                for dependent in self._graph.needing[task_id]:
                    heappush(waiting, (ranks[dependent], dependent))
        return before

    def _mark_anew(self) -> dict[TaskId, tuple[bool, bool]]:
        """Start afresh, as a cycle has no order to follow; return the former answers of all concerned."""
        marked, spreading = self._marked, self._spreading
        self._marked, self._spreading = set(), set()
        self._mark_all()
        concerned = marked | spreading | self._marked | self._spreading
        return {task_id: (task_id in marked, task_id in spreading) for task_id in concerned}

    def _mark_all(self) -> None:
        """Mark every start and all that is reached from starts, each task once."""
        stack: list[TaskId] = []
        for task_id in self._graph.nodes:
            answer = self._judge(task_id)
            self._set(task_id, answer)
            if any(answer):
                stack.append(task_id)
        while stack:
            for dependent in self._graph.needing[stack.pop()]:
                if dependent not in self._marked and not self._record(dependent).complete:
                    self._set(dependent, (True, True))
                    stack.append(dependent)

    def _judge(self, task_id: TaskId) -> tuple[bool, bool]:
        """Return whether a task is marked and whether it spreads, given what it needs."""
        if self._record(task_id).complete:
            return False, False
        is_marked = self._is_start(task_id) or self._is_reached(task_id)
        return is_marked, is_marked or self._is_silent_start(task_id)

    def _set(self, task_id: TaskId, answer: tuple[bool, bool]) -> None:
        for tasks, belongs in zip((self._marked, self._spreading), answer, strict=True):
            if belongs:
                tasks.add(task_id)
            else:
                tasks.discard(task_id)

    def _is_start(self, task_id: TaskId) -> bool:
        for need in self._graph.nodes[task_id].needs:
            if need.is_failed_only or need.dies_with_failure:
                record = task_record(self._document, need.path)
                if record.complete if need.is_failed_only else record.failed:
                    return True
        return False

    def _is_silent_start(self, task_id: TaskId) -> bool:
        rivals = (*self._graph.alternatives[task_id], *self._graph.ruled_out_by[task_id])
        return any(self._record(rival).complete for rival in rivals)

    def _ruling_out(self, task_id: TaskId) -> Iterator[TaskId]:
        return (rival for rival in self._graph.ruled_out_by[task_id] if self._record(rival).complete)

    def _is_reached(self, task_id: TaskId) -> bool:
        return any(
            need.dies_with_failure and need.task in self._spreading
            for need in self._graph.nodes[task_id].needs
        )

    def _record(self, task_id: TaskId) -> TaskRecord:
        return task_record(self._document, task_path(task_id))
