"""Operations on objectives of tasks."""

from __future__ import annotations

from tarkov_desktop.app.operations.carry import BY_PLAYER, Asked, Outcome, carry_out
from tarkov_desktop.app.session import Session
from tarkov_desktop.domain.ids import ObjectiveId
from tarkov_desktop.domain.plans import objectives as plans


def set_objective_count(
    session: Session, objective_id: ObjectiveId, count: int, *, asked: Asked = BY_PLAYER
) -> Outcome:
    """Set how often an objective is done, kept within 0 and what it needs."""
    return carry_out(
        session,
        "set_objective_count",
        lambda on: plans.plan_objective_count(on.graph, on.document, on.account, objective_id, count),
        subject=objective_id,
        asked=asked,
    )


def toggle_objective(session: Session, objective_id: ObjectiveId, *, asked: Asked = BY_PLAYER) -> Outcome:
    """Tick an objective, or untick it: a counted one loses just the last."""
    return carry_out(
        session,
        "toggle_objective",
        lambda on: plans.plan_objective_toggle(on.graph, on.document, on.account, objective_id),
        subject=objective_id,
        asked=asked,
    )
