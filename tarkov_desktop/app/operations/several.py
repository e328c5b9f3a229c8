"""One operation on several tasks: one plan after the other on the document they leave, one edit, one undo step."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tarkov_desktop.app.commits import Step
from tarkov_desktop.app.mode_progress import ModeProgress
from tarkov_desktop.app.operations.carry import BY_PLAYER, Asked, Outcome
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
    whole, refused = _planned_one_by_one(progress, plan, task_ids)
    changes = session.carry_out(whole, mode=progress.mode, step=Step(label, asked.origin))
    return SeveralDone(changes, refused)


def on_all_tasks(
    session: Session, label: str, plan: TaskPlan, task_ids: Iterable[TaskId], *, asked: Asked = BY_PLAYER
) -> Outcome:
    """Carry out *plan* for every task or for none: the first refusal is the answer, and nothing is written."""
    progress = session.at(asked.mode or session.mode)
    wanted = list(dict.fromkeys(task_ids))
    whole, refused = _planned_one_by_one(progress, plan, wanted)
    if refused:
        return next(iter(refused.values()))
    subject = wanted[0] if len(wanted) == 1 else ""
    return session.carry_out(whole, mode=progress.mode, step=Step(label, asked.origin, subject))


def _planned_one_by_one(
    progress: ModeProgress, plan: TaskPlan, task_ids: Iterable[TaskId]
) -> tuple[Plan, dict[TaskId, Refusal]]:
    """Return the writes of all plans together, each made on the document the one before leaves."""
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
    return Plan(tuple(writes.values())), refused
