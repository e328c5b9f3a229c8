"""One task, objective and hideout part as the rules walk them: the record of the game with its paths at hand."""

from __future__ import annotations

from typing import NamedTuple

from tarkov_desktop.domain.document import Document
from tarkov_desktop.domain.game import Objective, PartRequirement, Task, TaskRequirement
from tarkov_desktop.domain.ids import StationId, StationLevelId, TaskId
from tarkov_desktop.domain.records import Amount, whole


class Need(NamedTuple):
    """A readable requirement on another task: any of the statuses asked for."""

    task: TaskId
    path: str
    complete: bool
    active: bool
    failed: bool
    is_known: bool
    """False when the catalog has no such task."""

    @property
    def is_active_only(self) -> bool:
        """True when neither complete nor failed is asked for."""
        return self.active and not self.complete and not self.failed

    @property
    def is_failed_only(self) -> bool:
        """True when only a failed task will do."""
        return self.failed and not self.complete and not self.active

    @property
    def dies_with_failure(self) -> bool:
        """True when a failed (or blocked) task can never satisfy it: the edges of game-rules 6."""
        return (self.complete or self.active) and not self.failed


class AmountPaths(NamedTuple):
    """Where an amount is stored, and where it is looked for when nothing is stored there."""

    flag: str
    number: str
    other_flag: str = ""
    """The bare id of a shared objective, or the composite one of an objective no longer shared."""
    other_number: str = ""

    def read(self, document: Document) -> Amount:
        """Return flag and count as the rules see them."""
        entries = document.entries
        flag = entries.get(self.flag) or entries.get(self.other_flag)
        number = entries.get(self.number) or entries.get(self.other_number)
        return Amount(flag is not None and flag.value is True, whole(number.value, 0) if number else 0)

    def has_count(self, document: Document) -> bool:
        """True when a count is stored, be it zero."""
        return self.number in document.entries or self.other_number in document.entries


class ObjectiveNode(NamedTuple):
    """An objective with its task; ``required`` is 1 unless ``counted``."""

    objective: Objective
    task: TaskId
    required: int
    counted: bool
    paths: AmountPaths


class PartNode(NamedTuple):
    """An item requirement with the station level it belongs to."""

    part: PartRequirement
    station: StationId
    level: int
    level_id: StationLevelId
    paths: AmountPaths

    @property
    def required(self) -> int:
        """How many items are asked for."""
        return self.part.count


class TaskNode(NamedTuple):
    """A task with its readable requirements, unreadable ones apart, and its objectives."""

    task: Task
    position: int
    path: str
    needs: tuple[Need, ...]
    unreadable: tuple[TaskRequirement, ...]
    objectives: tuple[ObjectiveNode, ...]
    ignored_path: str
    gate_path: str
