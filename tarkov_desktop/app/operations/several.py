"""One operation on several tasks: one plan after the other on the document they leave, one edit, one undo step."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tarkov_desktop.app.commits import Step
from tarkov_desktop.app.operations.carry import BY_PLAYER, Asked
from tarkov_desktop.app.session import Session
from tarkov_desktop.domain.account import AccountFacts
from tarkov_desktop.domain.changes import Changes
from tarkov_desktop.domain.document import Document, Entry, Write
from tarkov_desktop.domain.graph import GameGraph
from tarkov_desktop.domain.ids import TaskId
from tarkov_desktop.domain.plans.plan import Plan, Refusal

TaskPlan = Callable[[GameGraph, Document, AccountFacts, TaskId], Plan | Refusal]


@dataclass(frozen=True, slots=True)
class SeveralDone:
    """What one operation on several tasks changed, and why it passed some over (an ordinary answer)."""

    changes: Changes
    refused: dict[TaskId, Refusal]


def on_several_tasks(
    session: Session, label: str, plan: TaskPlan, task_ids: Iterable[TaskId], *, asked: Asked = BY_PLAYER
) -> SeveralDone:
    """Carry out *plan* for each task, in the order given; tasks that refuse are left as they are."""
    progress = session.at(asked.mode or session.mode)
    document = progress.document
    writes: dict[str, Write] = {}
    refused: dict[TaskId, Refusal] = {}
    for task_id in task_ids:
        made = plan(progress.graph, document, progress.account, task_id)
        if isinstance(made, Refusal):
            refused[task_id] = made
            continue
        writes |= {write.path: write for write in made.writes}
        document = document.with_entries({write.path: Entry(write.value, 0) for write in made.writes})
    whole = Plan(tuple(writes.values()))
    changes = session.carry_out(whole, mode=progress.mode, step=Step(label, asked.origin))
    return SeveralDone(changes, refused)
