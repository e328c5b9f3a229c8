"""What all operations share: ask the domain for a plan in a mode, commit it or hand back the refusal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tarkov_desktop.app.commits import Step
from tarkov_desktop.app.mode_progress import ModeProgress
from tarkov_desktop.app.session import Session
from tarkov_desktop.domain.changes import Changes, Origin
from tarkov_desktop.domain.ids import GameMode
from tarkov_desktop.domain.plans.plan import Plan, Refusal
from tarkov_desktop.store.records import LedgerRow

Outcome = Changes | Refusal
"""What an operation answers: what changed (falsy when nothing had to), or why it is not possible now."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for an operation and where. ``mode`` None is the one in use; ``ledger`` marks game-log facts."""

    mode: GameMode | None = None
    origin: Origin = Origin.USER
    ledger: tuple[LedgerRow, ...] = ()


BY_PLAYER = Asked()
"""The player, in the mode in use."""


def carry_out(
    session: Session,
    label: str,
    plan: Callable[[ModeProgress], Plan | Refusal],
    *,
    subject: str = "",
    asked: Asked = BY_PLAYER,
) -> Outcome:
    """Make *plan* in the mode asked for and commit it as one undoable step."""
    progress = session.at(asked.mode or session.mode)
    made = plan(progress)
    if isinstance(made, Refusal):
        return made
    step = Step(label, asked.origin, subject)
    return session.carry_out(made, mode=progress.mode, step=step, ledger=asked.ledger)
