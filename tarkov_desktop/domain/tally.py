"""What complete tasks add up to: XP, skills, and which tasks are still open. Kept edit by edit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from tarkov_desktop.domain.document import Document
from tarkov_desktop.domain.graph import GameGraph
from tarkov_desktop.domain.ids import SkillId, TaskId
from tarkov_desktop.domain.records import task_record


class Tally:
    """Sums over the recorded tasks of one document (game-rules 11 and 13)."""

    def __init__(self, graph: GameGraph, document: Document) -> None:
        self._graph = graph
        self.complete: set[TaskId] = set()
        self.xp = 0
        """XP of complete tasks."""
        self.skills: Counter[SkillId] = Counter()
        """Skill levels of complete tasks, by skill id."""
        self.open_bits = (1 << len(graph.nodes)) - 1
        """Tasks neither complete nor failed, as a bit set over ``TaskNode.position``."""
        self.refresh(document, graph.nodes)

    def refresh(self, document: Document, touched: Iterable[TaskId]) -> int:
        """Take new records of *touched* tasks; return the tasks that opened or closed, as a bit set."""
        before = self.open_bits
        for task_id in touched:
            node = self._graph.nodes[task_id]
            record = task_record(document, node.path)
            bit = 1 << node.position
            self.open_bits = self.open_bits | bit if record.open else self.open_bits & ~bit
            if record.complete != (task_id in self.complete):
                self._turn(task_id, 1 if record.complete else -1)
        return before ^ self.open_bits

    def _turn(self, task_id: TaskId, sign: int) -> None:
        if sign > 0:
            self.complete.add(task_id)
        else:
            self.complete.discard(task_id)
        task = self._graph.nodes[task_id].task
        self.xp += sign * task.experience
        for skill, levels in task.finish_rewards.skills:
            self.skills[skill] += sign * levels


def tasks_of_bits(graph: GameGraph, bits: int) -> Iterator[TaskId]:
    """Yield the tasks of a bit set over ``TaskNode.position``."""
    digits = bin(bits)[:1:-1]
    position = digits.find("1")
    while position >= 0:
        yield graph.order[position]
        position = digits.find("1", position + 1)
