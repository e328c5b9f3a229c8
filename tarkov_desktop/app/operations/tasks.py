"""Operations on tasks: everything a player can do to one, whoever asks (click, shortcut, game log, command line)."""

from __future__ import annotations

from tarkov_desktop.app.operations.carry import BY_PLAYER, Asked, Outcome, carry_out
from tarkov_desktop.app.session import Session
from tarkov_desktop.domain.ids import TaskId
from tarkov_desktop.domain.plans import tasks as plans
from tarkov_desktop.domain.plans.make_available import plan_make_available


def complete_task(session: Session, task_id: TaskId, *, asked: Asked = BY_PLAYER) -> Outcome:
    """Complete a task, fill its objectives and fail the open tasks it rules out."""
    return carry_out(
        session,
        "complete_task",
        lambda on: plans.plan_completion(on.graph, on.document, on.account, task_id),
        subject=task_id,
        asked=asked,
    )


def uncomplete_task(session: Session, task_id: TaskId, *, asked: Asked = BY_PLAYER) -> Outcome:
    """Take a complete or failed task back, and the failures that only its completion explains."""
    return carry_out(
        session,
        "uncomplete_task",
        lambda on: plans.plan_uncompletion(on.graph, on.document, on.account, task_id),
        subject=task_id,
        asked=asked,
    )


def fail_task(session: Session, task_id: TaskId, *, asked: Asked = BY_PLAYER) -> Outcome:
    """Fail a task and clear its objectives."""
    return carry_out(
        session,
        "fail_task",
        lambda on: plans.plan_failure(on.graph, on.document, on.account, task_id),
        subject=task_id,
        asked=asked,
    )


def start_task(session: Session, task_id: TaskId, *, asked: Asked = BY_PLAYER) -> Outcome:
    """Say that a task is under way in the game."""
    return carry_out(
        session,
        "start_task",
        lambda on: plans.plan_start(on.graph, on.document, on.account, task_id),
        subject=task_id,
        asked=asked,
    )


def make_available(session: Session, task_id: TaskId, *, asked: Asked = BY_PLAYER) -> Outcome:
    """Settle what a task needs and start it: the game offers it, whatever we think (game-rules 7.1)."""
    return carry_out(
        session,
        "make_available",
        lambda on: plan_make_available(on.graph, on.document, on.account, task_id),
        subject=task_id,
        asked=asked,
    )


def ignore_task(session: Session, task_id: TaskId, *, asked: Asked = BY_PLAYER) -> Outcome:
    """Mark an open task as one the player will not do."""
    return carry_out(
        session,
        "ignore_task",
        lambda on: plans.plan_ignore(on.graph, on.document, on.account, task_id, ignored=True),
        subject=task_id,
        asked=asked,
    )


def unignore_task(session: Session, task_id: TaskId, *, asked: Asked = BY_PLAYER) -> Outcome:
    """Take the ignored mark off."""
    return carry_out(
        session,
        "unignore_task",
        lambda on: plans.plan_ignore(on.graph, on.document, on.account, task_id, ignored=False),
        subject=task_id,
        asked=asked,
    )


def pin_task(session: Session, task_id: TaskId, *, asked: Asked = BY_PLAYER) -> Outcome:
    """Show a task first."""
    return carry_out(
        session,
        "pin_task",
        lambda on: plans.plan_pin(on.graph, on.document, on.account, task_id, pinned=True),
        subject=task_id,
        asked=asked,
    )


def unpin_task(session: Session, task_id: TaskId, *, asked: Asked = BY_PLAYER) -> Outcome:
    """Show a task in its place again."""
    return carry_out(
        session,
        "unpin_task",
        lambda on: plans.plan_pin(on.graph, on.document, on.account, task_id, pinned=False),
        subject=task_id,
        asked=asked,
    )


def set_note(session: Session, task_id: TaskId, text: str, *, asked: Asked = BY_PLAYER) -> Outcome:
    """Keep a private note with a task; an empty one takes it away."""
    return carry_out(
        session,
        "set_note",
        lambda on: plans.plan_note(on.graph, on.document, on.account, task_id, text),
        subject=task_id,
        asked=asked,
    )


def confirm_gate(session: Session, task_id: TaskId, *, asked: Asked = BY_PLAYER) -> Outcome:
    """Take the player's word that the gates of a task are open."""
    return carry_out(
        session,
        "confirm_gate",
        lambda on: plans.plan_gate(on.graph, on.document, on.account, task_id, confirmed=True),
        subject=task_id,
        asked=asked,
    )


def withdraw_gate(session: Session, task_id: TaskId, *, asked: Asked = BY_PLAYER) -> Outcome:
    """Take back the player's word about the gates of a task."""
    return carry_out(
        session,
        "withdraw_gate",
        lambda on: plans.plan_gate(on.graph, on.document, on.account, task_id, confirmed=False),
        subject=task_id,
        asked=asked,
    )
