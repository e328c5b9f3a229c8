"""Operations on findings: what the rules offer to mend, applied when the player says so (game-rules 8)."""

from __future__ import annotations

from tarkov_desktop.app.operations.carry import BY_PLAYER, Asked, Outcome, carry_out
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.settings import LEFT_FINDINGS
from tarkov_desktop.domain.checks import Finding, Fix, findings
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


def open_findings(session: Session) -> list[Finding]:
    """Return the findings of the mode in use that the player has not left as they are; some 3 ms."""
    left = session.settings.get(LEFT_FINDINGS)
    return [finding for finding in findings(session.derived) if _key(session, finding) not in left]


def leave(session: Session, finding: Finding) -> None:
    """Leave a finding as it is: it is not shown on this computer any more."""
    left = session.settings.get(LEFT_FINDINGS)
    session.settings.set(LEFT_FINDINGS, {**left, _key(session, finding): True})


def show_left(session: Session) -> None:
    """Show again what was left in the mode in use."""
    left = session.settings.get(LEFT_FINDINGS)
    kept = {key: value for key, value in left.items() if not key.startswith(f"{session.mode}|")}
    session.settings.set(LEFT_FINDINGS, kept)


def count_left(session: Session) -> int:
    """Return how many findings of the mode in use were left as they are."""
    left = session.settings.get(LEFT_FINDINGS)
    return sum(_key(session, finding) in left for finding in findings(session.derived))


def _key(session: Session, finding: Finding) -> str:
    about = (finding.task, finding.other, finding.key, finding.station, finding.level or None)
    return "|".join((session.mode, finding.check.value, *(str(part or "") for part in about)))
