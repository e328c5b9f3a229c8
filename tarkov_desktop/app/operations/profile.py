"""Operations on the profile: level, XP, faction, name, prestige, edition, traders, skills, preferences."""

from __future__ import annotations

from tarkov_desktop.app.commits import Step
from tarkov_desktop.app.operations.carry import BY_PLAYER, Asked, Outcome, carry_out
from tarkov_desktop.app.session import Session
from tarkov_desktop.domain.changes import Changes
from tarkov_desktop.domain.document import JsonValue
from tarkov_desktop.domain.ids import SkillId, TraderId
from tarkov_desktop.domain.plans import profile as plans
from tarkov_desktop.domain.registers import preference_path


def set_level(session: Session, level: int, *, asked: Asked = BY_PLAYER) -> Outcome:
    """Set the PMC level; with automatic level the XP correction that gives it."""
    return carry_out(
        session,
        "set_level",
        lambda on: plans.plan_level(on.graph, on.document, on.account, level),
        subject=str(level),
        asked=asked,
    )


def set_total_xp(session: Session, total: int, *, asked: Asked = BY_PLAYER) -> Outcome:
    """Set the total XP; the difference to what tasks gave is kept as a correction."""
    return carry_out(
        session,
        "set_total_xp",
        lambda on: plans.plan_total_xp(on.graph, on.document, on.account, total),
        subject=str(total),
        asked=asked,
    )


def set_faction(session: Session, faction: str, *, asked: Asked = BY_PLAYER) -> Outcome:
    """Set USEC or BEAR."""
    return carry_out(
        session,
        "set_faction",
        lambda on: plans.plan_faction(on.graph, on.document, on.account, faction),
        subject=faction,
        asked=asked,
    )


def set_name(session: Session, name: str, *, asked: Asked = BY_PLAYER) -> Outcome:
    """Set the name on the team card; an empty one clears it."""
    return carry_out(
        session,
        "set_name",
        lambda on: plans.plan_name(on.graph, on.document, on.account, name),
        asked=asked,
    )


def set_prestige(session: Session, prestige: int, *, asked: Asked = BY_PLAYER) -> Outcome:
    """Correct the prestige level; taking a prestige in the game is :func:`modes.prestige`."""
    return carry_out(
        session,
        "set_prestige",
        lambda on: plans.plan_prestige_level(on.graph, on.document, on.account, prestige),
        subject=str(prestige),
        asked=asked,
    )


def set_edition(session: Session, edition: int, *, asked: Asked = BY_PLAYER) -> Outcome:
    """Set the game edition of the account, which counts in every mode."""
    return carry_out(
        session,
        "set_edition",
        lambda on: plans.plan_edition(on.account, edition),
        subject=str(edition),
        asked=asked,
    )


def set_trader_level(
    session: Session, trader: TraderId, level: int | None, *, asked: Asked = BY_PLAYER
) -> Outcome:
    """State the loyalty level with a trader; None withdraws the statement."""
    return carry_out(
        session,
        "set_trader_level",
        lambda on: plans.plan_trader_level(on.graph, on.document, on.account, trader, level),
        subject=trader,
        asked=asked,
    )


def set_trader_reputation(
    session: Session, trader: TraderId, reputation: float | None, *, asked: Asked = BY_PLAYER
) -> Outcome:
    """State the reputation with a trader; None withdraws the statement."""
    return carry_out(
        session,
        "set_trader_reputation",
        lambda on: plans.plan_trader_reputation(on.graph, on.document, on.account, trader, reputation),
        subject=trader,
        asked=asked,
    )


def set_skill(session: Session, skill: SkillId, level: float, *, asked: Asked = BY_PLAYER) -> Outcome:
    """Set the level of a skill; what tasks gave is subtracted."""
    return carry_out(
        session,
        "set_skill",
        lambda on: plans.plan_skill(on.graph, on.document, on.account, skill, level),
        subject=skill,
        asked=asked,
    )


def set_preference(session: Session, name: str, value: JsonValue, *, key: str | None = None) -> Changes:
    """Set a preference synced with the account (None: back to the default). It is no undo step.

    Raises:
        ValueError: the preference does not hold such a value.
    """
    plan = plans.plan_preference(session.account_document, preference_path(name, key), value)
    return session.carry_out(plan, mode=session.mode, step=Step("set_preference", is_kept=False))
