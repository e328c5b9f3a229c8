"""What the detail pane is about: one task, through whose eyes, and what its sections need to say it."""

from __future__ import annotations

from dataclasses import dataclass

from tarkov_desktop.app.session import Session
from tarkov_desktop.app.texts import _
from tarkov_desktop.domain.derived import Derived
from tarkov_desktop.domain.game import Task
from tarkov_desktop.domain.ids import ItemId, TaskId
from tarkov_desktop.domain.nodes import TaskNode
from tarkov_desktop.domain.state import TaskView
from tarkov_desktop.ui.pages.tasks.sight import Sight
from tarkov_desktop.ui.theme.look import Look


@dataclass(frozen=True, slots=True)
class Subject:
    """One task as one member has it. ``derived`` is that member's; a teammate's cannot be changed."""

    look: Look
    session: Session
    sight: Sight
    derived: Derived
    task_id: TaskId
    now_ms: int

    @property
    def node(self) -> TaskNode:
        """The task with its edges."""
        return self.session.graph.nodes[self.task_id]

    @property
    def task(self) -> Task:
        """The task of the game data."""
        return self.node.task

    @property
    def view(self) -> TaskView:
        """How the task stands for the member."""
        return self.derived.view(self.task_id)

    @property
    def mate_name(self) -> str:
        """The teammate whose task this is, "" for the player's own."""
        return self.sight.mate.name if self.sight.mate is not None else ""

    @property
    def is_read_only(self) -> bool:
        """Whether it is a teammate's, to look at only."""
        return self.sight.mate is not None

    def item_name(self, item: ItemId) -> str:
        """Return the name of an item."""
        known = self.session.catalog.items.get(item)
        return known.name if known else _("an item that is not in the game data")
