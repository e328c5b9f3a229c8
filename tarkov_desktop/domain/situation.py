"""Where one member stands: document, level, faction, prestige and edition, against one catalog."""

from __future__ import annotations

from dataclasses import dataclass

from tarkov_desktop.domain.account import AccountFacts
from tarkov_desktop.domain.document import Document
from tarkov_desktop.domain.experience import effective_level
from tarkov_desktop.domain.game import Task
from tarkov_desktop.domain.graph import GameGraph
from tarkov_desktop.domain.ids import TaskId
from tarkov_desktop.domain.records import TaskRecord, task_record, text, whole
from tarkov_desktop.domain.registers import FACTION, FACTIONS, PRESTIGE


@dataclass(frozen=True, slots=True)
class Situation:
    """One member in one mode at one moment; ``level`` is the effective one (game-rules 11)."""

    graph: GameGraph
    document: Document
    account: AccountFacts
    level: int
    faction: str
    prestige: int
    now_ms: int

    def record(self, path: str) -> TaskRecord:
        """Return the record of a task by its path."""
        return task_record(self.document, path)

    def is_faction_right(self, task: Task) -> bool:
        """True when the task is for everybody or for this member's faction."""
        return task.faction in ("Any", self.faction)

    def is_edition_right(self, task_id: TaskId) -> bool:
        """True when the member's game edition has the task; unknown editions have all (game-rules 12)."""
        own = self.graph.editions.get(self.account.edition)
        if own is None:
            return True
        if task_id in own.excluded_tasks:
            return False
        return task_id in own.exclusive_tasks or task_id not in self.graph.exclusive_tasks


def situation_of(
    graph: GameGraph, document: Document, account: AccountFacts, *, xp_of_tasks: int, now_ms: int
) -> Situation:
    """Return where the owner of *document* stands."""
    return Situation(
        graph,
        document,
        account,
        level=effective_level(graph, document, account, xp_of_tasks),
        faction=faction_of(document),
        prestige=whole(document.value(PRESTIGE), 0),
        now_ms=now_ms,
    )


def faction_of(document: Document) -> str:
    """Return the stated faction; of one who never said it the first (game-rules 12)."""
    return text(document.value(FACTION)) or FACTIONS[0]
