"""Operations on findings: what the rules offer to mend, applied when the player says so (game-rules 8)."""

from __future__ import annotations

from tarkov_desktop.app.operations.carry import BY_PLAYER, Asked, Outcome, carry_out
from tarkov_desktop.app.session import Session
from tarkov_desktop.domain.checks import Finding, Fix
from tarkov_desktop.domain.plans.fixes import plan_fix


def mend(session: Session, finding: Finding, fix: Fix, *, asked: Asked = BY_PLAYER) -> Outcome:
    """Mend one finding in one of the ways it offers."""
    return carry_out(
        session,
        "mend",
        lambda on: plan_fix(on.graph, on.document, on.account, finding, fix),
        subject=finding.task or finding.key or finding.station or finding.check.value,
        asked=asked,
    )
