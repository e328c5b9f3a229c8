"""Operations on tasks: everything a player can do to one, whoever asks (click, shortcut, game log, command line)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final

from tarkov_desktop.app.operations.carry import BY_PLAYER, Asked, Outcome, carry_out
from tarkov_desktop.app.operations.several import TaskPlan
from tarkov_desktop.app.session import Session
from tarkov_desktop.domain.ids import TaskId
from tarkov_desktop.domain.plans import tasks as plans
from tarkov_desktop.domain.plans.make_available import plan_make_available


@dataclass(frozen=True, slots=True)
class TaskOperation:
    """One thing that can be done to a task: called, it is one undoable step. ``label`` names it in the journal."""

    label: str
    plan: TaskPlan

    def __call__(self, session: Session, task_id: TaskId, *, asked: Asked = BY_PLAYER) -> Outcome:
        """Do it to one task in the mode asked for."""
        return carry_out(
            session,
            self.label,
            lambda on: self.plan(on.graph, on.document, on.account, task_id),
            subject=task_id,
            asked=asked,
        )


complete_task: Final = TaskOperation("complete_task", plans.plan_completion)
"""Complete a task, fill its objectives and fail the open tasks it rules out."""
uncomplete_task: Final = TaskOperation("uncomplete_task", plans.plan_uncompletion)
"""Take a complete or failed task back, and the failures that only its completion explains."""
fail_task: Final = TaskOperation("fail_task", plans.plan_failure)
"""Fail a task and clear its objectives."""
start_task: Final = TaskOperation("start_task", plans.plan_start)
"""Say that a task is under way in the game."""
make_available: Final = TaskOperation("make_available", plan_make_available)
"""Settle what a task needs and start it: the game offers it, whatever we think (game-rules 7.1)."""
ignore_task: Final = TaskOperation("ignore_task", partial(plans.plan_ignore, ignored=True))
"""Mark an open task as one the player will not do."""
unignore_task: Final = TaskOperation("unignore_task", partial(plans.plan_ignore, ignored=False))
"""Take the ignored mark off."""
pin_task: Final = TaskOperation("pin_task", partial(plans.plan_pin, pinned=True))
"""Show a task first."""
unpin_task: Final = TaskOperation("unpin_task", partial(plans.plan_pin, pinned=False))
"""Show a task in its place again."""
confirm_gate: Final = TaskOperation("confirm_gate", partial(plans.plan_gate, confirmed=True))
"""Take the player's word that the gates of a task are open."""
withdraw_gate: Final = TaskOperation("withdraw_gate", partial(plans.plan_gate, confirmed=False))
"""Take back the player's word about the gates of a task."""


def set_note(session: Session, task_id: TaskId, text: str, *, asked: Asked = BY_PLAYER) -> Outcome:
    """Keep a private note with a task; an empty one takes it away."""
    operation = TaskOperation("set_note", partial(plans.plan_note, text=text))
    return operation(session, task_id, asked=asked)
