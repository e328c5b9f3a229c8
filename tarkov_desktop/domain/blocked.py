"""Tasks that records have made impossible: the invalid set of game-rules 6, kept up to date edit by edit.

The faction pass is not here (it spreads nothing and follows from the task alone, see ``availability``).
"""

from __future__ import annotations

from collections.abc import Iterable

from tarkov_desktop.domain.document import Document
from tarkov_desktop.domain.graph import GameGraph
from tarkov_desktop.domain.ids import TaskId
from tarkov_desktop.domain.records import TaskRecord, task_record
from tarkov_desktop.domain.state import Reason, ReasonKind


class BlockedTasks:
    """The marked tasks of one document. ``refresh`` costs as much as the edit reaches, not as the game is big."""

    def __init__(self, graph: GameGraph, document: Document) -> None:
        self._graph = graph
        self._document = document
        self._marked: set[TaskId] = set()
        self._spreading: set[TaskId] = set()
        self._mark(graph.nodes)

    def __contains__(self, task_id: TaskId) -> bool:
        return task_id in self._marked

    def refresh(self, document: Document, touched: Iterable[TaskId]) -> set[TaskId]:
        """Take a document in which the records of *touched* changed; return the tasks whose mark, or its reasons, changed."""
        self._document = document
        graph = self._graph
        near: set[TaskId] = set()
        for task_id in touched:
            near.add(task_id)
            near.update(graph.needing[task_id], graph.needing_failure[task_id])
            near.update(graph.alternatives.get(task_id, ()), graph.ruled_out_by.get(task_id, ()))
        near &= graph.nodes.keys()
        before = self._unmark(near)
        after = self._mark(near | before.keys())
        changed: set[TaskId] = set()
        for task_id in before.keys() | after:
            was_marked, was_spreading = before.get(task_id, (False, False))
            if was_marked != (task_id in self._marked):
                changed.add(task_id)
            if was_spreading != (task_id in self._spreading):
                changed.update(graph.needing[task_id])
        return changed

    def reasons(self, task_id: TaskId) -> list[Reason]:
        """Return why a task is impossible, the nearest causes only; empty when it is not."""
        found = [
            Reason(ReasonKind.OTHER_BRANCH, task=rival)
            for rival in self._graph.ruled_out_by[task_id]
            if self._record(rival).complete
        ]
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

    def _unmark(self, near: Iterable[TaskId]) -> dict[TaskId, tuple[bool, bool]]:
        """Take back *near* and all that was reached through them; return whether they were marked, spreading."""
        taken_back: dict[TaskId, tuple[bool, bool]] = {}
        stack = list(near)
        while stack:
            task_id = stack.pop()
            former = task_id in self._marked, task_id in self._spreading
            if any(former):
                taken_back[task_id] = former
                self._marked.discard(task_id)
                self._spreading.discard(task_id)
                stack.extend(self._graph.needing[task_id])
        return taken_back

    def _mark(self, candidates: Iterable[TaskId]) -> set[TaskId]:
        """Mark those of *candidates* that must be, and all they reach; return what is marked or spreads now."""
        stack: list[TaskId] = []
        for task_id in candidates:
            if self._record(task_id).complete:
                continue
            if self._is_start(task_id) or self._is_reached(task_id):
                self._marked.add(task_id)
                stack.append(task_id)
            elif self._is_silent_start(task_id):
                stack.append(task_id)
        reached = set(stack)
        self._spreading |= reached
        while stack:
            for dependent in self._graph.needing[stack.pop()]:
                if dependent in self._marked or self._record(dependent).complete:
                    continue
                self._marked.add(dependent)
                self._spreading.add(dependent)
                reached.add(dependent)
                stack.append(dependent)
        return reached

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

    def _is_reached(self, task_id: TaskId) -> bool:
        return any(
            need.dies_with_failure and need.task in self._spreading
            for need in self._graph.nodes[task_id].needs
        )

    def _record(self, task_id: TaskId) -> TaskRecord:
        return task_record(self._document, self._graph.nodes[task_id].path)
